"""The packaging's tests: what is Linux's own is tested where there is a shell."""

from __future__ import annotations

import sys

collect_ignore = ["test_install_for_me.py"] if sys.platform == "win32" else []
