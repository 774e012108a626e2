"""The licences of all that the packaged program ships: ``python packaging/licences.py FOLDER WORK TARGET``.

PyInstaller writes down where each file of the folder and each module of the program comes from; each is led back to
a component: a Python package by its RECORD, Python itself, or a package of Debian or Ubuntu. Parts of these with a
licence of their own, and texts that a package lacks, stand in ``licences/parts.toml``. It runs with the Python of the
environment that the program was built in.
"""

from __future__ import annotations

import ast
import os
import platform
import re
import subprocess
import sys
import sysconfig
import tomllib
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import Distribution, distributions
from pathlib import Path
from typing import Any

from resources.about import PROGRAM, licence_kind

__all__ = ["Component", "Environment", "LicenceError", "Shipped", "components_of", "shipped_files", "write_licences"]

REVIEWED = Path(__file__).resolve().parent / "licences"
ROOT = Path(__file__).resolve().parent.parent
SYSTEM_TEXTS = Path("/usr/share/common-licenses")
CONTENTS = "_internal"
LICENCE_FILE = re.compile(r"(.*[-_ ])?(licen[cs]es?|copying|notice|authors|copyright)([-_. ].*)?", re.I)
CODE_FILE = re.compile(r".*\.(py|pyc|pyi|h|hpp|c|cpp|so|dll|html|json)", re.I)
REFERENCE = re.compile(r"/usr/share/common-licenses/([A-Za-z][A-Za-z0-9]*(?:-\d+(?:\.\d+)*)?)")
HEAD = """\
What Descent Lab is made of besides its own code, which stands under the licence in the file LICENSE: each component
with its version, its licence and the licence's text. A licence text that many refer to stands once, at the end.

梯度下降实验室所含的第三方组件：名称、版本、许可证及其全文。多个组件共用的许可证全文列在文件末尾。
"""


class LicenceError(Exception):
    """Something is shipped without a licence that is known."""


@dataclass(frozen=True)
class Shipped:
    """A file or module in the packaged program: its name there, and the file it was made from."""

    name: str
    source: Path


@dataclass
class Component:
    """Something shipped that has its own licence."""

    name: str
    version: str = ""
    licence: str = ""
    home: str = ""
    copyright: str = ""
    texts: dict[str, str] = field(default_factory=dict[str, str])
    common: set[str] = field(default_factory=set[str])

    def add_text(self, title: str, text: str) -> None:
        """Add a licence text, unless it is there already under another title."""
        text = text.strip().replace("\r\n", "\n")
        if text and "".join(text.split()) not in {"".join(known.split()) for known in self.texts.values()}:
            self.texts[title] = text


@dataclass(frozen=True)
class Environment:
    """Where the program was built: its packages, its Python, and what this project made itself."""

    packages: tuple[Path, ...]
    python: tuple[Path, ...]
    own: tuple[Path, ...]
    reviewed: Path = REVIEWED
    machine: str = platform.machine()

    @staticmethod
    def of_this_python(work: Path) -> Environment:
        """Return the environment of the running interpreter; ``work`` holds what PyInstaller made in passing."""
        packages = {folder(sysconfig.get_path(name)) for name in ("purelib", "platlib")}
        # Not the prefix itself where that is the system's, in which everything else lies too.
        prefixes = {sys.base_prefix} - {"/usr", "/usr/local"}
        python = {folder(path) for path in (*prefixes, sysconfig.get_path("stdlib"))}
        own = tuple(folder(ROOT / name) for name in ("main.py", "model", "gui", "resources"))
        return Environment(tuple(packages), tuple(python), (*own, folder(work)))

    def owner_of(self, source: Path) -> str:
        """Return what a file belongs to if no package has it: "own", "python" or "system"."""
        within = {
            "own": any(source.is_relative_to(place) for place in self.own),
            "system": any(source.is_relative_to(place) for place in self.packages),
            "python": any(source.is_relative_to(place) for place in self.python)
            or source.name.startswith("libpython3"),
        }
        return next((owner for owner, is_within in within.items() if is_within), "system")


