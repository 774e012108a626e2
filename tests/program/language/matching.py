from collections import OrderedDict, defaultdict, deque, namedtuple
from dataclasses import dataclass
from enum import Enum


class Color(Enum):
    RED = 1
    BLUE = 2


@dataclass
class Point:
    x: int
    y: int = 0


class Named:
    __match_args__ = ("first", "second")

    def __init__(self, first, second):
        self.first, self.second = first, second


class Plain:
    def __init__(self, **values):
        self.__dict__.update(values)


Pair = namedtuple("Pair", "left right")


def kind(value):
    match value:
        case 0 | 1:
            return "small"
        case -1 | 2.5 | 1 + 2j:
            return "number"
        case True:
            return "true"
        case None:
            return "none"
        case "" | "a" as text:
            return f"text {text!r}"
        case b"x":
            return "bytes"
        case Color.RED:
            return "red"
        case Color():
            return f"color {value.name}"
        case []:
            return "empty"
        case [x]:
            return f"one {x}"
        case [0, *rest]:
            return f"zero and {rest}"
        case (first, (second, *_), *middle, last):
            return f"nested {first} {second} {middle} {last}"
        case [1, 2, *_] | (2, 1, *_):
            return "begins with one and two"
        case {"kind": "circle", "r": r}:
            return f"circle {r}"
        case {"kind": str(name), **others}:
            return f"{name} with {others}"
        case {}:
            return f"mapping of {len(value)}"
        case Point(0, y):
            return f"on the axis at {y}"
        case Point(x=x, y=y) if x == y:
            return f"diagonal {x}"
        case Point():
            return "point"
        case Named("a" | "b" as which, second=other):
            return f"named {which} {other}"
        case Pair(left, [_, right]):
            return f"pair {left} {right}"
        case Plain(name=name, size=int() | float() as size):
            return f"plain {name} {size}"
        case int(n) if n > 100:
            return f"large {n}"
        case int() | float():
            return "other number"
        case str():
            return "other text"
        case _:
            return "anything"


values = [0, 1, -1, 2.5, 1 + 2j, True, None, "", "a", "abc", b"x", Color.RED, Color.BLUE, [], (), [5], (7,), [0, 1, 2], [0]]
values += [(1, (2, 3, 4), 5, 6), [1, [2], 3], [1, 2, 3], (2, 1), [3, 4], {"kind": "circle", "r": 2}, {"kind": "box", "w": 1}]
values += [{"kind": 3}, {}, OrderedDict(kind="ordered", a=1), defaultdict(int, a=1), Point(0, 3), Point(2, 2), Point(1, 2)]
values += [Named("a", 1), Named("c", 1), Pair(1, [2, 3]), Plain(name="n", size=2), Plain(name="n", size="s"), Plain()]
values += [500, 50, 0.5, deque([0, 9]), range(2), {1, 2}, kind]
for value in values:
    print(type(value).__name__, kind(value))


def bound(value):
    a = b = "before"
    match value:
        case [a, b] if a > b:
            pass
        case [a, _] | [a, _, _]:
            b = "second"
        case {"a": [a, {"b": b}]}:
            pass
    return a, b


print(bound([2, 1]), bound([1, 2]), bound([7, 8, 9]), bound({"a": [1, {"b": 2}]}), bound({"a": [1, {}]}), bound(5))


def loop(commands):
    for command in commands:
        match command.split():
            case ["skip"]:
                continue
            case ["stop"]:
                break
            case ["go", direction]:
                yield direction
            case ["go", *directions]:
                yield from directions
            case other:
                yield lambda: other
    else:
        yield "all"


print([each() if callable(each) else each for each in loop(["go a", "skip", "go b c", "what is", "stop", "go d"])])
x = 5
match x, "b":
    case (5, y):
        print("tuple", y)
match x:
    case 6:
        print("never")
match = {"match": 1, "case": 2}
print(match["match"])
for wrong in (lambda v: Point, lambda v: Color):
    try:
        match Point(1, 2):
            case Point(1, 2, 3):
                pass
    except TypeError as error:
        print(error)
try:
    match 5:
        case int(a, b):
            pass
except TypeError as error:
    print(error)
try:
    match Plain():
        case Plain(1):
            pass
except TypeError as error:
    print(error)
try:
    match Point(1, 2):
        case Point(1, x=1):
            pass
except TypeError as error:
    print(error)
try:
    match 5:
        case x.real():
            pass
except TypeError as error:
    print(error)
match [1, 2]:
    case [a, b]:
        print(a + undefined)
