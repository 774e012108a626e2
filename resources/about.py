"""The program's version and licence, and those of the packages that it is made of; nothing here needs Qt."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from resources import FOLDER, program_folder

if TYPE_CHECKING:
    from importlib.metadata import Distribution
    from pathlib import Path

__all__ = [
    "PROGRAM",
    "UNKNOWN",
    "Package",
    "licence_kind",
    "licence_text",
    "packages",
    "program_version",
    "third_party_licences",
    "version_of",
]

PROGRAM = "descent-lab"
"""The program's own name as a package."""
UNKNOWN = "?"
"""What stands in the place of a version or a licence that is not known."""
_LICENCE_FILE = re.compile(r"licen[cs]e|copying|notice|authors", re.IGNORECASE)


class Package(NamedTuple):
    """A package that is installed: its name, version, and licence in a few words."""

    name: str
    version: str
    licence: str


def program_version() -> str:
    """Return the version of the program: in a checkout that of its pyproject.toml, else that of the installed package.

    It is read from the name of the folder with the package's metadata: ``importlib.metadata`` takes so long to import
    that it would be noticed when the program starts.
    """
    project = FOLDER.parent / "pyproject.toml"
    if project.is_file():
        found = re.search(r'^version = "(.+)"$', project.read_text(encoding="utf-8"), re.MULTILINE)
        return found[1] if found else UNKNOWN
    folders = FOLDER.parent.glob(f"{PROGRAM.replace('-', '_')}-*.dist-info")
    return next((folder.stem.rpartition("-")[2] for folder in folders), UNKNOWN)


def version_of(name: str) -> str:
    """Return the version of an installed package, without importing it; "?" where it is not installed."""
    found = _distribution(name)
    return UNKNOWN if found is None else found.version


def packages() -> list[Package]:
    """Return the packages that the program needs and those that they need, in alphabetical order, as installed."""
    found: dict[str, Package] = {}
    left = _required(PROGRAM)
    while left:
        name = left.pop()
        package = _distribution(name)
        if package is not None and package.name not in found:
            found[package.name] = Package(package.name, package.version, licence_kind(package))
            left += _required(name)
    return sorted(found.values(), key=lambda package: package.name.lower())


def licence_text(name: str) -> str:
    """Return the licence texts that a package brings, one after the other; "" where it brings none."""
    package = _distribution(name)
    files = [] if package is None else [file for file in package.files or [] if file.parts[0].endswith(".dist-info")]
    texts = {
        "/".join(file.parts[1:]).removeprefix("licenses/"): file.read_text(encoding="utf-8").strip()
        for file in files
        if _LICENCE_FILE.search(file.name)
    }
    if not texts and name == PROGRAM:
        texts = {"LICENSE": (FOLDER.parent / "LICENSE").read_text(encoding="utf-8").strip()}
    if len(texts) == 1:
        return next(iter(texts.values()))
    return "\n\n\n".join(f"{title}\n{'=' * len(title)}\n\n{text}" for title, text in texts.items())


def third_party_licences() -> Path | None:
    """Return the file with the licences of all packages that the packaged program brings; None where there is none."""
    folders = (program_folder(), FOLDER.parent.parent / "Resources")  # the latter within an application of macOS
    files = (folder / "THIRD-PARTY-LICENCES.txt" for folder in folders)
    return next((file for file in files if file.is_file()), None)


def licence_kind(package: Distribution) -> str:
    """Return in a few words which licence a package says that it has; "?" where it says nothing."""
    about = package.metadata
    words = about.get("License-Expression") or about.get("License") or ""
    if words and "\n" not in words:
        return words
    kinds = [line.rpartition(" :: ")[2] for line in about.get_all("Classifier") or [] if line.startswith("License ::")]
    return ", ".join(kinds) or UNKNOWN


def _distribution(name: str) -> Distribution | None:
    from importlib.metadata import PackageNotFoundError, distribution

    try:
        return distribution(name)
    except PackageNotFoundError:
        return None


def _required(name: str) -> list[str]:
    """Return the names of the packages that a package needs for what it does at the least."""
    package = _distribution(name)
    needed = (package and package.requires) or []
    if package is None and name == PROGRAM:  # a checkout that is not installed
        import tomllib

        project = tomllib.loads((FOLDER.parent / "pyproject.toml").read_text(encoding="utf-8"))
        needed = project["project"]["dependencies"]
    named = (re.match(r"[\w.-]+", line) for line in needed if "extra ==" not in line)
    return [match[0] for match in named if match]
