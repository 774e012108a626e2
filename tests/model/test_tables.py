from __future__ import annotations

import codecs
import math
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from model.data import tables
from model.data.table_layout import layout_of
from model.data.table_text import table_lines
from model.data.tables import Table, content_digest, read_csv_file, read_table
from model.message import Refused
from tests.model.real_tables import REAL_TABLES, RealTable

EXAMPLES = Path(__file__).parents[2] / "resources" / "examples"
POINTS = [[1.5, 2.0], [-3.25, 4.5], [0.125, 1e-5]]


def points_of(text: str | bytes) -> list[list[float]]:
    table = read_table(text)
    points, problems = table.points(table.guess.x, table.guess.y)
    assert len(points) + len(problems) == len(table.lines)
    return points.tolist()


def guess_of(text: str) -> tuple[int, int]:
    guess = read_table(text).guess
    return guess.x, guess.y


def problems_of(text: str, x: str | int = 0, y: str | int = 1) -> list[tuple[int, str]]:
    _, problems = read_table(text).points(x, y)
    return [(problem.line, str(problem.reason)) for problem in problems]


def refusal(text: str | bytes) -> str:
    with pytest.raises(Refused) as caught:
        points_of(text)
    return str(caught.value)


# --- tables as people have them -----------------------------------------------------------------------------


@pytest.mark.parametrize("real", [pytest.param(real, id=name) for name, real in REAL_TABLES.items()])
def test_a_real_table_gives_the_points_that_a_person_reads(real: RealTable) -> None:
    table = read_table(real.content)
    guess = table.guess
    points, problems = table.points(guess.x, guess.y)
    assert (table.names[guess.x], table.names[guess.y]) == real.columns
    np.testing.assert_allclose(points, real.points, rtol=1e-12)
    assert tuple(problem.line for problem in problems) == real.dropped
    told = " ".join(map(str, (guess.reason, *table.notes_of(guess.x, guess.y))))
    assert [part for part in real.told if part not in told] == []


# --- delimiter, decimal mark, header ------------------------------------------------------------------------


@pytest.mark.parametrize("header", ["", "x{d}y\n"])
@pytest.mark.parametrize("mark", [".", ","])
@pytest.mark.parametrize("delimiter", ["\t", ";", "|", ",", " ", "   "])
def test_every_delimiter_decimal_mark_and_header_is_found_out(delimiter: str, mark: str, header: str) -> None:
    if delimiter == "," == mark:
        rows = ['"1,5","2"', '"-3,25","4,5"', '"0,125","1e-5"']
    else:
        rows = [delimiter.join(repr(value).replace(".", mark) for value in row) for row in POINTS]
    text = header.format(d=delimiter) + "\n".join(rows) + "\n"
    table = read_table(text)
    assert layout_of(table_lines(text)[0]).dialect.delimiter == delimiter[0]
    assert table.header == bool(header)
    assert table.names == (("x", "y") if header else ("A", "B"))
    assert points_of(text) == POINTS


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_of_every_system_are_read_and_lines_counted_alike(end: str) -> None:
    text = end.join(["x,y", "1,2", "", "oops,3", "4,5"])
    assert points_of(text) == [[1, 2], [4, 5]]
    assert problems_of(text) == [(4, "'oops' in column 'x' is not a number")]


def test_blank_and_comment_lines_are_no_rows() -> None:
    table = read_table("# made by hand\n\nx,y\n1,2\n  \n# a pause\n3,4\n\n")
    assert table.names == ("x", "y")
    assert table.lines.tolist() == [4, 7]


@pytest.mark.parametrize("before", ["", "x,y\n", "> "], ids=["none", "names", "a mark"])
def test_a_table_may_begin_after_any_number_of_blank_lines(before: str) -> None:
    table = read_table(before + "\n" * 1000 + "1,2\n3,4\n")
    assert table.names == (("x", "y") if "x" in before else read_table("1,2\n3,4\n").names)
    assert len(table.lines) == 2


def test_a_comment_as_wide_as_the_table_is_its_header() -> None:
    table = read_table("# time distance\n0.0 1.0\n0.1 2.0\n")
    assert table.header
    assert table.names == ("time", "distance")


