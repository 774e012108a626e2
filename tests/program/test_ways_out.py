"""Programs that reach for what no program may have: each ends in an error or a limit, and none gets it."""

from __future__ import annotations

import os
import re

import pytest

from model.program.compiler import compile_source
from model.program.machine import Machine
from model.program.native import identity
from model.program.source import read_source
from tests.campaigns import attack, escapes
from tests.campaigns.__main__ import main

_HEIR = "class A:\n    def __init_subclass__(cls):\n        found.append(cls)\nfound = []\n"
_SLICES = "class A:\n    def __getitem__(self, i):\n        return i\ns = 0\nfor _ in range(1000):\n    s = A()[s:]"
_FUNCTION = "def f():\n    pass\n"
_MEMBERS = """import enum
class M(str, enum.Enum):
    A = 'a'
    B = 'b' * 200_000
class W(enum.IntEnum):
    A = 1
class V(enum.IntFlag):
    A = 1
"""
_OPTIMIZER = "import torch\nclass A(torch.optim.Optimizer):\n    def go(self):\n        "


def ended(text: str) -> str:
    """Run a program and return what it has printed, and its error."""
    machine = Machine(compile_source(read_source(text)))
    machine.run()
    error = machine.error
    return machine.printed + (f"{error.type}: {error.message}" if error is not None else "")


@pytest.mark.parametrize(
    ("program", "end"),
    [
        (_FUNCTION + "type(f).__init__(f, 1, 2, 3, 4)", "cannot be used"),
        (_FUNCTION + "object.__new__(type(f))()", "for classes of the program alone"),
        (_FUNCTION + "import functools, torch\nfunctools.wraps(f)(torch.Tensor)", "another name"),
        (_HEIR + "type.__new__(type, 'B', (A, dict), {})", "cannot be used"),
        (_HEIR + "class B:\n    __init__ = type\nB('C', (A, dict), {})\nprint(found)", "a class statement"),
        ("class A(**{'metaclass': print}):\n    pass", "metaclass= is not known"),
        (f"{_MEMBERS}M.A * 10**7", "A text of more than"),
        (f"{_MEMBERS}M.A.ljust(10**7)", "A format that is wider"),
        (f"{_MEMBERS}'{{:9999999}}'.format(M.A)", "A format that is wider"),
        (f"{_MEMBERS}'%s' * 9 % ((M.B.value,) * 9)", "A text of more than"),
        (f"{_MEMBERS}('a' * 9).replace('a', M.B)", "A text of more than"),
        (f"{_MEMBERS}M.B.join(['x'] * 9)", "A text of more than"),
        (f"{_MEMBERS}'x'.join([M.B] * 9)", "A text of more than"),
        (f"{_MEMBERS}import numpy as np\nnp.array([M.B] * 1000)", "A tensor or an array of more than"),
        (f"{_MEMBERS}W.A << 10**9", "A whole number of more than"),
        (f"{_MEMBERS}(W.A + 1) ** 10**9", "A whole number of more than"),
        (f"{_MEMBERS}V.A << 10**9", "A whole number of more than"),
        (f"{_MEMBERS}[0] * W.A * (V.A + 10**9)", "items in one list"),
        ("import enum\nclass M(str, enum.Enum):\n    A = 'a'\n    def __len__(self):\n        return 0", "'__len__'"),
        ("import enum\nclass M(enum.StrEnum):\n    A = 'a'\n    def __mul__(self, n):\n        return 1", "'__mul__'"),
        ("class M(str):\n    pass", "cannot be made from 'str'"),
        ("import enum\nclass M(bytes, enum.Enum):\n    pass", "cannot be made from 'bytes'"),
        ("import abc\nabc.ABCMeta('A', (int,), {})", "cannot create"),
        (f"{_OPTIMIZER}super().__setstate__({{'step': print}})\nA([torch.ones(1)], {{}}).go()", "optimizers alone"),
        ("import numpy as np\ntype.__call__(np.ndarray, (50,))", "cannot be used"),
        ("import functools, numpy as np\nfunctools.cache(np.ndarray)((5,))", "cannot create"),
        ("import functools, numpy as np\nfunctools.lru_cache(3)(np.ndarray)((5,))", "cannot create"),
        ("import contextlib, numpy as np\ncontextlib.contextmanager(map)(np.ndarray, [(5,)])", "cannot create"),
        ("import numpy as np\nclass A:\n    x = property(np.ndarray)", "cannot create"),
        ("import numpy as np\nclass A:\n    __getitem__ = np.ndarray", "cannot create"),
        ("import torch.nn as nn, numpy as np\nclass M(nn.Module):\n    forward = np.ndarray", "cannot create"),
        ("import torch.nn as nn, numpy as np\nnn.Linear(1, 1).forward = np.ndarray", "cannot create"),
        ("s = None\nfor _ in range(1000):\n    s = slice(s)", "Values inside values"),
        ("s = len\nfor _ in range(1000):\n    s = staticmethod(s)", "Values inside values"),
        ("s = None\nfor _ in range(1000):\n    s = property(s)", "Values inside values"),
        (
            _SLICES,
            "inside values",
        ),
        (
            "import itertools\ni = iter([])\nfor _ in range(1000):\n    i = itertools.chain.from_iterable([i])",
            "iterators",
        ),
        ("import operator\nt = ()\nfor _ in range(1000):\n    t = (t,)\noperator.contains({}, t)", "inside values"),
        (
            "import types, numpy as np\n"
            "np.asarray(types.SimpleNamespace(**{'__array_interface__': {'data': (16, True)}}))",
            "cannot be set",
        ),
        ("f'{1:>0000000009999}'", "wider than"),
        ("'%0000000009999d' % 1", "wider than"),
        (
            "import torch\nx = torch.tensor([-2**63])\ntorch.div(x, other=torch.tensor([-1]), rounding_mode='trunc')",
            "cannot be divided by -1",
        ),
    ],
)
def test_what_is_refused_while_a_program_runs(program: str, end: str) -> None:
    assert end in ended(program)


