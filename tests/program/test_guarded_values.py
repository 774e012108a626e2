"""What native code of Python, torch and NumPy finds in objects of a program and calls: never a class as it is."""

from __future__ import annotations

import collections
import ctypes
import re

import pytest
import torch

from model.program.native import limits, values
from tests.program.test_ways_out import ended

_BEGUN = """import collections, dataclasses, enum, functools, types, typing
import numpy as np, torch
class A:
    def __index__(self):
        return 30
    def __len__(self):
        return 3
class E(enum.Enum):
    pass
a = A()
"""
_RAW = ["np.ndarray", "np.ndarray[int]", "typing.Annotated[np.ndarray, 0]", "torch.Tensor", "type", "type[int]"]


@pytest.mark.parametrize("raw", _RAW)
@pytest.mark.parametrize(
    "use",
    [
        "class B(A):\n    __getitem__ = staticmethod({raw})\nB()[30]",
        "class B(A):\n    __getitem__ = {raw}\nB()[30]",
        "class B(A):\n    __call__ = staticmethod({raw})\nB()((30,))",
        "class B(A):\n    p = property().getter({raw})\nB().p",
        "class B(A):\n    p = classmethod({raw})\nB().p()",
        "class B(A):\n    p = functools.cached_property({raw})\n    __set_name__ = 0\nB().p",
        "[*map({raw}, [(30,)])]",
        "[*map(functools.partial({raw}), [(30,)])]",
        "functools.singledispatch({raw})((30,))",
        "class B(A):\n    reshape = {raw}\nnp.reshape(B(), (30,))",
        "class B(A):\n    reshape = staticmethod({raw})\nnp.reshape(B(), (30,))",
        "a.reshape = {raw}\nnp.reshape(a, (30,))",
        "vars(a)['reshape'] = {raw}\nnp.reshape(a, (30,))",
        "a.__dict__.update(reshape={raw})\nnp.reshape(a, (30,))",
        "np.reshape(types.SimpleNamespace(reshape={raw}), (30,))",
        "setattr(A, 'reshape', {raw})\nnp.reshape(a, (30,))",
        "@dataclasses.dataclass\nclass D:\n    reshape: object\nnp.reshape(D({raw}), (30,))",
        "d = collections.defaultdict()\nd.default_factory = {raw}\nd[30]",
        "class F(E):\n    _missing_ = {raw}\nF((30,))",
        "torch.no_grad()({raw})((30,))",
        "torch.autograd.set_grad_enabled(True)({raw})((30,))",
        "[*iter(functools.partial({raw}, (30,)), 0)][:1]",
        "import heapq\nheapq.nlargest(1, [(30,), (0,)], {raw})",
    ],
)
def test_no_class_is_called_by_native_code_as_it_is(use: str, raw: str) -> None:
    """Each is refused, but for a tensor: the guarded class makes one, whose memory is zeros."""
    *lines, last = f"{_BEGUN}{use.format(raw=raw)}".split("\n")
    shown = ended("\n".join([*lines, last if last[0] in " c" else f"print(torch.as_tensor({last}).sum())"]))
    assert re.search(
        r"Error: |None: " if raw != "torch.Tensor" else r"Error: |None: |tensor\(0\.\)|^tensor\(30", shown
    ), shown


@pytest.mark.parametrize(
    ("program", "told"),
    [
        ("E('N', {'__array_interface__': {}})", "cannot be a name"),
        ("E('N', iter([('_missing_', np.ndarray)]))", "cannot be a name"),
        ("[*map(E, ['N'], [{'__array_interface__': {}}])]", "cannot be a name"),
        ("E('N', 'b', type=np.ndarray)", "type= of an enumeration"),
        ("class M:\n    pass\nvars(a)['__mro__'] = (type,)\nclass B(**{'metaclass': a}):\n    pass", "metaclass="),
        ("class B(**{'metaclass': print}):\n    pass", "metaclass="),
    ],
)
def test_a_class_is_made_by_a_statement_or_looked_at_as_one(program: str, told: str) -> None:
    assert told in ended(_BEGUN + program)