def test_a_spreadsheets_error_is_a_cell_and_no_comment() -> None:
    assert problems_of("x,y\n#N/A,1\n2,3\n") == [(2, "'#N/A' in column 'x' is not a number")]


def test_excels_separator_line_is_obeyed() -> None:
    table = read_table("sep=;\nx;y\n1,5;2\n")
    assert table.names == ("x", "y")
    assert table.points("x", "y")[0].tolist() == [[1.5, 2.0]]


def test_a_first_row_with_a_number_is_data() -> None:
    table = read_table("n/a,2\n3,4\n5,6\n")
    assert not table.header
    assert problems_of("n/a,2\n3,4\n5,6\n") == [(1, "'n/a' in column 'A' is not a number")]


def test_names_are_made_different_and_never_empty() -> None:
    assert read_table("x,x,,x (2)\n1,2,3,4\n").names == ("x", "x (2)", "C", "x (2) (2)")


@pytest.mark.parametrize(
    "form",
    [
        "%Y-%m-%d",
        "%Y/%m/%d",
        "%Y.%m.%d",
        "%Y年%m月%d日",
        "%Y%m%d",
        "%d.%m.%Y",
        "%d/%m/%Y",
        "%m/%d/%Y",
        "%m-%d-%y",
        "%d %b %Y",
        "%d-%b-%y",
        "%d %B %Y",
        "%B %d, %Y",
        "%Y-%m-%dT%H:%M:%SZ",
        "%d.%m.%Y %H:%M",
        "%m/%d/%Y %I:%M %p",
        "%Y-%m-%d %H:%M:%S+02:00",
    ],
)
def test_dates_are_days_since_the_first(form: str) -> None:
    step = timedelta(days=13, hours=6) if "%M" in form else timedelta(days=13)
    moments = [datetime(2023, 11, 5, 12) + step * k for k in range(9)]
    table = read_table("day;y\n" + "".join(f"{moment.strftime(form)};{k}\n" for k, moment in enumerate(moments)))
    assert table.points("day", "y")[0].tolist() == [[k * (step / timedelta(days=1)), k] for k in range(9)]


# --- quotes -------------------------------------------------------------------------------------------------


def test_quoted_cells_hold_delimiters_quotes_and_line_breaks() -> None:
    text = '"the ""x"", in\nmetres",y,note\n"1.5",2,"a, b"\n 3 , "4.5" ,"c\nd"\n5,6,e\n'
    table = read_table(text)
    assert table.names == ('the "x", in metres', "y", "note")
    assert table.lines.tolist() == [3, 4, 6]
    assert table.points(0, "y")[0].tolist() == [[1.5, 2], [3, 4.5], [5, 6]]


def test_a_quote_that_never_closes_takes_one_row_only() -> None:
    text = 'x,y\n1,2\n"3,4\n' + "".join(f"{k},{k}\n" for k in range(100))
    table = read_table(text)
    points, problems = table.points("x", "y")
    assert len(points) == 101
    assert [(problem.line, str(problem.reason)) for problem in problems] == [
        (3, "a quotation mark opens and is never closed")
    ]


def test_an_inch_mark_inside_a_cell_is_no_quotation_mark() -> None:
    table = read_table('size,x,y\n5" pipe,1,2\n6" pipe,3,4\n')
    assert table.points("x", "y")[0].tolist() == [[1, 2], [3, 4]]


# --- numbers ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("1.5", 1.5),
        (" 2 ", 2),
        ("+.5", 0.5),
        ("3.", 3),
        ("−4", -4),
        ("1E-3", 0.001),
        ("1,234,567", 1234567),
        ("1,234.5", 1234.5),
        ("1 234.5", 1234.5),
        ("1\u00a0234", 1234),
        ("1\u202f234\u202f567", 1234567),
        ("1'234", 1234),
        ("1e150", 1e150),
    ],
)
def test_numbers_with_a_decimal_point(cell: str, value: float) -> None:
    assert points_of(f"0.5;0.5\n{cell};7\n") == [[0.5, 0.5], [value, 7]]


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("1,5", 1.5),
        (",5", 0.5),
        ("1.234.567", 1234567),
        ("1.234,5", 1234.5),
        ("1 234,5", 1234.5),
        ("2,5e-3", 0.0025),
    ],
)
def test_numbers_with_a_decimal_comma(cell: str, value: float) -> None:
    assert points_of(f"0,5;0,5\n{cell};7\n") == [[0.5, 0.5], [value, 7]]


