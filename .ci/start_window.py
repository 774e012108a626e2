"""Start the real program on an X server of its own, look at the screen, and close it by a signal.

``start_window.py [PICTURE [COMMAND...]]`` keeps the picture of the screen, and starts the program by another command.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
GRAB = """
import sys
from PySide6.QtGui import QGuiApplication
application = QGuiApplication([])
image = application.primaryScreen().grabWindow(0).toImage()
image.save(sys.argv[1])
step = range(0, image.width(), 5), range(0, image.height(), 5)
print(len({image.pixel(x, y) for x in step[0] for y in step[1]}))
"""
COLOURS = 300
"""An empty screen has one colour, a window without its lab a hundred, with it more than five hundred."""
PATIENCE = 60.0


def main() -> int:
    """Return 0 where the window came up, showed something, and closed when asked to."""
    reader, writer = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writer), "-screen", "0", "1280x720x24", "-nolisten", "tcp", "-noreset"],
        pass_fds=(writer,),
        stderr=subprocess.DEVNULL,
    )
    os.close(writer)
    display = f":{os.read(reader, 16).decode().strip()}"
    command = sys.argv[2:] or [sys.executable, "main.py"]
    with tempfile.TemporaryDirectory() as home:
        picture = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(home, "screen.png")
        environment = {**os.environ, "DISPLAY": display, "QT_QPA_PLATFORM": "xcb", "XDG_CONFIG_HOME": home}
        environment["XDG_DATA_HOME"] = home
        program = subprocess.Popen(command, cwd=ROOT, env=environment)
        try:
            colours = _wait_for_picture(program, environment, picture)
            print(f"the window shows {colours} colours")
            program.send_signal(signal.SIGTERM)
            code = program.wait(10)
            print(f"closed with exit code {code}")
            return 0 if colours >= COLOURS and code == 0 else 1
        finally:
            program.kill()
            server.terminate()
            server.wait()


def _wait_for_picture(program: subprocess.Popen[bytes], environment: dict[str, str], file: Path) -> int:
    colours = 0
    end = time.monotonic() + PATIENCE
    while colours < COLOURS and time.monotonic() < end and program.poll() is None:
        grab = [sys.executable, "-c", GRAB, str(file)]
        colours = int(subprocess.run(grab, env=environment, capture_output=True, check=True).stdout)
    return colours


if __name__ == "__main__":
    sys.exit(main())
