"""Qt's Unicode data with what the program can reach: encodings and the order of text in its two languages.

The library ``libicudata`` holds nothing but one table of named items, which Qt brings for all languages: 32 MB. Of
these the names of units, currencies, zones and countries, the ways to write one script in another, and the words of
languages that are written without spaces are read by nothing here. An item that is missing counts as one that the
language does not have.
"""

from __future__ import annotations

import re
import struct
import subprocess
import tempfile
from pathlib import Path

__all__ = ["is_reached", "items_of", "shrink", "table_of"]

MAGIC = b"CmnD"
OTHER_LANGUAGE = re.compile(r"(?!en|zh)[a-z]{2,3}(_\w+)?\.res")
OTHER_ENCODING = re.compile(r"(?!gb|iso|ibm-(5348|1383|1386)|windows-9(36|50)).*\.cnv")
FOLDERS = ("", "coll")
ALIGNMENT = 16
SOURCE = """\
.section .rodata
.balign 16
.globl {symbol}
.type {symbol}, %object
{symbol}: .incbin "{data}"
.size {symbol}, . - {symbol}
.section .note.GNU-stack, "", %progbits
"""


def items_of(table: bytes) -> dict[str, bytes]:
    """Return the items of a table of ICU's common data by their names."""
    base = _header_size(table)
    (count,) = struct.unpack_from("<I", table, base)
    entries = [struct.unpack_from("<II", table, base + 4 + 8 * index) for index in range(count)]
    ends = [start for _, start in entries[1:]] + [len(table) - base]
    names = [table[base + name : table.index(b"\0", base + name)].decode() for name, _ in entries]
    return {name: table[base + start : base + end] for name, (_, start), end in zip(names, entries, ends, strict=True)}


def table_of(header: bytes, items: dict[str, bytes]) -> bytes:
    """Return a table with a header and these items, which are in the order of their names."""
    names = b"".join(name.encode() + b"\0" for name in items)
    name_at = 4 + 8 * len(items)
    data_at = _aligned(name_at + len(names))
    entries, data = [], bytearray()
    for name, item in items.items():
        entries.append(struct.pack("<II", name_at, data_at + len(data)))
        name_at += len(name.encode()) + 1
        data += item.ljust(_aligned(len(item)), b"\0")
    index = struct.pack("<I", len(items)) + b"".join(entries) + names
    return header + index.ljust(data_at, b"\0") + bytes(data)


def shrink(library: Path) -> None:
    """Leave out of a library of ICU's data what is never reached; needs ``as`` and ``ld``."""
    content = library.read_bytes()
    table = content[content.index(MAGIC) - 12 :]
    items = {name: item for name, item in items_of(table).items() if is_reached(name.partition("/")[2])}
    with tempfile.TemporaryDirectory() as folder:
        data, source, made = Path(folder, "data"), Path(folder, "data.s"), Path(folder, "data.o")
        data.write_bytes(table_of(table[: _header_size(table)], items))
        version = library.name.rpartition(".")[2]
        source.write_text(SOURCE.format(symbol=f"icudt{version}_dat", data=data))
        subprocess.run(["as", "-o", made, source], check=True)
        subprocess.run(["ld", "-shared", "-soname", library.name, "-o", library, made], check=True)


def _header_size(table: bytes) -> int:
    return struct.unpack_from("<H", table)[0]


def _aligned(size: int) -> int:
    return -size % ALIGNMENT + size


def is_reached(name: str) -> bool:
    """Tell whether an item is kept; its name without that of the table."""
    folder, _, file = name.rpartition("/")
    return folder in FOLDERS and not (OTHER_LANGUAGE.fullmatch(file) or OTHER_ENCODING.fullmatch(file))