def test_a_thousands_separator_counts_where_the_table_shows_its_decimal_mark() -> None:
    assert points_of('x,y\n"1,234",0.5\n2,3\n') == [[1234, 0.5], [2, 3]]
    assert points_of("1.234\t0,5\n2\t3,25\n") == [[1234, 0.5], [2, 3.25]]


def test_a_number_that_may_have_thousands_or_decimals_is_reported() -> None:
    text = "x\ty\n1,234\t5\n2\t3\n"
    assert points_of(text) == [[2, 3]]
    assert problems_of(text) == [
        (
            2,
            "'1,234' in column 'x' could be a decimal fraction or thousands; write it without a separator",
        )
    ]


def test_with_semicolons_a_comma_is_decimal() -> None:
    assert points_of("1,234;5,678\n2;3\n") == [[1.234, 5.678], [2, 3]]


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("", "the cell in column 'x' is empty"),
        ("abc", "'abc' in column 'x' is not a number"),
        ("1_000", "'1_000' in column 'x' is not a number"),
        ("1.2.3", "'1.2.3' in column 'x' is not a number"),
        ("0x10", "'0x10' in column 'x' is not a number"),
        ("٥", "'٥' in column 'x' is not a number"),
        ("5%", "'5%' in column 'x' is not a number"),
        ("2020-01-31", "'2020-01-31' in column 'x' is not a number"),
        ("NaN", "'NaN' in column 'x' is not a finite number"),
        ("-inf", "'-inf' in column 'x' is not a finite number"),
        ("1e400", "'1e400' in column 'x' is beyond 1e150 in size"),
        ("-2e150", "'-2e150' in column 'x' is beyond 1e150 in size"),
        ("y" * 100, f"'{'y' * 39}…' in column 'x' is not a number"),
        ("a\x1bb", "'a·b' in column 'x' is not a number"),
    ],
)
@pytest.mark.parametrize("other", ["", "−1;5\n"])  # a non-ASCII line takes the careful path
def test_a_cell_that_is_no_number_is_reported_with_its_line_and_why(cell: str, reason: str, other: str) -> None:
    text = f"x;y\n1.5;2\n{other}{cell};4\n5;6\n"
    assert problems_of(text) == [(4 if other else 3, reason)]


@pytest.mark.parametrize(("row", "reason"), [("7", "fewer"), ("7,8,9", "more")])
def test_a_row_of_another_width_is_reported(row: str, reason: str) -> None:
    assert problems_of(f"x,y\n1,2\n{row}\n3,4\n") == [(3, f"{reason} cells than the table has columns: 2")]


def test_delimiters_at_the_end_of_a_line_do_no_harm() -> None:
    assert points_of("x,y\n1,2,,\n3,4,\n5,6\n7,8\n9,0\n") == [[1, 2], [3, 4], [5, 6], [7, 8], [9, 0]]


# --- columns ------------------------------------------------------------------------------------------------


def test_any_two_columns_can_be_chosen_by_name_or_index() -> None:
    table = read_table("a,b,c\n1,2,3\n4,x,6\n")
    assert table.points("c", 0)[0].tolist() == [[3, 1], [6, 4]]
    assert table.points("b", "c")[0].tolist() == [[2, 3]]
    assert table.points("a", "a")[0].tolist() == [[1, 1], [4, 4]]


def test_the_best_columns_are_the_first_two_of_numbers() -> None:
    assert guess_of("name,height,weight,age\nAnn,1.7,60,20\nBob,1.8,75,21\n") == (1, 2)


