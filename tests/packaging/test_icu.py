import struct

import pytest
from icu import is_reached, items_of, table_of

HEADER = struct.pack("<H2s", 32, b"\xda\x27") + bytes(8) + b"CmnD" + bytes(16)
TABLE = (
    HEADER
    + struct.pack("<I", 2)
    + struct.pack("<II", 20, 32)
    + struct.pack("<II", 24, 48)
    + b"a/b\0a/c\0\0\0\0\0"
    + b"first".ljust(16, b"\0")
    + b"second".ljust(16, b"\0")
)
"""Two items, laid out by hand after ICU's udata.h and ucmndata.h."""


def test_items_are_read_by_their_names() -> None:
    assert items_of(TABLE) == {"a/b": b"first".ljust(16, b"\0"), "a/c": b"second".ljust(16, b"\0")}


def test_a_table_is_written_as_it_was_read() -> None:
    assert table_of(HEADER, items_of(TABLE)) == TABLE


@pytest.mark.parametrize(
    "name", ["coll/zh.res", "coll/ucadata.icu", "gb18030.cnv", "zh_Hans_CN.res", "supplementalData.res"]
)
def test_what_chinese_needs_is_kept(name: str) -> None:
    assert is_reached(name)


@pytest.mark.parametrize("name", ["coll/de.res", "unit/zh.res", "brkitr/thaidict.dict", "euc-jp-2007.cnv", "pt_BR.res"])
def test_what_nothing_reads_is_left_out(name: str) -> None:
    assert not is_reached(name)
