"""Run a command of the README, found by the marker before it, so that what is tested is what is written there.

python .ci/readme_command.py "tests, Linux and macOS"
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def command_of(readme: str, name: str) -> str:
    """Return the line that follows the marker and the fence."""
    lines = readme.splitlines()
    marker = lines.index(f"<!-- command: {name} -->")
    fence, command = lines[marker + 1 : marker + 3]
    assert fence.startswith("```"), f"no command follows the marker of {name}"
    return command


def main() -> int:
    """Run it in the system's own shell, from the repository's folder; return its exit code."""
    command = command_of((ROOT / "README.md").read_text(encoding="utf-8"), sys.argv[1])
    print(f"+ {command}", flush=True)
    return subprocess.run(command, shell=True, cwd=ROOT, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