def test_a_nameless_column_that_counts_the_rows_is_passed_over() -> None:
    assert guess_of(",height,weight\n0,1.7,60\n1,1.8,75\n2,1.6,55\n") == (1, 2)
    assert guess_of(",height\n0,1.7\n1,1.8\n") == (0, 1)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("Height", "there is no column 'Height'; did you mean 'height'? The columns are height, weight"),
        ("zzz", "there is no column 'zzz'; the columns are height, weight"),
        (2, "there is no column '2'; the columns are height, weight"),
        (-1, "there is no column '-1'; the columns are height, weight"),
    ],
)
def test_a_column_that_is_not_there_is_refused_with_those_that_are(name: str | int, message: str) -> None:
    with pytest.raises(Refused) as caught:
        read_table("height,weight\n1,2\n").points(name, 0)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("name,height,weight\nAnn,1.7,6x7\nBob,1.8,7x8\n", "'6x7' in column 'weight'"),
        ("name\tyear\tprice\nAnn\t1\t1,234\nBob\t2\t2,345\n", "'1,234' in column 'price'"),
        ("day,name,y\n05/01/2024,Ann,1\n06/01/2024,Bob,2\n", "'05/01/2024' in column 'day'"),
    ],
)
def test_a_refusal_names_the_cell_that_matters(text: str, cell: str) -> None:
    assert cell in refusal(text)


def test_a_table_with_no_row_of_two_numbers_is_refused() -> None:
    with pytest.raises(Refused, match="no row has numbers in both columns; line 2: 'u' in column 'z' is not a number"):
        read_table("x,y,z\n1,2,u\n3,4,v\n").points("x", "z")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "no table of numbers found"),
        ("\n\n \n", "no table of numbers found"),
        ("1\n2\n3\n", "no table of numbers found"),
        ("hello world\nthis is no table\n", "no table of numbers found"),
        pytest.param(" " * 1_000_000 + "=", "no table of numbers found", id="a long line of blanks"),
        ('[{"x": 1, "y": 2}, {"x": 2, "y": 4.5}]\n', "this is JSON"),
        ('{"x": 1, "y": 2}\n{"x": 2, "y": 4.5}\n', "this is JSON"),
        ("name,age\nAnn,20\nBob,21\n", "two columns of numbers are needed; line 2: 'Ann' in column 'name'"),
        ("height,weight\n1,75,60\n1,80,75\n1,62,58\n", "names 2 columns, but the rows have 3 cells"),
        ("x,y\n1,5,2,5\n2,0,3,5\n", "names 2 columns, but the rows have 4 cells"),
        ("1,1" * 2000, "the table has more than 1000 columns"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "this is not a text file"),
        (codecs.BOM_UTF8 + b"1,2\xff\n", "this is not a text file"),
        (codecs.BOM_UTF16_LE + b"1", "this is not a text file"),
    ],
)
def test_what_is_no_table_of_two_columns_is_refused(text: str | bytes, message: str) -> None:
    assert message in refusal(text)


def test_sizes_beyond_the_limits_are_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("model.data.table_rows.MAX_ROWS", 2)
    assert "more than 2 rows" in refusal("1,2\n3,4\n5,6\n")
    monkeypatch.setattr(tables, "MAX_BYTES", 2**20)
    assert "larger than 1 MB" in refusal(b" " * (2**20 + 1))
    (tmp_path / "big.csv").write_bytes(b"1,2\n" * 2**19)
    with pytest.raises(Refused, match="larger than 1 MB"):
        read_csv_file(tmp_path / "big.csv")


# --- encodings and files ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "encoding"),
    [
        ("身高", "utf-8"),
        ("身高", "utf-8-sig"),
        ("身高", "utf-16"),
        ("身高", "utf-32"),
        ("身高", "gb18030"),
        *((name, "gb18030") for name in ("价格", "气压", "广告费", "“时间（秒）”", "鸢尾花", "编号", "里程", "摄氏度")),
        *((name, "cp950") for name in ("身高", "體重", "氣壓", "廣告費", "年齡", "價格", "時間（秒）", "電流")),
        *((name, "cp932") for name in ("身長", "気温（℃）", "データ", "日付", "年齢", "ｷｵﾝ", "広告費", "電圧")),
        *((name, "cp1252") for name in ("Größe", "Preis €", "°C", "m²", "año", "São Paulo")),
        *((name, "cp1252") for name in ("“x”", "élève", "Ö", "£/kg", "x – y")),
        *((name, "cp1251") for name in ("Рост", "площадь")),
        ("výška", "cp1250"),
        ("Höhe", "latin-1"),
        ("taille en mètres", "latin-1"),
    ],
)
def test_encodings_are_found_out(name: str, encoding: str) -> None:
    table = read_table(f"{name},{name} 2\n1,2\n3,4\n".encode(encoding))
    assert table.names == (name, f"{name} 2")
    assert table.points(name, 1)[0].tolist() == [[1, 2], [3, 4]]


