"""Build the packaged program of this system, test it and pack it: ``python packaging/build.py [OUT]``.

Everything is made anew in OUT (``build/package`` in the checkout where it is not given): the environment, the program's
folder, its archive and the archive's checksum. It needs Python from 3.11 on, on Linux also binutils and zstd.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import platform
import shutil
import subprocess
import sys
import tomllib
import venv
import zipfile
from pathlib import Path

from desktop import add_desktop_files
from icu import shrink

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
SHIPPED = ("main.py", "model", "gui", "resources", "pyproject.toml", "README.md", "LICENSE")
STRIPPED = (
    "torch/_C.*.so",
    "torch/lib/lib[ct]*.so",
    "llvmlite/binding/*.so",
    "libpython3.*",
    "python3.*/lib-dynload/*.so",
)
"""Libraries with symbols that only a debugger reads. Others have been patched after linking, and may not survive it."""
MOST_PACKED, MOST_UNPACKED = 215e6, 700e6
"""Bytes of the archive and of the folder on Linux: what a school can hand out on a stick or over its network."""
WINDOWS, MAC = sys.platform == "win32", sys.platform == "darwin"


def main() -> None:
    """Build into the folder that the command line names."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("out", nargs="?", type=Path, default=ROOT / "build" / "package", metavar="OUT")
    out: Path = parser.parse_args().out.resolve()
    for part in ("source", "venv", "icons", "work", "dist"):
        shutil.rmtree(out / part, ignore_errors=True)
    python = make_environment(out)
    run(python, HERE / "icons.py", out / "icons")
    options = ("--noconfirm", "--log-level=WARN", "--distpath", out / "dist", "--workpath", out / "work")
    # Without -P, Python would find the checkout's packages in the current folder first.
    run(python, "-P", "-m", "PyInstaller", *options, HERE / "descent_lab.spec")
    folder = out / "dist" / "descent-lab"
    if sys.platform == "linux":
        slim(folder / "_internal")
    run(python, HERE / "licences.py", folder, out / "work", out / "THIRD-PARTY-LICENCES.txt")
    shipped = dress(folder, out)
    run(program_of(shipped), "--self-test")
    archive = pack(shipped, out)
    digest = hashlib.sha256(archive.read_bytes()).hexdigest()
    archive.with_name(f"{archive.name}.sha256").write_text(f"{digest}  {archive.name}\n")
    sizes = (archive.stat().st_size, sum(file.lstat().st_size for file in shipped.rglob("*") if file.is_file()))
    print(f"{archive}: {sizes[0] / 1e6:.1f} MB, unpacked {sizes[1] / 1e6:.1f} MB")
    if sys.platform == "linux" and (sizes[0] > MOST_PACKED or sizes[1] > MOST_UNPACKED):
        sys.exit(
            f"more than {MOST_PACKED / 1e6:.0f} MB, unpacked {MOST_UNPACKED / 1e6:.0f} MB: see packaging/README.md"
        )


def run(*command: str | Path) -> None:
    """Run a command, and end with its exit code where that is not 0."""
    code = subprocess.run(command).returncode
    if code:
        sys.exit(f"{command[0]} {command[1]} ended with exit code {code}")


def make_environment(out: Path) -> Path:
    """Install the program and the tools into an environment of their own; return its Python."""
    source = out / "source"  # setuptools leaves files behind where it builds, and takes up those of last time
    source.mkdir(parents=True)
    for name in SHIPPED:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, source / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / name, source / name)
    venv.create(out / "venv", with_pip=True)
    python = out / "venv" / ("Scripts/python.exe" if WINDOWS else "bin/python")
    run(python, "-m", "pip", "install", "--quiet", "-r", HERE / "tools.txt", source)
    cuda = "import sys; from torch.version import cuda; sys.exit(cuda and 1)"
    if subprocess.run([python, "-c", cuda]).returncode:
        sys.exit(
            "pip found a build of PyTorch for NVIDIA cards, gigabytes larger. Set PIP_EXTRA_INDEX_URL to the address"
            " that PyTorch's page gives for the CPU, or PIP_FIND_LINKS to a folder with that build."
        )
    return python


def slim(contents: Path) -> None:
    """Take out of the libraries what is never read."""
    for pattern in STRIPPED:
        for library in contents.glob(pattern):
            run("strip", "--strip-unneeded", library)
    for library in contents.glob("PySide6/Qt/lib/libicudata.so.*"):
        shrink(library)


def dress(folder: Path, out: Path) -> Path:
    """Put beside the program what the user and the system look for; return what is to be packed."""
    shipped = folder
    texts = folder
    if MAC:
        shipped = out / "dist" / "Descent Lab.app"
        texts = shipped / "Contents" / "Resources"
    shutil.copy(ROOT / "LICENSE", texts)
    shutil.copy(out / "THIRD-PARTY-LICENCES.txt", texts)
    if MAC:
        run("codesign", "--force", "--deep", "--sign", "-", shipped)
        return shipped
    add_desktop_files(folder, windows=WINDOWS)
    shutil.copy(HERE / "README.txt", folder)
    if not WINDOWS:
        shutil.copytree(out / "icons" / "share", folder / "share", dirs_exist_ok=True)
    return shipped


def program_of(shipped: Path) -> Path:
    """Return the program to be started in a console."""
    if MAC:
        return shipped / "Contents" / "MacOS" / "descent-lab"
    return shipped / ("descent-lab-cli.exe" if WINDOWS else "descent-lab")


def pack(shipped: Path, out: Path) -> Path:
    """Return the archive, in the form that each system opens by itself and that keeps links and rights."""
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    machine = platform.machine().lower().replace("amd64", "x86_64")
    system = "windows" if WINDOWS else "macos" if MAC else "linux"
    archive = out / f"descent-lab-{version}-{system}-{machine}{'.zip' if WINDOWS or MAC else '.tar.zst'}"
    archive.unlink(missing_ok=True)
    if MAC:
        run("ditto", "-c", "-k", "--keepParent", shipped, archive)
    elif WINDOWS:
        with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as packed:
            for file in sorted(shipped.rglob("*")):
                packed.write(file, file.relative_to(shipped.parent))
    else:
        owner = ("--sort=name", "--owner=0", "--group=0", "--numeric-owner")
        options = (*owner, f"--mtime=@{os.environ.get('SOURCE_DATE_EPOCH', '0')}", "-I", "zstd -19 --long=27 -T0")
        run("tar", *options, "-C", shipped.parent, "-cf", archive, shipped.name)
    return archive


if __name__ == "__main__":
    main()