def test_the_fields_of_a_dataclass_are_those_that_its_class_names() -> None:
    named = "from dataclasses import dataclass\nclass A:\n    x: int\nA.__annotations__['y=print(7)'] = int\n"
    assert ended(named + "print(dataclass(A)(3))") == "A(x=3)\n"


def test_no_address_is_shown() -> None:
    shown = ended(
        "class A:\n    def __hash__(self):\n        return super().__hash__()\n"
        "print(object.__repr__(A())[:], object.__str__(A())[:])\nprint(hash(A()) > 2**48)"
    )
    assert shown == "<__main__.A object> <__main__.A object>\nTrue\n"


def test_a_class_that_is_called_as_one_of_torch_is_the_own_of_the_program() -> None:
    assert (
        ended("class Tensor:\n    def __init__(self, x):\n        self.x = x\nprint([*map(Tensor, [5])][0].x)") == "5\n"
    )


@pytest.mark.parametrize(
    ("use", "told"),
    [
        ("torch.jit.script(f)", "leave it out"),
        ("getattr(torch, 'compile')(f)", "leave it out"),
        ("np.array([f])", "cannot hold"),
        ("nn.Linear(1, 1).compile()", "cannot be used"),
        ("setattr(nn.Linear, 'forward', f)", "cannot be set"),
    ],
)
@pytest.mark.parametrize("catch", ["except Exception", "except", "except BaseException", "finally"])
def test_no_program_catches_a_refusal(use: str, told: str, catch: str) -> None:
    begun = "import torch, numpy as np\nimport torch.nn as nn\ndef f():\n    pass\nif torch:\n    try:\n"
    shown = ended(f"{begun}        {use}\n    {catch}:\n        print('caught')\n    print('after')")
    assert told in shown
    assert "caught" not in shown
    assert "after" not in shown


@pytest.mark.parametrize("use", ["traceback.format_exc()", "hasattr(A(), 'x')", "str(A())"])
def test_a_refusal_that_native_code_swallows_ends_the_program(use: str) -> None:
    refused = "        return open('/etc/passwd')\n"
    texts = f"class A(Exception):\n    def __str__(self):\n{refused}    def __getattr__(self, name):\n{refused}"
    shown = ended(f"import traceback\n{texts}try:\n    raise A\nexcept A:\n    x = {use}\n    print(1)")
    assert shown.startswith("None: there is no file")


def test_what_is_computed_again_for_the_way_back_gives_no_indices() -> None:
    text = """import torch
from torch.utils.checkpoint import checkpoint
class Save(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, index):
        ctx.save_for_backward(index, x)
        return x.sum()
runs = []
def f(x):
    runs.append(0)
    return x.gather(0, torch.tensor([1])).sum() if len(runs) == 1 else Save.apply(x, torch.tensor([10**8]))
x = torch.ones(3, requires_grad=True)
checkpoint(f, x, use_reentrant=False).backward()
print(x.grad, len(runs))"""
    assert ended(text) == "tensor([0., 1., 0.]) 2\n"