def test_the_digest_is_that_of_the_content(tmp_path: Path) -> None:
    data = b"x,y\n1,2\n"
    (tmp_path / "a.csv").write_bytes(data)
    assert read_csv_file(tmp_path / "a.csv").digest == content_digest(data) == read_table(data.decode()).digest
    assert content_digest(b"") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def test_a_file_that_cannot_be_read_is_refused_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(Refused, match=r"^there is no file 'nothing\.csv'$"):
        read_csv_file(tmp_path / "nothing.csv")
    with pytest.raises(Refused, match="is a folder, not a file"):
        read_csv_file(tmp_path)
    with pytest.raises(Refused, match="cannot be read"):
        read_csv_file("a\0b.csv")


def test_progress_rises_from_0_to_1_and_can_end_the_reading(tmp_path: Path) -> None:
    path = tmp_path / "long.csv"
    path.write_text("1.5,2\n" * 200_000, encoding="utf-8")
    seen: list[float] = []
    table = read_csv_file(path, progress=seen.append)
    assert len(table.lines) == 200_000
    assert seen == sorted(seen)
    assert 0 < seen[0] < seen[-1] == 1
    assert len(seen) >= 6

    def stop(share: float) -> None:
        raise OSError("enough")

    with pytest.raises(OSError, match="enough"):
        read_csv_file(path, progress=stop)


@pytest.mark.parametrize(
    ("name", "slope", "intercept"),
    # Weisberg, Applied Linear Regression: −81.064 + 0.5229·temperature; R's cars: −17.579 + 3.9324·speed
    [
        ("boiling_point.csv", 0.5229, -81.064),
        ("stopping_distance.csv", 3.9324 * 0.3048 / 1.609344, -17.5791 * 0.3048),
    ],
)
def test_the_examples_that_come_with_the_program_give_their_known_lines(
    name: str, slope: float, intercept: float
) -> None:
    table = read_csv_file(EXAMPLES / name)
    points, problems = table.points(table.guess.x, table.guess.y)
    assert not len(problems)
    assert table.header
    assert np.polyfit(points[:, 0], points[:, 1], 1) == pytest.approx([slope, intercept], rel=3e-3)


# --- the quick and the careful path agree -------------------------------------------------------------------

CELL = st.sampled_from(
    [
        "1",
        "2.5",
        " -3 ",
        "1e3",
        "abc",
        "",
        "nan",
        "1e999",
        '"7"',
        '"8,5"',
        "1_0",
        "5.",
        ",5",
        "1,234",
        "−2",
        "#N/A",
    ]
)


@given(st.lists(st.tuples(CELL, CELL), min_size=1, max_size=8), st.sampled_from(",;\t| "))
@settings(deadline=None, max_examples=150)
def test_numbers_do_not_depend_on_what_else_stands_in_the_table(rows: list[tuple[str, str]], delimiter: str) -> None:
    settled = [delimiter.join(("0.5", "0.25"))] * 40
    body = [delimiter.join(row) for row in rows]
    quick = read_table("\n".join([*settled, *body]))
    careful = read_table("\n".join([*settled, *body, delimiter.join(('"é"', "_"))]))
    count = len(quick.lines)
    assert careful.lines[:count].tolist() == quick.lines.tolist()
    np.testing.assert_array_equal(careful.values[:count], quick.values)
    np.testing.assert_array_equal(careful.states[:count], quick.states)


@given(st.lists(st.tuples(*[st.floats(-1e150, 1e150, allow_nan=False)] * 2), min_size=1, max_size=30))
@settings(deadline=None, max_examples=100)
@pytest.mark.parametrize(("delimiter", "mark"), [(",", "."), (";", ","), ("\t", ",")])
def test_every_float_is_read_back_as_it_was(delimiter: str, mark: str, rows: list[tuple[float, float]]) -> None:
    lines = [delimiter.join(("0.5", "0.25")).replace(".", mark)]
    lines += [delimiter.join(repr(value).replace(".", mark) for value in row) for row in rows]
    assert points_of("\n".join(lines))[1:] == [list(row) for row in rows]