def test_the_names_of_a_class_are_those_that_python_has() -> None:
    program = "class A:\n    x = 1\nclass L(list):\n    y = 2\nprint([*vars(A)], [*L.__dict__.keys()], vars(A)['x'])"
    names = ["__module__", "x", "__dict__", "__weakref__", "__doc__"]
    assert ended(program) == f"{names} {[name.replace('x', 'y') for name in names]} 1\n"


def test_dictionaries_keep_what_they_are_given_by_name() -> None:
    begun = "import collections\nd = {}\nd.update(a=list)\no = collections.OrderedDict(a=list)\n"
    uses = "print(d['a'] is dict(a=list)['a'] is o['a'] is dict.fromkeys('a', list)['a'] is list)"
    assert ended(f"{begun}{uses}") == "True\n"


def test_no_hash_tells_where_an_object_is() -> None:
    program = "class A:\n    pass\nprint(hash((A(), 1)) >= 2**52, hash(frozenset([A])) >= 2**52)"
    assert ended(program) == "True True\n"
    assert ended("print(hash((1, 2.5, (True,))))") == f"{hash((1, 2.5, (True,)))}\n"


def test_a_tuple_that_native_code_gives_is_looked_at_whole() -> None:
    wrap = "got = []\ndef wrap(array, context, scalar=False):\n    {}\n    return array\n"
    for use in ("f, a, i = context", "got.append(context)", "got.extend(context)", "(lambda *c: 0)(*context)"):
        made = "class B:\n    __len__ = lambda s: 3\n    __getitem__ = lambda s, i: [1., 2., 3.][i]\n"
        tried = "b = B()\nvars(b)['__array_wrap__'] = wrap\nnp.add(b, 1.0)\nprint(got)"
        shown = ended(f"{_BEGUN}{wrap.format(use)}{made}{tried}")
        assert shown == "[]\n" or "cannot hold a value of type 'ufunc'" in shown, shown


def test_a_class_in_an_attribute_is_that_class_for_the_program() -> None:
    shown = ended(
        "import torch.nn as nn, collections, enum\n"
        "class A:\n    layer, kinds, text = nn.ReLU, list[int], str\n"
        "    def __init__(self):\n        self.cls = dict\n"
        "class M(nn.Module):\n    layer = nn.ReLU\n"
        "a = A()\nd = collections.defaultdict()\nd.default_factory = list\nd[1].append(2)\n"
        "print(a.layer is A.layer is nn.ReLU, a.layer(), a.kinds([1]), a.text(5), isinstance({}, a.cls), a.cls(x=1))\n"
        "print(d, d.default_factory is list, M().layer is nn.ReLU, M.layer())\n"
        "class C(enum.Enum):\n    pass\nD = C('D', 'RED GREEN')\n"
        "print(list(D), D.RED.value, D['GREEN'], C('F', {'x': 5}).x.value)\n"
    )
    assert shown == (
        "True ReLU() [1] 5 True {'x': 1}\n"
        "defaultdict(<class 'list'>, {1: [2]}) True True ReLU()\n"
        "[<D.RED: 1>, <D.GREEN: 2>] 1 D.GREEN 5\n"
    )