def real(path: Path) -> Path:
    """Return a path with the links to its folder followed, in one spelling, to compare it."""
    return folder(path.parent) / os.path.normcase(path.name)


@cache
def folder(path: str | Path) -> Path:
    """Return a folder without links, to compare it; there are few of them, and files by the ten thousand."""
    return Path(os.path.normcase(os.path.realpath(path)))


def canonical(name: str) -> str:
    """Return the name of a Python package in its normal form."""
    return re.sub(r"[-_.]+", "-", name).lower()


def toc(work: Path, pattern: str) -> Any:
    """Return the table of contents that PyInstaller wrote into a file of ``work``."""
    found = sorted(work.rglob(pattern))
    if not found:
        raise LicenceError(f"There is no {pattern} in {work}: build the program first.")
    return ast.literal_eval(found[0].read_text(encoding="utf-8"))


def shipped_files(program: Path, work: Path) -> list[Shipped]:
    """Return all that is in the built folder, and in the program's archive of modules.

    Raises
    ------
    LicenceError
        If something lies there of which PyInstaller knows nothing.
    """
    collected: list[tuple[str, str, str]] = toc(work, "COLLECT-*.toc")[0]
    sources = {name.replace("\\", "/"): source for name, source, _ in collected}
    inside = program / CONTENTS  # what lies beside it is made by this project
    files = (path for path in sorted(inside.rglob("*")) if path.is_file() and not path.is_symlink())
    names = [path.relative_to(inside).as_posix() for path in files]
    if unknown := [name for name in names if name not in sources]:
        raise LicenceError("Shipped, but not put there by PyInstaller:\n  " + "\n  ".join(unknown))
    modules: list[tuple[str, str, str]] = toc(work, "PYZ-*.toc")[1]
    shipped = [Shipped(name, Path(sources[name])) for name in names]
    return shipped + [Shipped(f"module {name}", Path(source)) for name, source, _ in modules if source not in ("", "-")]


def components_of(shipped: list[Shipped], environment: Environment) -> list[Component]:
    """Return the components that ``shipped`` belongs to, by name.

    Raises
    ------
    LicenceError
        If files belong to no component, or a component has no licence text.
    """
    notes: dict[str, list[dict[str, Any]]] = tomllib.loads((environment.reviewed / "parts.toml").read_text("utf-8"))
    refuse(shipped, notes["refused"])
    found_there = distributions(path=[str(path) for path in environment.packages])
    packages = {canonical(package.name): package for package in found_there}
    owners = {
        real(Path(str(package.locate_file(entry)))): name
        for name, package in packages.items()
        for entry in package.files or ()
    }
    used = {"pyinstaller"}  # whose program starts everything, whatever else is shipped
    strangers: list[Shipped] = []
    python = False
    for item in shipped:
        source = real(item.source)
        if name := owners.get(source):
            used.add(name)
        elif (owner := environment.owner_of(source)) == "system":
            strangers.append(item)
        else:
            python = python or owner == "python"
    found = [of_package(packages[name], notes, environment) for name in used & set(packages) - {PROGRAM}]
    found += [of_python(environment)] if python else []
    found += of_system(strangers)
    found += parts_among(shipped, notes, environment)
    if bare := [component.name for component in found if not component.texts and not component.common]:
        raise LicenceError("Without a licence text; add one to packaging/licences:\n  " + "\n  ".join(bare))
    return sorted(found, key=lambda component: component.name.lower())


def refuse(shipped: list[Shipped], notes: list[dict[str, Any]]) -> None:
    """Raise LicenceError where something is shipped that may not be."""
    names = [(note, item.name) for note in notes for item in shipped if re.fullmatch(note["files"], item.name, re.I)]
    if names:
        raise LicenceError("May not be shipped:\n  " + "\n  ".join(f"{name}: {note['reason']}" for note, name in names))