@pytest.mark.skipif(not hasattr(os, "fork"), reason="the campaign needs a system that can fork")
def test_the_campaign_finds_a_hole_in_the_walls(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(identity, "_ADDRESS", re.compile("nothing is taken out"))
    monkeypatch.setattr(attack, "_LEAST_SECONDS", 1.0)
    monkeypatch.setattr(escapes, "_RUNS_SECONDS", 1.0)
    assert main(["hostile", "--tries", "12"]) == 1
    assert "0x…" in capsys.readouterr().out


@pytest.mark.parametrize(
    "loader",
    [
        "loader = DataLoader(data)\nloader.num_workers = 2",
        "class L(DataLoader):\n    pass\nloader = L(data, num_workers=2)",
        "class L(DataLoader):\n    def __init__(self):\n        super().__init__(data, num_workers=2)\nloader = L()",
    ],
)
@pytest.mark.filterwarnings("ignore:This DataLoader will create")  # more than there are processors
def test_data_are_loaded_without_processes(loader: str) -> None:
    begun = "import torch\nfrom torch.utils.data import DataLoader\ndata = [torch.ones(1)]\n"
    assert ended(f"{begun}{loader}\nprint(list(loader))") == "[tensor([[1.]])]\n"


def test_the_way_back_of_ctc_loss_has_the_targets_that_were_looked_at() -> None:
    shown = ended(
        "import torch\nx = torch.zeros(3, 1, 5, requires_grad=True)\nt = torch.tensor([[1, 2]])\n"
        "y = torch.nn.functional.ctc_loss(x.log_softmax(2), t, torch.tensor([3]), torch.tensor([2]))\n"
        "t.numpy()[:] = 10**9\ny.backward()\nprint(x.grad.shape)"
    )
    assert shown == "torch.Size([3, 1, 5])\n"


def test_a_closure_cannot_have_a_step_taken_that_does_not_check_its_state() -> None:
    shown = ended(
        "import torch\nw = torch.ones(3, requires_grad=True)\nw.grad = torch.ones(3)\no = torch.optim.Adam([w])\n"
        "def closure():\n    o.param_groups[0]['fused'], o.param_groups[0]['foreach'] = True, False\n    return 1\n"
        "o.step(closure)"
    )
    assert "fused=True cannot be used" in shown


_NUMBER = "class A:\n    def __index__(self):\n        return 10**8\nimport math, itertools, numpy as np\n"


@pytest.mark.parametrize(
    "use",
    [
        "[0] * A()",
        "A() * 'a'",
        "math.factorial(A())",
        "itertools.tee([1], A())",
        "np.linspace(0, 1, A())",
        "np.repeat([1], A())",
        "np.random.normal(size=A())",
        "np.random.default_rng(0).random((A(), 1))",
    ],
)
def test_sizes_that_are_objects_of_the_program(use: str) -> None:
    assert "of more than" in (end := ended(_NUMBER + use)) or "More than" in end


def test_a_size_is_asked_for_once() -> None:
    other = _NUMBER.replace("return 10**8", "self.n = 1 if not hasattr(self, 'n') else 10**8\n        return self.n")
    assert ended(other + "print(np.random.normal(size=A()).shape, np.ones([A()]).shape)") == "(1,) (1,)\n"


_MEMORY = "{'shape': (10,), 'typestr': '<i8', 'data': (65536, False), 'version': 3}"


@pytest.mark.parametrize(
    "made",
    [
        "class A:\n    pass\na = A()",
        "class A:\n    _is_protocol = True\na = A()",
        "import typing\nclass A(typing.Protocol):\n    def __init__(self):\n        self.b = 1\na = A()",
        "class D:\n    def __set_name__(self, owner, name):\n        show(owner())\nclass A:\n    d = D()\na = A()",
    ],
)
def test_no_object_says_where_its_memory_is(made: str) -> None:
    show = f"import numpy as np\ndef show(a):\n    vars(a)['__array_interface__'] = {_MEMORY}\n    np.asarray(a)\n"
    assert "cannot hold" in (end := ended(f"{show}{made}\nshow(a)")) or "__set_name__" in end


def test_no_slot_says_where_its_memory_is() -> None:
    named = "class A(typing.Protocol):\n    __slots__ = ('__array_interface__',)"
    assert "cannot be set" in ended(f"import typing\n{named}")


@pytest.mark.parametrize(
    "program",
    [
        "torch.ones(3).new_empty(2**63)",
        "raise ValueError('Exception raised from f at /a.h:7 (most recent call first):')",
        "torch.nn.functional.embedding_bag(2)",
        "torch.nn.functional.ctc_loss(2)",
        "torch.unbind(1, 2, 3)",
        "torch.bincount()",
    ],
)
def test_what_an_error_says_has_nothing_of_the_inside(program: str) -> None:
    uses = "print(e, repr(e), str(e), e.args, [e], f'{e!r}', vars(e))"
    shown = ended(f"import torch\ntry:\n    {program}\nexcept Exception as e:\n    {uses}\n    raise")
    assert re.search(r"frame #|0x[0-9a-f]{7}|<lambda>|_check|\(_|/__w", shown) is None
    assert shown.count("Error") >= 3


def test_an_error_of_the_programs_own_shows_no_places() -> None:
    named = "class E(Exception):\n    pass\ntry:\n    raise E\nexcept E as e:\n    print(vars(e), dir(e))\n"
    assert ended(named + "    setattr(e, '_lines_of_program', 5)").endswith("cannot be set by programs here")
    assert ended(named).startswith("{} [")


def test_a_warning_does_not_say_where_it_comes_from() -> None:
    shown = ended(
        "import torch, warnings\nwith warnings.catch_warnings(record=True) as w:\n    warnings.simplefilter('always')\n"
        "    torch.nn.functional.softmax(torch.ones(1))\nprint(w[0], w)"
    )
    assert "softmax" in shown
    assert ".py" not in shown


def test_what_is_copied_deeply_shows_no_address_and_is_found_by_its_id() -> None:
    shown = ended(
        "import copy\nclass A:\n    def __deepcopy__(self, memo):\n        print(memo, type(memo))\n"
        "        if id(self) in memo:\n            return memo[id(self)]\n        memo[id(self)] = new = A()\n"
        "        new.other = copy.deepcopy(self.other, memo)\n        return new\n"
        "a, b = A(), A()\na.other, b.other = b, a\nc = copy.deepcopy(a)\nprint(c.other.other is c, c.other is not b)"
    )
    assert shown == "{...} <class 'dict'>\n" * 2 + "True True\n"


@pytest.mark.parametrize("base", ["nn.Linear(30, 20)", "nn.Conv2d(3, 4, 5)", "nn.LSTM(7, 20)", "nn.Embedding(30, 20)"])
def test_a_module_that_leaves_its_weights_as_they_are_has_zeros(base: str) -> None:
    name, _, arguments = base.partition("(")
    shown = ended(
        f"import torch, torch.nn as nn\nclass L({name}):\n    def reset_parameters(self):\n        pass\n"
        f"junk = [torch.full((n,), 7.0) for n in range(3000)]\ndel junk\n"
        f"print(all(bool((p == 0).all()) for p in L({arguments}.parameters()))"
    )
    assert shown == "True\n"


@pytest.mark.parametrize(
    "made",
    [
        "nn.Linear(1, 1).to('meta')",
        "nn.Linear(1, 1, device='meta')",
        "nn.Module().to(device='meta:0')",
        "torch.eye(3, device='meta')",
        "torch.tril_indices(3, 3, device='meta')",
        "torch.tensor(1).new_zeros(5, device='meta')",
        "torch.tensor(1).to('meta')",
        "torch.tensor([1]).new_full((2, 2), 1, device='meta')",
        "torch.zeros_like(torch.tensor(1), device='meta')",
        "torch.rand(torch.tensor(3), device='meta')",
    ],
)
def test_no_tensor_without_memory_is_made(made: str) -> None:
    assert "without memory" in ended(f"import torch, torch.nn as nn\n{made}")


def test_a_class_is_weighed_whatever_its_name() -> None:
    assert "elements" in ended("import torch.nn as nn\nclass keys(nn.Linear):\n    pass\nkeys(10**4, 10**4)")


@pytest.mark.parametrize("cell", ["LSTM", "GRU", "RNN"])
@pytest.mark.parametrize("shape", ["(1, 2, 5)", "(2, 30, 5)", "(2, 2, 1)", "(5,)", "(2, 0, 5)"])
def test_recurrent_layers_look_at_their_states(cell: str, shape: str) -> None:
    unchecked = f"class L(nn.{cell}):\n    def check_forward_args(self, *a):\n        pass\n"
    states = f"h = torch.ones{shape}\nL(4, 5, 2)(torch.ones(3, 2, 4), {'(h, h)' if cell == 'LSTM' else 'h'})"
    assert re.search("states of|but got|weights of", ended(f"import torch, torch.nn as nn\n{unchecked}{states}"))


@pytest.mark.parametrize(
    "layer", ["nn.TransformerEncoderLayer(8, 2, 16, batch_first=True)", "nn.MultiheadAttention(8, 2)"]
)
@pytest.mark.parametrize("heads", [0, 3, 1000])
def test_attention_has_heads_that_are_equal_parts(layer: str, heads: int) -> None:
    given = "x" if "Encoder" in layer else "x, x, x"
    shown = ended(
        f"import torch, torch.nn as nn\nm = {layer}.eval()\nx = torch.ones(2, 3, 8)\n"
        f"getattr(m, 'self_attn', m).num_heads = {heads}\nwith torch.no_grad():\n    m({given})"
    )
    assert re.search("divi(de|si)", shown)


@pytest.mark.parametrize("offsets", [[0, -1, 2], [0, 10**9, 2], [0, 2, 1], [0, -(2**63)], [-1, 1]])
@pytest.mark.parametrize(
    "bag",
    [
        "F.embedding_bag(i, w, o)",
        "torch.embedding_bag(w, i, o, mode=2)",
        "torch.embedding_bag(weight=w, indices=i, offsets=o)",
        "nn.EmbeddingBag.from_pretrained(w, include_last_offset=True)(i, o)",
    ],
)
def test_bags_of_embeddings_look_at_their_offsets(bag: str, offsets: list[int]) -> None:
    begun = "import torch, torch.nn as nn\nF = nn.functional\nw, i = torch.ones(3, 3), torch.tensor([0, 1])\n"
    assert "offsets" in ended(f"{begun}o = torch.tensor({offsets})\n{bag}")


@pytest.mark.parametrize("bag", ["F.embedding_bag(i, w, o, mode='max')", "torch.embedding_bag(w, i, o)[0]"])
def test_the_way_back_of_a_bag_has_the_indices_that_were_looked_at(bag: str) -> None:
    shown = ended(
        "import torch\nF = torch.nn.functional\nw = torch.ones(3, 3, requires_grad=True)\ni, o = torch.tensor([0, 1]), "
        f"torch.tensor([0, 1])\ny = {bag}.sum()\ni.numpy()[:] = 10**9\no.numpy()[:] = 10**9\ny.backward()\n"
        "print(w.grad.sum())"
    )
    assert shown == "tensor(6.)\n"


@pytest.mark.parametrize("reduction", ["none", "mean", "sum"])
@pytest.mark.parametrize(
    ("loss", "target"),
    [
        ("F.nll_loss", "[0, 1]"),
        ("F.cross_entropy", "[0, 1]"),
        ("F.multi_margin_loss", "[0, 1]"),
        ("F.multilabel_margin_loss", "[[0, 1, -1], [1, -1, 0]]"),
        ("nn.CrossEntropyLoss", "[0, 1]"),
    ],
)
def test_the_way_back_of_a_loss_has_the_targets_that_were_looked_at(loss: str, target: str, reduction: str) -> None:
    call = f"{loss}(reduction='{reduction}')(x, t)" if "nn." in loss else f"{loss}(x, t, reduction='{reduction}')"
    shown = ended(
        "import torch, torch.nn as nn\nF = nn.functional\nx = torch.arange(6.0).reshape(2, 3).requires_grad_()\n"
        f"grads = []\nfor change in (False, True):\n    t = torch.tensor({target})\n    y = {call}.sum()\n"
        "    if change:\n        t.numpy()[...] = 10**9\n    x.grad = None\n    y.backward()\n    grads += [x.grad]\n"
        "print(torch.equal(*grads))"
    )
    assert shown == "True\n"


@pytest.mark.parametrize(
    "call",
    [
        "torch.max_pool1d(torch.ones(1, 2, 3), 2**63 - 1, ceil_mode=True, padding=1)",
        "nn.functional.max_pool1d(torch.ones(1, 2, 3), kernel_size=2**63 - 1, ceil_mode=True, padding=1)",
        "nn.MaxPool1d(2**63 - 1, ceil_mode=True, padding=1)(torch.ones(1, 2, 3))",
        "nn.Unfold((2, 2**62))(torch.ones(1, 1, 3, 3))",
        "nn.Conv1d(1, 1, 1, padding=2**63 - 1)(torch.ones(1, 1, 3))",
        "nn.ReflectionPad3d(-(2**63))(torch.ones(5, 3, 4, 2))",
        "torch.matrix_power(torch.ones(2, 2), -(2**63))",
        "torch.combinations(torch.ones(4), 10**6)",
        "torch.mvlgamma(torch.ones(3), 10**9)",
        "torch.tensor_split(torch.ones(3), torch.tensor(2**31))",
    ],
)
def test_kernels_are_no_longer_than_what_they_are_counted_in(call: str) -> None:
    assert re.search("too large|of more than|More than", ended(f"import torch, torch.nn as nn\n{call}"))


@pytest.mark.parametrize(
    "degree", ["10**9", "n=10**9", "torch.tensor([1, 10**9, 1])", "torch.tensor([1e30, float('nan')])"]
)
def test_the_terms_of_a_polynomial_are_few(degree: str) -> None:
    assert "at most" in ended(f"import torch\ntorch.special.laguerre_polynomial_l(torch.ones(3), {degree})")


def test_an_lu_factor_of_nothing_is_not_taken_apart_by_pivots_of_another() -> None:
    shown = ended("import torch\ntorch.lu_unpack(torch.ones(0, 5, 5), torch.zeros(5, 0, dtype=torch.int32))")
    assert "same lu_factor" in shown
    shown = ended("import torch\np, l, u = torch.lu_unpack(*torch.linalg.lu_factor(torch.eye(3)))\nprint(l.sum())")
    assert shown == "tensor(3.)\n"


def test_what_is_cut_off_in_a_circle_leaves_no_memory_as_it_was() -> None:
    shown = ended(
        "import torch\njunk = [torch.full((n,), 7.0) for n in range(3000)]\ndel junk\n"
        "for n in range(1, 60):\n    y = torch.nn.functional.pad(torch.ones(1, n, 4, 4), (0, 0, 2, -4), 'circular')\n"
        "    if not bool(((y == 0) | (y == 1)).all()):\n        print(y)"
    )
    assert shown == ""


@pytest.mark.parametrize("rows", [0, 1, 2])
@pytest.mark.parametrize("name", ["torch.pdist", "torch.nn.functional.pdist"])
def test_the_way_back_of_distances_between_no_rows(rows: int, name: str) -> None:
    begun = f"import torch\nx = torch.ones({rows}, 5, requires_grad=True)\ny = {name}(x, p=1)\ny.sum().backward()\n"
    assert ended(f"{begun}print(y.shape, x.grad.abs().sum())") == f"torch.Size([{rows // 2}]) tensor(0.)\n"


@pytest.mark.parametrize("name", ["__reduce_ex__", "__reduce__", "__getstate__", "__deepcopy__"])
@pytest.mark.parametrize("copied", ["copy.copy(a)", "copy.deepcopy(a)"])
def test_how_an_object_is_copied_is_not_for_it_to_say(name: str, copied: str) -> None:
    shown = ended(
        "import copy, numpy as np\nclass A:\n    pass\na = A()\n"
        f"vars(a)['{name}'] = lambda *p: print(p) or (np.ndarray, ((1000,),))\nprint(type({copied}))"
    )
    assert shown == "<class '__main__.A'>\n"


def test_objects_are_copied_as_their_classes_say() -> None:
    shown = ended(
        "import copy\nclass A:\n    def __deepcopy__(self, memo):\n        return 'A'\n"
        "class X:\n    pass\nclass B(X, A):\n    pass\nclass C(A):\n    def __deepcopy__(self, memo):\n"
        "        return 'C' + super().__deepcopy__(memo) + A.__deepcopy__(self, memo)\n"
        "class D:\n    def __init__(self):\n        self.x, self.f, self.g = [1], lambda: 2, print\n"
        "class E(dict):\n    pass\nd = copy.deepcopy(D())\n"
        "print(copy.deepcopy(B()), copy.deepcopy(C()), B().__deepcopy__({}), d.x, d.f(), d.g, copy.deepcopy(E(a=[1])))"
    )
    assert shown == "A CAA A [1] 2 <built-in function print> {'a': [1]}\n"


def test_the_help_of_arguments_shows_no_address() -> None:
    shown = ended(
        "import argparse\np = argparse.ArgumentParser()\np.add_argument('--x', help='%(container)r')\np.print_help()\n"
        "print(p.format_help())"
    )
    assert shown.count("ArgumentGroup object>") == 2


@pytest.mark.parametrize("view", ["'U1'", "dtype='U2'", "np.str_", "np.dtype('<U1')"])
def test_numbers_are_not_viewed_as_letters(view: str) -> None:
    begun = "import numpy as np\n"
    for array in ("np.full(4, 2**31 + 5, dtype=np.uint32)", "np.uint32(2**31 + 5)"):
        assert "as text" in ended(f"{begun}{array}.view({view})")
    assert ended(f"{begun}print(np.array(['ab']).view('U1'))") == "['a' 'b']\n"


@pytest.mark.parametrize(
    "use",
    [
        "class A:\n    encode = np.ndarray\nprint(json.dumps((9,), cls=A))",
        "class A:\n    decode = np.ndarray\nprint(json.loads('9', cls=A))",
        "class A:\n    pass\na = A()\nvars(a)['__getitems__'] = np.ndarray\nprint([*DataLoader(a)])",
        "o = torch.optim.SGD([torch.ones(1)], lr=0.1)\ns = torch.optim.lr_scheduler.LambdaLR(o, float)\n"
        "s.lr_lambdas[0] = torch.Tensor\ns.step()",
    ],
)
def test_no_class_is_called_as_it_is_by_native_code(use: str) -> None:
    begun = "import json, torch, numpy as np\nfrom torch.utils.data import DataLoader\n"
    assert re.search("(Error|None): (cls=|'A'|object of type 'A'|'lr_lambdas'|'type')", ended(begun + use))


_STATE = "import torch\ng = torch.Generator().manual_seed(1)\ntorch.rand(%d, generator=g)\ns = g.get_state()\n"


@pytest.mark.parametrize("drawn", [0, 1, 623, 624, 625])
def test_a_generator_goes_on_from_a_state_that_it_has_had(drawn: int) -> None:
    again = "a = torch.rand(700, generator=g)\ng.set_state(s)\nprint(torch.equal(a, torch.rand(700, generator=g)))"
    assert ended(_STATE % drawn + again) == "True\n"


@pytest.mark.parametrize(("left", "following"), [(600, 624), (0, 0), (2, 624), (-1, 5), (3, 2**64 - 1)])
@pytest.mark.parametrize("use", ["g.set_state(s)", "g.set_state(new_state=s)", "torch.set_rng_state(s)"])
def test_no_state_of_a_generator_reads_behind_its_numbers(left: int, following: int, use: str) -> None:
    change = f"s[8:12] = torch.tensor({[*left.to_bytes(4, 'little', signed=True)]}, dtype=torch.uint8)\n"
    change += f"s[16:24] = torch.tensor({[*following.to_bytes(8, 'little')]}, dtype=torch.uint8)\n"
    assert "RuntimeError: Invalid mt19937 state" in ended(_STATE % 5 + change + use)


_OBJECT = """
import argparse, csv, io, logging
import numpy as np
class A:
    pass
a = A()
out = io.StringIO()
"""


@pytest.mark.parametrize(
    "use",
    [
        "print('%.36rX' % a, '%.36s_' % (a,), '%.30a5' % a, '%-90.36rX' % a)",
        "print('%(k).36rX' % {'k': a}, '%((k)).36rX' % {'(k)': a})",
        "print('%*.*rX%.36s!' % (50, 36, a, iter([])))",
        "logging.warning('%.36r_', a)",
        "csv.writer(out).writerow([a, iter([])])\nprint(out.getvalue())",
        "csv.writer(out).writerows([[a], (each for each in [a])])\nprint(out.getvalue())",
        "w = csv.DictWriter(out, ['k'])\nw.writerow({'k': a})\nw.writerows([{'k': a}])\nprint(out.getvalue())",
        "print(np.array([a], dtype='U60').tolist()[0])",
        "print(np.array([[a]], np.str_)[0, 0][:36] + 'X')",
        "print(np.str_(a)[:36] + 'X')",
        "b = np.zeros(1, 'U60')\nb[0] = a\nprint(b.tolist()[0][:36] + 'X')",
        "b = np.full(1, a, 'U60')\nprint(b.tolist()[0][:36] + 'X')",
        "p = argparse.ArgumentParser(a)\np.add_argument('--z', metavar=a)\nprint(p.format_usage())",
        "p = argparse.ArgumentParser()\np.add_argument('--z', default=a, help='%(default).36sX')\np.print_help()",
        "import traceback\nprint(traceback.format_exception(ValueError(a)))",
    ],
)
def test_no_text_of_an_object_has_its_address(use: str) -> None:
    shown = ended(_OBJECT + use)
    assert not re.search("0x[0-9a-f]{6}", shown)


@pytest.mark.parametrize(
    "use",
    [
        "'%s %r %a|%%|%5.1f %-8s|' % ('é', 'é', 'é', 2.5, [1])",
        "'%(a)s %(b)d %(a)r' % {'a': 'x', 'b': 3}",
        "'%(a)s' % 'x'",
        "'%s' % ()",
        "'%s' % (1, 2)",
        "'%s' % {'a': 1}",
        "'x' % {}",
        "'x' % 3",
        "'%(a)s' % 3",
        "'%*d|%.*f' % (5, 3, 2, 3.14159)",
        "'%d' % [1]",
        "'%' % 1",
        "'%(a)s %s' % {'a': 1}",
        "'abc'.translate({97: None, 98: 'zz'})",
        "'ab'.translate([1])",
        "'\\0\\1'.translate(['p', 'q'])",
        "'ab'.translate(3)",
        "'a'.ljust(2.5)",
        "'a'.center(True, '-')",
    ],
)
def test_texts_are_made_as_python_makes_them(use: str) -> None:
    code = compile(use, "", "eval")
    try:
        expected = str(__builtins__["eval"](code))
    except (TypeError, ValueError, LookupError) as error:
        expected = f"{type(error).__name__}: {error}"
    assert ended(f"print({use})").rstrip("\n") == expected


@pytest.mark.parametrize(
    "use",
    [
        "'x'.ljust(np.int64(1_500_000_000))",
        "b'x'.center(np.int64(1_500_000_000))",
        "'x'.zfill(torch.tensor(1_500_000_000))",
        "[0] * torch.tensor(150_000_000)",
        "torch.tensor([150_000_000]) * (0,)",
        "'x' * torch.tensor(1_500_000_000)",
        "json.dumps([1], indent=1_200_000_000)",
        "json.dumps([[[1] * 100] * 100], indent=999)",
        "pprint.pformat([1], indent=900_000_000)",
        "('b' * 900_000).translate(T())",
        "'%s' * 500 % ((('x' * 999_999),) * 500)",
    ],
)
def test_no_size_is_overlooked(use: str) -> None:
    table = "class T(dict):\n    def __missing__(self, key):\n        return 'x' * 1000\n"
    assert ended(f"import json, pprint, torch, numpy as np\n{table}{use}").startswith("None: ")


@pytest.mark.parametrize(
    "way", ["F.apply(y, ctx.n - 1).sum().backward()", "torch.autograd.grad(F.apply(y, ctx.n - 1).sum(), y)"]
)
@pytest.mark.parametrize("deep", [10, 45, 100])
def test_ways_back_within_each_other_begin_no_thread(way: str, deep: int) -> None:
    text = f"""
import torch
class F(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, n):
        ctx.n = n
        return x * 1
    @staticmethod
    def backward(ctx, g):
        if ctx.n > 0:
            with torch.enable_grad():
                y = torch.ones(1, requires_grad=True)
                {way}
        return g, None
x = torch.ones(1, requires_grad=True)
F.apply(x, {deep}).sum().backward()
print(x.grad)
"""
    assert ended(text) == ("tensor([1.])\n" if deep < 50 else "None: More than 50 ways back, each within another.")


def test_managers_in_a_stack_are_given_the_error_of_the_one_before() -> None:
    text = """
from contextlib import ExitStack
class C:
    def __init__(self, n):
        self.n = n
    def __enter__(self):
        return self
    def __exit__(self, kind, error, trace):
        print(self.n, kind, error)
        if self.n == 2:
            raise KeyError("second")
        return True
with ExitStack() as stack:
    stack.enter_context(C(1))
    stack.enter_context(C(2))
    raise ValueError("x")
print("end")
"""
    lines = ["2 <class 'ValueError'> x", "1 <class 'KeyError'> 'second'", "end", ""]
    assert ended(text) == "\n".join(lines)


def test_devices_that_torch_would_import_are_not_there() -> None:
    assert ended("import torch\ntorch.ones(2).to('hpu')") == "ModuleNotFoundError: No module named 'torch.hpu'"


def test_a_generator_seeds_itself() -> None:
    text = "import torch\ng = torch.Generator()\nprint(g.seed() == g.initial_seed())"
    assert ended(text) == "True\n"