@pytest.mark.parametrize("compute", ["-x", "x + x", "sum([x, x])", "functools.reduce(operator.add, [x, x])", "abs(x)"])
def test_no_program_catches_that_there_is_no_memory(compute: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("[enforce fail at alloc_cpu.cpp:127] DefaultCPUAllocator: can't allocate memory")

    for name in ("neg", "add", "abs"):
        monkeypatch.setattr(torch.Tensor, f"__{name}__", fail)
    program = (
        f"import functools, operator, torch\nx = torch.ones(2)\ntry:\n    {compute}\nexcept RuntimeError:\n    print(5)"
    )
    assert ended(program) == "None: The program needs more memory than there is for it."


_STATE = "g = torch.Generator()\ns = g.get_state()\n"


@pytest.mark.parametrize(("left", "following"), [(600, 624), (2, 624), (0, 0), (-5, 3), (624, 0), (300, 326)])
@pytest.mark.parametrize("use", ["g.set_state(s)", "torch.set_rng_state(s)", "torch.random.set_rng_state(s)"])
def test_no_generator_gives_more_numbers_than_it_has(left: int, following: int, use: str) -> None:
    program = f"{_STATE}s[8:12] = torch.tensor([{left}], dtype=torch.int32).view(torch.uint8)\n"
    program += f"s[16:24] = torch.tensor([{following}]).view(torch.uint8)\n{use}"
    assert "Invalid mt19937 state" in ended(f"import torch\n{program}")


@pytest.mark.parametrize("drawn", [0, 1, 623, 624, 625, 1249])
def test_a_generator_goes_on_from_a_state_of_its_own(drawn: int) -> None:
    draw = "torch.randint(9, (4,), generator=g)"
    shown = ended(
        f"import torch\ng = torch.Generator()\nfor _ in range({drawn}):\n    torch.randint(9, (1,), generator=g)\n"
        f"s = g.get_state()\na = {draw}\ng.set_state(s)\nprint(torch.equal(a, {draw}), g.seed() == g.initial_seed())"
    )
    assert shown == "True True\n"


@pytest.mark.parametrize("letter", "rsa")
@pytest.mark.parametrize("end", ["X", "_", "a", "9", "\\n"])
def test_no_precision_cuts_an_address_so_that_it_is_not_seen(letter: str, end: str) -> None:
    shown = ended(f"class A:\n    pass\nfor n in range(18, 46):\n    print(f'%.{{n}}{letter}{end}' % A())")
    assert not re.search("0x[0-9a-f]", shown), shown


@pytest.mark.parametrize("count", ["np.int64(3 * 10**6)", "torch.tensor(3 * 10**6)", "np.uint32(3 * 10**6)"])
@pytest.mark.parametrize(
    "use", ["'x'.ljust({0})", "'1'.zfill({0})", "[0] * {0}", "{0} * 'x'", "bytes({0})", "(0,) * {0}"]
)
def test_whole_numbers_of_other_types_are_looked_at_as_sizes(use: str, count: str) -> None:
    assert re.search(
        "None: (More than|A text of more|A format)", ended(f"import numpy as np, torch\n{use.format(count)}")
    )


def test_what_tells_objects_apart_is_the_same_in_every_run() -> None:
    program = (
        "import copy, torch\nclass A:\n"
        "    def __deepcopy__(self, memo):\n        memo[id(self)] = 5\n        return 7\n"
        "a, b, x = A(), A(), torch.ones(3)\nprint(id(a), id(b), id([1]), hash(a), x.data_ptr())\n"
        "print(id(a) == id(a) != id(b))\n"
        "print(x.data_ptr() == x[:].data_ptr(), copy.deepcopy([a, a, b]))\n"
    )
    shown = ended(program)
    kept = [object() for _ in range(1000)]
    assert ended(program) == shown
    assert shown.endswith("True\nTrue [7, 7, 7]\n")
    assert kept


_IN_EACH_OTHER = """
    v, make = csv.reader([]), csv.reader
    v, make = 1, functools.cmp_to_key(lambda a, b: 0)
    v, make = len, functools.partial
    v, make = len, functools.lru_cache
    v, make = len, lambda v: functools.lru_cache(functools.partial(v))
    v, make = len, lambda v: property(staticmethod(v))
    v, make = None, lambda v: slice(v)
    v, make = 1, operator.itemgetter
    v, make = int, lambda v: list[v]
    v, make = [], lambda v: map(len, v)
    v, make = [], lambda v: zip(v)
    v, make = [], itertools.chain
    v, make = [], lambda v: itertools.chain(enumerate(v))
    v, make = 0, lambda v: iter(len, v)
""".strip().splitlines()


@pytest.mark.parametrize("made", _IN_EACH_OTHER)
def test_what_python_frees_one_in_the_other_is_not_deep(made: str) -> None:
    loop = "for _ in range(100_000):\n    v = make(v)\nprint('made')\nv = None\nprint('freed')"
    shown = ended(f"import csv, functools, itertools, operator\n{made.strip()}\n{loop}")
    assert re.search("None: |Error: |freed", shown), shown
    assert "None: " in shown or "partial" in made or "lru" in made


@pytest.mark.parametrize(
    "deeper",
    [
        "b = deque()\n    a.append(b)",
        "b = defaultdict(int)\n    a[0] = b",
        "b = tree()\n    a[0] = b",
        "b = a[0]",
        "b = deque()\n    a.append(property(b))",
        "b = deque()\n    a.append(iter([enumerate(b)]))",
    ],
)
def test_containers_in_each_other_are_freed_however_deep(deeper: str) -> None:
    first = "deque()" if "append" in deeper else "tree()"
    program = (
        f"tree = lambda: defaultdict(tree)\na = root = {first}\nfor _ in range(100_000):\n    {deeper}\n    a = b\n"
    )
    made = f"from collections import deque, defaultdict\n{program}print('made')\nroot = a = b = None\nprint('freed')"
    assert ended(made).endswith("freed\n")


_FROM = "raise OSError(1) from root"
_WHILE = "try:\n            raise root\n        except OSError:\n            raise OSError(1)"


@pytest.mark.parametrize("raised", [_FROM, _WHILE])
def test_errors_do_not_come_from_each_other_without_end(raised: str) -> None:
    once = f"try:\n        {raised}\n    except OSError as e:\n        root = e\n"
    shown = ended(f"root = OSError(0)\nfor _ in range(10_000):\n    {once}print('all')")
    assert shown.startswith("None: Values inside values")


_HOLDING_NONE = {
    *("writer", "BytesIO", "StringIO", "Generator", "RandomState", "Match", "Pattern", "UnionType", "mappingproxy"),
    *("float_info", "version_info", "struct_time", "attrgetter", "methodcaller", "SimpleNamespace", "super"),
}
"""Types that hold nothing of a program's, or nothing but what Python frees in a loop."""


def _is_freed_by(cls: type) -> int | None:
    """Return the function of C that frees the objects of a class."""
    return ctypes.c_void_p.from_address(id(cls) + object.__basicsize__ + 4 * ctypes.sizeof(ctypes.c_void_p)).value


def test_every_type_that_holds_others_is_freed_in_a_loop_or_looked_at() -> None:
    """Python puts off the freeing of containers, of errors and of objects of Python code that are too deep."""
    own = type("", (), {})
    freed = {_is_freed_by(cls) for cls in (list, tuple, dict, set, collections.OrderedDict, own, ValueError)}
    known = {*limits.NESTED, *limits.ITERATORS, *limits.CONTAINERS}
    others = [
        cls
        for cls in values.KINDS
        if cls.__flags__ & 1 << 14 and _is_freed_by(cls) not in freed and cls not in known and not issubclass(cls, type)
    ]
    others = [cls for cls in others if cls.__module__ != "torch.return_types"]  # of tensors; no program makes one
    others = [cls for cls in others if "Backward" not in cls.__name__]  # PyTorch frees a graph in a loop
    assert {cls.__name__ for cls in others if not issubclass(cls, BaseException)} <= _HOLDING_NONE


def test_what_has_ended_a_program_does_not_end_the_next() -> None:
    assert ended("[0] * 10**9").startswith("None: ")
    assert ended("import numpy as np\ntext = np.add.__class__.__doc__\nprint(1)") == "1\n"