def with_note(component: Component, note: dict[str, Any], environment: Environment) -> Component:
    """Return ``component`` with what a person noted of it."""
    component.licence = note.get("licence", component.licence)
    component.home = note.get("home", component.home)
    component.copyright = note.get("copyright", component.copyright)
    component.common |= set(note.get("common", ()))
    for text in note.get("texts", ()):
        component.add_text(text, (environment.reviewed / text).read_text("utf-8"))
    return component


def of_package(package: Distribution, notes: dict[str, list[dict[str, Any]]], environment: Environment) -> Component:
    """Return the component of a Python package, with all licence files in its wheel."""
    about = package.metadata
    links = dict(link.split(", ", 1) for link in about.get_all("Project-URL") or ())
    homes = {name.lower(): link for name, link in links.items()}
    home = about["Home-page"] or next(
        (homes[name] for name in ("homepage", "home", "source", "repository") if name in homes), ""
    )
    component = Component(package.name, package.version, licence_kind(package), home)
    for entry in package.files or ():
        if LICENCE_FILE.fullmatch(entry.name) and not CODE_FILE.fullmatch(entry.name):
            path = Path(str(package.locate_file(entry)))
            title = entry.as_posix().partition(".dist-info/")[2].removeprefix("licenses/") or entry.as_posix()
            component.add_text(title, path.read_text("utf-8", errors="replace"))
    note = next((note for note in notes["distribution"] if note["name"] == canonical(package.name)), {})
    return with_note(component, note, environment)


def of_python(environment: Environment) -> Component:
    """Return the component of Python and its standard library."""
    component = Component("Python", platform.python_version(), "PSF-2.0", "https://www.python.org")
    places = [
        place for root in environment.python for place in (root / "LICENSE.txt", *root.glob("lib/python3*/LICENSE.txt"))
    ]
    if not (own := next((place for place in places if place.is_file()), None)):
        raise LicenceError(
            "Python's own LICENSE.txt is not where it is kept; looked for:\n  " + "\n  ".join(map(str, places))
        )
    component.add_text("LICENSE.txt", own.read_text("utf-8"))
    component.add_text("software inside it", (environment.reviewed / "python-parts.txt").read_text("utf-8"))
    return component


def of_system(strangers: list[Shipped]) -> list[Component]:
    """Return the components of files of Debian or Ubuntu, one for each source package.

    Raises
    ------
    LicenceError
        If a file is of no package there.
    """
    owners = packages_with({str(item.source): spellings(item.source) for item in strangers})
    if unknown := [f"{item.name}  from {item.source}" for item in strangers if str(item.source) not in owners]:
        raise LicenceError("Of no component that is known:\n  " + "\n  ".join(sorted(unknown)))
    found: dict[str, Component] = {}
    for package in sorted(set(owners.values())):
        source, version, home = dpkg_query(
            "-W", "-f", "${source:Package}\t${source:Version}\t${Homepage}", package
        ).split("\t")
        name = package.partition(":")[0]
        text = Path("/usr/share/doc", name, "copyright").read_text("utf-8", errors="replace")
        most = re.search(r"^Files: \*\n(?:.+\n)*?License:[ \t]*(\S.*)$", text, re.M)
        licence = most[1] if most else "see its copyright file below"
        component = found.setdefault(source, Component(source, version, licence, home))
        component.copyright = "Source: apt-get source " + f"{source}={version}, from Debian or Ubuntu"
        component.add_text(f"copyright file of {name}", text)
    return list(found.values())


def spellings(path: Path) -> list[str]:
    """Return the names under which the system may know a file: some have moved below /usr."""
    names = dict.fromkeys((str(path), str(path.resolve())))
    return [*names, *(f"/usr{name}" for name in names), *(name.removeprefix("/usr") for name in names)]


