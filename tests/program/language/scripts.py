import argparse
import cmath
import csv
import functools
import io
import logging
import pprint
import sys
import textwrap
import unicodedata

parser = argparse.ArgumentParser(description="Trains %(prog)s", prog="train")
parser.add_argument("data", nargs="?", default="toy", metavar="DATA", help="where from")
parser.add_argument("-b", "--batch-size", type=int, default=64, help="how many (default: %(default)s)")
parser.add_argument("--lr", type=float, default=1e-3)
parser.add_argument("--hidden", type=int, nargs="+", default=[8, 8])
parser.add_argument("--optimizer", choices=["sgd", "adam"], default="sgd")
parser.add_argument("--no-cuda", action="store_true")
parser.add_argument("--verbose", "-v", action="count", default=0)
parser.add_argument("--pair", type=lambda text: tuple(map(int, text.split(","))))
group = parser.add_argument_group("others")
group.add_argument("--seed", type=int, default=1)
args = parser.parse_args([])
print(args, args.batch_size, vars(args)["lr"], args == parser.parse_args([]), "seed" in args)
args = parser.parse_args("digits -b 3 --hidden 1 2 3 --optimizer adam --no-cuda -vv --pair 1,2".split())
print(args, parser.parse_known_args(["--unknown", "1"])[1])
args.device = "cpu"
print(args.device, hasattr(args, "nope"), parser.get_default("lr"))
print(argparse.Namespace(a=1, b="c"), parser.format_usage())
parser.print_help()
try:
    parser.parse_args(["--lr", "fast"])
except SystemExit as error:
    print("exit", error.code)

rows = textwrap.dedent("""\
    area,rooms,price
    50,2,"1,500"
    80,3,230
""")
print(list(csv.reader(rows.splitlines())), list(csv.DictReader(io.StringIO(rows))))
reader = csv.reader(io.StringIO("a;b\n1;2\n"), delimiter=";", quoting=csv.QUOTE_NONE)
print(next(reader), reader.line_num, [*reader])
out = io.StringIO()
writer = csv.writer(out, lineterminator="\n")
writer.writerow(["w", 1.5, None, 'say "hi"'])
writer.writerows([[1, 2], ["a,b", "c"]])
table = csv.DictWriter(out, fieldnames=["x", "y"])
table.writeheader()
table.writerow({"x": 1, "y": 2})
print(repr(out.getvalue()))
print(textwrap.fill("The quick brown fox jumps over the lazy dog.", width=20), textwrap.shorten("one two three", width=9, placeholder=" …"))
print(textwrap.indent("a\nb", "> "), textwrap.wrap("aaa bbb ccc", 7))
pprint.pprint({"b": list(range(30)), "a": {"nested": ["text" * 5] * 4}}, width=60)
print(pprint.pformat([1, 2]), unicodedata.normalize("NFD", "é") == "é", unicodedata.category("a"), unicodedata.name("中"))
print(cmath.sqrt(-1), cmath.exp(1j * cmath.pi).real, cmath.phase(1j))

logging.basicConfig(stream=sys.stdout, level=logging.INFO, format="%(levelname)-8s|%(name)s|%(message)s")
logging.info("step %d of %s: %.3f", 1, "ten", 0.5)
logging.debug("not shown")
log = logging.getLogger("train.inner")
log.warning("careful")
log.setLevel("ERROR")
log.info("not shown")
log.error("percent % alone")
handler = logging.StreamHandler(sys.stdout)
handler.setFormatter(logging.Formatter("[%(name)s] %(message)s"))
other = logging.getLogger("other")
other.addHandler(handler)
other.propagate = False
other.info({"loss": 1})
print(other.name, log.level, other.getEffectiveLevel(), log.isEnabledFor(logging.INFO), logging.getLogger("other") is other)


@functools.singledispatch
def size(value):
    """How large."""
    return "unknown"


@size.register
def _(value: int):
    return f"int {value}"


@size.register(list)
@size.register(tuple)
def of_many(value, deep=False):
    return [size(each) for each in value] if deep else len(value)


size.register(str, lambda value: f"text {len(value)}")
print(size(3), size([1, "ab"]), size((1, "ab", 2.5), deep=True), size(True), size(None), size.dispatch(bool) is size.dispatch(int))
print(size.__name__, of_many([1]))
try:
    size()
except TypeError as error:
    print(error)