NAMES = ("height", "weight", "x", "y", "age", "Year", "price", "t", "面积", "a1", "id", "V.1", "m²", "°C")
NUMBERS = st.one_of(st.integers(-30, 30), st.integers(1900, 2100), st.floats(-1e6, 1e6, allow_nan=False)).map(repr)


@given(st.data(), st.integers(2, 6), st.integers(1, 7), st.booleans(), st.sampled_from(",;\t| "))
@settings(deadline=None, max_examples=300)
def test_a_plain_table_is_read_as_it_stands(
    data: st.DataObject, columns: int, rows: int, header: bool, delimiter: str
) -> None:
    names = data.draw(st.permutations(NAMES))[:columns]
    cells = data.draw(st.lists(st.lists(NUMBERS, min_size=columns, max_size=columns), min_size=rows, max_size=rows))
    table = read_table("\n".join(delimiter.join(row) for row in ([names, *cells] if header else cells)))
    expected = np.array(cells, dtype=float)
    lies = rows == 2 and columns > 4 and not header
    np.testing.assert_array_equal(table.values, expected.T if lies else expected)
    assert not header or table.names == tuple(names)


def check_whole(data: str | bytes) -> None:
    try:
        table = read_table(data)
    except Refused:
        return
    assert isinstance(table, Table)
    known = table.states == 0
    assert np.isfinite(table.values[known]).all()
    assert (np.abs(table.values[known]) <= 1e150).all()
    assert np.isnan(table.values[~known]).all()
    assert len(set(table.names)) == len(table.names) == table.values.shape[1]
    assert (np.diff(table.lines) > 0).all()
    try:
        points, problems = table.points(table.guess.x, table.guess.y)
    except Refused:
        return
    assert len(points) + len(problems) == len(table.lines)
    assert np.isfinite(points).all()
    for problem in problems:
        text = str(problem.reason)
        assert problem.line >= 1
        assert text.isprintable()


TABLE_TEXT = st.text(st.sampled_from('0123456789.,;\t|"\n\r #-+eEnaif_−\u00a0\ufeff\x00\ud800'), max_size=80)


REAL_TEXT = st.builds(
    lambda text, place, cut, put: text[:place] + put + text[place + cut :],
    st.sampled_from([real.content for real in REAL_TABLES.values() if isinstance(real.content, str)]),
    st.integers(0, 150),
    st.integers(0, 5),
    TABLE_TEXT,
)


@given(
    st.one_of(
        st.text(),
        TABLE_TEXT,
        REAL_TEXT,
        st.from_regex(r'(?:[0-9a"#]{0,3}[,;\t ]){1,3}[0-9",.]{0,4}\n?', fullmatch=False),
    )
)
@example("1,2\n" + '"' * 200)
@example("sep=;")
@example(" x y\n- 1 2\n- 3 4\n")
@example('sep="\n1"2\n')
@example("sep= \n1 2\n")
@example("1,2\n" + "9" * 5000 + ",1\n")
@settings(deadline=None, max_examples=300)
def test_any_text_gives_a_table_or_a_refusal(text: str) -> None:
    check_whole(text)


@given(
    st.one_of(
        st.binary(),
        st.binary().map(lambda data: b"1,2\n3,4\n" + data),
        TABLE_TEXT.map(lambda text: text.encode("utf-16", "surrogatepass")),
    )
)
@settings(deadline=None, max_examples=200)
def test_any_bytes_give_a_table_or_a_refusal(data: bytes) -> None:
    check_whole(data)


def test_problems_are_a_sequence_that_can_be_cut() -> None:
    _, problems = read_table("x,y\n1,2\n" + "a,1\n" * 20_000).points(0, 1)
    assert len(problems) == 20_000
    assert [problem.line for problem in problems[:2]] == [3, 4]
    assert problems[-1].line == 20_002
    assert str(problems[-1].reason) == "the cell in column 'x' is not a number"
    assert str(problems[0].reason) == "'a' in column 'x' is not a number"


def test_nan_stands_for_every_cell_that_is_no_number() -> None:
    table = read_table("x,y\n1,2\nabc,4\n")
    assert math.isnan(table.values[1, 0])
    assert table.values[1, 1] == 4
    with pytest.raises(ValueError, match="read-only"):
        table.values[0, 0] = 5