def packages_with(files: dict[str, list[str]]) -> dict[str, str]:
    """Return the system's package that each of the files is of, given the names that it may have there."""
    if not files or not Path("/usr/bin/dpkg-query").exists():
        return {}
    names = sorted({name for possible in files.values() for name in possible})
    # Names that no package has are told on its other stream, and make it end with an error.
    answer = subprocess.run(["dpkg-query", "-S", *names], capture_output=True, text=True, check=False).stdout
    owners = {
        path: packages.split(", ")[0] for packages, _, path in (line.partition(": ") for line in answer.splitlines())
    }
    known = {file: [owners[name] for name in possible if name in owners] for file, possible in files.items()}
    return {file: packages[0] for file, packages in known.items() if packages}


def dpkg_query(*arguments: str) -> str:
    """Return what dpkg-query answers."""
    return subprocess.run(["dpkg-query", *arguments], capture_output=True, text=True, check=True).stdout


def parts_among(
    shipped: list[Shipped], notes: dict[str, list[dict[str, Any]]], environment: Environment
) -> list[Component]:
    """Return the parts with a licence of their own that are in what is shipped."""
    return [
        with_note(Component(note["name"]), note, environment)
        for note in notes["part"]
        if environment.machine in note.get("machines", [environment.machine])
        and any(re.fullmatch(note["files"], item.name, re.I) for item in shipped)
    ]


def common_texts(components: list[Component], environment: Environment) -> dict[str, str]:
    """Return the licence texts that components refer to, by name.

    Raises
    ------
    LicenceError
        If one of them is not at hand.
    """
    texts = [text for component in components for text in component.texts.values()]
    names = {name for component in components for name in component.common}
    names |= {name for text in texts for name in REFERENCE.findall(text)}
    found: dict[str, str] = {}
    for name in sorted(names):
        # Some of the copyright files that refer to them write GPL-2.0 for GPL-2, or GPL for the newest.
        spelled = (name, name.removesuffix(".0"), f"{name}-3")
        places = [root / file for root in (environment.reviewed / "common", SYSTEM_TEXTS) for file in spelled]
        if not (place := next((place for place in places if place.is_file()), None)):
            raise LicenceError(f"The licence text {name} is referred to, but not at hand.")
        found[place.resolve().name] = place.read_text("utf-8")  # GPL is a link to the newest
    return found


def page(components: list[Component], common: dict[str, str]) -> str:
    """Return the text of the whole file."""
    titles = [" ".join(filter(None, (component.name, component.version))) for component in components]
    lines = [HEAD, *(f"{title}  [{component.licence}]" for title, component in zip(titles, components, strict=True))]
    for title, component in zip(titles, components, strict=True):
        lines += ["", "=" * 100, title, f"Licence: {component.licence}"]
        lines += [f"Home page: {component.home}"] if component.home else []
        lines += [component.copyright] if component.copyright else []
        lines += [f"Text at the end of this file: {', '.join(sorted(component.common))}"] if component.common else []
        for name, text in component.texts.items():
            lines += ["", f"--- {name} ".ljust(100, "-"), "", text]
    for name, text in common.items():
        lines += ["", "=" * 100, f"Licence text: {name}", "", text.strip("\n")]
    return "\n".join(lines) + "\n"


def write_licences(program: Path, work: Path, target: Path) -> list[Component]:
    """Write the licences of the folder ``program``, built with PyInstaller's ``work`` folder, to ``target``.

    Raises
    ------
    LicenceError
        If something is shipped that no component covers, or a text is missing.
    """
    environment = Environment.of_this_python(work)
    components = components_of(shipped_files(program, work), environment)
    target.write_text(page(components, common_texts(components, environment)), encoding="utf-8")
    return components


if __name__ == "__main__":
    try:
        count = len(write_licences(*map(Path, sys.argv[1:4])))
    except LicenceError as error:
        sys.exit(str(error))
    print(f"licences of {count} components")
