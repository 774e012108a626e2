"""What makes the packaged program at home on a desktop: menu entry, file type, installer for one user."""

from __future__ import annotations

import shutil
from pathlib import Path

__all__ = ["MACOS_DOCUMENTS", "add_desktop_files"]

HERE = Path(__file__).resolve().parent
LINUX_FILES = {
    "descent-lab.desktop": "share/applications/descent-lab.desktop",
    "descent-lab-mime.xml": "share/mime/packages/descent-lab.xml",
    "lab.descent.DescentLab.metainfo.xml": "share/metainfo/lab.descent.DescentLab.metainfo.xml",
    "install-for-me": "install-for-me",
}
"""Where each file of ``linux/`` lies in the program's folder; what is under ``share`` is laid out as /usr/share is."""
WINDOWS_FILES = {"install-for-me.cmd": "install-for-me.cmd"}
EXPERIMENT = "lab.descent.experiment"
MACOS_DOCUMENTS = {
    "CFBundleDocumentTypes": [
        {
            "CFBundleTypeName": "Descent Lab experiment",
            "CFBundleTypeRole": "Editor",
            "LSHandlerRank": "Owner",
            "LSItemContentTypes": [EXPERIMENT],
        },
        # Finder looks at the last ending only, where the name has two: so .json is opened too, but not by default.
        {
            "CFBundleTypeName": "JSON",
            "CFBundleTypeRole": "Editor",
            "LSHandlerRank": "Alternate",
            "LSItemContentTypes": ["public.json"],
        },
    ],
    "UTExportedTypeDeclarations": [
        {
            "UTTypeIdentifier": EXPERIMENT,
            "UTTypeDescription": "Descent Lab experiment",
            "UTTypeConformsTo": ["public.json"],
            "UTTypeTagSpecification": {
                "public.filename-extension": ["descent.json"],
                "public.mime-type": ["application/vnd.descent-lab+json"],
            },
        }
    ],
}
"""Entries of Info.plist that let the application open experiments. Has not been tried on a Mac."""


def add_desktop_files(folder: Path, *, windows: bool = False) -> None:
    """Add to the program's folder what its system needs to show it, except for the icons."""
    source, files = (HERE / "windows", WINDOWS_FILES) if windows else (HERE / "linux", LINUX_FILES)
    for name, place in files.items():
        target = folder / place
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(source / name, target)  # and its right to be run
