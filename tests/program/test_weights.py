"""What programs ask too much of, and what of Python and PyTorch they could take apart: it is weighed, or refused."""

from __future__ import annotations

import os
import re
import signal

import pytest

from model.program.native import patience
from tests.program.test_ways_out import ended

_NODES = "i = torch.tensor([[0, 1], [1, 0]])\nv = torch.ones(2)\n"


@pytest.mark.parametrize(
    ("use", "told"),
    [
        ("torch.sparse_coo_tensor(i * 10**9, v, (2, 2))", "RuntimeError"),
        ("torch.sparse_coo_tensor(i - 5, v, (2, 2), check_invariants=False)", "RuntimeError"),
        ("torch.sparse_coo_tensor(i, v, size=(10**9, 10**9))", "elements"),
        ("torch.sparse_csr_tensor(torch.tensor([0, 9, 2]), torch.tensor([0, 1]), v, (2, 2))", "RuntimeError"),
        ("s = torch.sparse_coo_tensor(i, v, (2, 2))\ni[:] = 10**9\nprint(s.to_dense().sum())", "tensor(2.)"),
        ("s = torch.sparse_coo_tensor(i, v, (2, 2))\ns._indices()[:] = 10**9\nprint(s.to_dense().sum())", "tensor(2.)"),
        ("s = torch.eye(2).to_sparse_csr()\ns.col_indices()[:] = 10**9\nprint((s @ torch.eye(2)).sum())", "tensor(2.)"),
    ],
)
@pytest.mark.filterwarnings("ignore:Sparse CSR")
def test_the_indices_of_a_sparse_tensor_are_looked_at_and_stay(use: str, told: str) -> None:
    assert told in ended(f"import torch\n{_NODES}{use}")


def test_what_is_unpacked_for_the_way_back_is_what_was_packed() -> None:
    begun = "import torch\nx = torch.ones(3, requires_grad=True)\ni = torch.tensor([0, 2])\nG = torch.autograd.graph\n"
    bad = (
        "with G.saved_tensors_hooks(lambda t: t, lambda t: torch.full_like(t, 10**9)):\n    y = x.index_select(0, i)\n"
    )
    assert ended(f"{begun}{bad}y.sum().backward()\nprint(x.grad)") == "tensor([1., 0., 1.])\n"
    small = "with G.saved_tensors_hooks(lambda t: t, lambda t: torch.ones(1)):\n    y = x.exp()\n"
    assert "unpack_hook has to return" in ended(f"{begun}{small}y.sum().backward()")
    tampered = "with G.saved_tensors_hooks(lambda t: t, lambda t: t):\n    y = x.index_select(0, i)\ni[:] = 10**9\n"
    assert ended(f"{begun}{tampered}y.sum().backward()\nprint(x.grad)") == "tensor([1., 0., 1.])\n"


@pytest.mark.parametrize(
    ("program", "told"),
    [
        ("P.register_parametrization(nn.LSTM(2, 2), 'weight_ih_l0', nn.Identity())", "this layer cannot be changed"),
        ("P.register_parametrization(nn.Linear(2, 2), 'forward', nn.Identity())", "no parameter"),
        ("P.register_parametrization(nn.Linear(2, 2), 'weight', print)", "numbers and modules"),
        ("nn.Linear(1, 1)._parameters['weight'] = 3", "cannot be set in this way"),
        ("nn.Linear(1, 1)._forward_hooks.clear()", "cannot be used|cannot be set"),
        ("import decimal\ndecimal.getcontext().prec = 10**9", "decimal number"),
        ("import decimal\ndecimal.Context(prec=10**9)", "decimal number"),
        ("import decimal\nx = decimal.Decimal('1e999999999')", "decimal number"),
        ("import decimal\nx = decimal.Decimal(10)\nfor _ in range(99):\n    x *= x", "decimal number"),
        ("b = bytearray(10**9)", "letters"),
        ("b = bytearray(b'a')\nfor _ in range(99):\n    b.extend(b)", "letters"),
        ("b = bytearray(b'a') * 10**9", "More than"),
        ("b = bytearray(b'a')\nfor _ in range(99):\n    b[len(b):] = b", "More than"),
        ("import string\nstring.Template('$a' * 10**5).substitute(a='b' * 10**5)", "letters"),
        ("import os\nos.environ['PATH']", "environment of the system"),
        ("import os\nprint(os.getenv('PATH', 'none'))", "environment of the system"),
        ("open('/etc/passwd')", "have only the files"),
        ("open('../x')", "have only the files"),
        ("import numpy as np\nnp.savetxt('x', np.ones(2), fmt='%99999999d')", "wider than"),
        ("import numpy as np, io\nnp.load(io.BytesIO(b'abc'))", "saved with numpy.save"),
        ("with open('x', 'w') as f:\n    for _ in range(99):\n        f.write('x' * 10**6)", "letters"),
        ("import inspect, numpy as np\ninspect.getsource(np.sum)", "of the program alone"),
        ("import inspect\ninspect.currentframe().f_globals", "cannot be used|no attribute"),
        ("(lambda: 1).__code__.co_consts", "cannot be used|no attribute"),
    ],
)
def test_what_stands_behind_more_of_python_is_not_reached(program: str, told: str) -> None:
    begun = "import torch, torch.nn as nn\nimport torch.nn.utils.parametrize as P\n"
    assert re.search(told, shown := ended(begun + program)), shown


def test_no_error_shows_a_place_that_is_not_the_programs() -> None:
    text = "import torch, traceback\ntry:\n    torch.nn.Linear(2, 1)(torch.ones(3))\n"
    shown = ended(f"{text}except RuntimeError as e:\n    print(traceback.format_exc(), traceback.format_exception(e))")
    assert set(re.findall('File "(.*?)"', shown)) == {"<program>"}


@pytest.mark.parametrize(
    "becoming",
    [
        "class L(nn.LazyLinear):\n    cls_to_become = P",
        "class X:\n    cls_to_become = property(lambda self: P)\nclass L(X, nn.LazyLinear):\n    pass",
        "nn.LazyLinear(2).cls_to_become = P",
        "class L(nn.LazyLinear):\n    pass\nL.cls_to_become = P",
        "class L(nn.LazyLinear):\n    pass\nsetattr(L, 'cls_to_become', dict)",
    ],
)
def test_a_lazy_module_becomes_a_module(becoming: str) -> None:
    begun = "import torch, torch.nn as nn\nclass P:\n    pass\nclass M(nn.Linear):\n    pass\n"
    assert "is a class of modules" in ended(begun + becoming)
    fine = "class L(nn.LazyLinear):\n    cls_to_become = M\nl = L(2)\nl(torch.ones(1, 3))\nprint(type(l).__name__)"
    assert ended(begun + fine) == "M\n"


@pytest.mark.parametrize(
    "use",
    [
        "plt.hist([1, 2, 3], 10**9)",
        "plt.hist([1, 2, 3], bins=10**9)",
        "plt.hist([0] * 99 + [1e-12] * 99 + [1e9], bins='fd')",
        "plt.subplots()[1].hist2d([1, 2], [1, 2], bins=(10**5, 10**5))",
        "plt.contour(np.eye(3), 10**9)",
        "plt.contourf(np.eye(3), levels=10**9)",
        "plt.hexbin([1], [1], gridsize=10**9)",
        "plt.subplots(-10**9, 1)",
        "np.histogram(np.ones(3), bins=10**9)",
        "np.histogramdd(np.ones((3, 3)), bins=10**4)",
        "np.histogram_bin_edges(np.ones(3), 10**9)",
        "np.random.sample(10**9)",
        "np.random.ranf((10**5, 10**5))",
        "np.random.vonmises(1.5, 2**63 - 1)",
        "np.random.default_rng(0).vonmises(mu=1.5, kappa=[1, 1e300])",
        "np.random.zipf(1e9)",
        "np.random.zipf(np.array([2, float('inf')]))",
        "np.lib.stride_tricks.sliding_window_view(np.ones(10**6), 10**5)",
    ],
)
def test_numbers_of_parts_and_parameters_are_weighed(use: str) -> None:
    shown = ended(f"import numpy as np, matplotlib.pyplot as plt\n{use}")
    assert re.search("of more than|has to be between|More than", shown), shown


def test_numbers_of_parts_that_are_usual_are_drawn() -> None:
    shown = ended(
        "import numpy as np, matplotlib.pyplot as plt\nx = np.random.randn(1000)\n"
        "plt.hist(x, 50, (0, 10**9))\nplt.hist(x, 'auto')\nplt.hist2d(x, x, bins=30)\nplt.hexbin(x, x, gridsize=20)\n"
        "plt.contourf(np.eye(30), 20)\nplt.subplots(3, 4)\nplt.subplot(2, 2, 1)\nplt.subplot(221)\nplt.xlim(0, 10**9)\n"
        "print(np.random.sample(size=(2, 3)).shape, np.random.vonmises(0, 4, 3).shape, np.random.zipf(2, size=4).shape)"
    )
    assert shown == "(2, 3) (3,) (4,)\n"


_LIAR = """import numpy as np, torch
from torch.utils.data import DataLoader, random_split
class A:
    def __len__(self):
        return {length}
    def {method}:
        {body}
"""
_GET, _ITER = ("__getitem__(self, i)", "return 1"), ("__iter__(self)", "while True: yield 'a'")


@pytest.mark.parametrize("method", [_GET, _ITER], ids=["items", "iterator"])
@pytest.mark.parametrize("length", ["0", "10**12"])
@pytest.mark.parametrize(
    "use", ["list(A())", "tuple(A())", "set(A())", "sorted(A())", "''.join(A())", "np.array(A())", "[].extend(A())"]
)
def test_the_length_that_an_object_says_it_has_is_not_trusted(use: str, length: str, method: tuple[str, str]) -> None:
    shown = ended(_LIAR.format(length=length, method=method[0], body=method[1]) + use)
    assert "More than" in shown or "of more than" in shown or "__len__ of an object" in shown, shown


@pytest.mark.parametrize("use", ["[*DataLoader(A(), shuffle=True)]", "random_split(A(), [1, 10**12 - 1])"])
def test_data_that_say_they_are_many_are_not_permuted(use: str) -> None:
    assert "of more than" in ended(_LIAR.format(length="10**12", method=_GET[0], body=_GET[1]) + use)


def test_containers_of_the_program_are_weighed_by_what_is_in_them() -> None:
    liar = (
        "class L(list):\n    def __len__(self):\n        return 0\n    def __iter__(self):\n        return iter([])\n"
    )
    assert "More than" in ended(f"{liar}L([1] * 10) * 10**9")
    assert "inside values" in ended(f"{liar}a = L()\nfor _ in range(1000):\n    a = L([a])\nprint(a)")
    assert "More than" in ended(f"{liar}a = [1]\nfor _ in range(30):\n    a = L([a, a])\nprint(a)")
    keys = "i = 0\n        while True:\n            i += 1\n            yield i"
    mapping = f"class B:\n    def keys(self):\n        {keys}\n    def __getitem__(self, key):\n        return key\n"
    assert "More than" in ended(f"{mapping}dict(B())")


def test_a_sequence_of_the_programs_is_one_for_numpy_and_torch() -> None:
    items = "    def __getitem__(self, i):\n        return [5, 6, 7][i]\n"
    honest = f"class A:\n    def __len__(self):\n        return 3\n{items}"
    uses = "print(np.array(A()), torch.tensor(A()), np.mean(A()), list(A()))"
    assert ended(f"import numpy as np, torch\n{honest}{uses}") == "[5 6 7] tensor([5, 6, 7]) 6.0 [5, 6, 7]\n"


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="the system has no such timer")
@pytest.mark.parametrize(
    "call",
    [
        "re.match('(a+)+$', 'a' * 40 + 'b')",
        "[*re.finditer('(a|a)*$', 'a' * 40 + 'b')]",
        "random.gammavariate(float('inf'), 1)",
    ],
)
def test_a_call_that_does_not_come_back_is_ended(call: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patience, "SECONDS", 0.7)
    before = signal.getsignal(signal.SIGVTALRM)
    patience.watch()
    try:
        shown = ended(f"import re, random\ntry:\n    {call}\nexcept BaseException:\n    print('caught')")
        assert ended("t = 0\nfor i in range(10**6):\n    t += i\nprint(t)") == "499999500000\n"
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
    assert "One call takes more than" in shown
    assert "caught" not in shown


@pytest.mark.skipif(not hasattr(os, "fork"), reason="a process is forked")
@pytest.mark.parametrize("call", ["max(range(10**12))", "any(itertools.repeat(0))"])
def test_a_process_that_does_not_look_for_signals_any_more_is_ended(call: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patience, "AT_MOST", 0.7)
    child = os.fork()
    if child == 0:
        patience.watch()
        ended(f"import itertools\n{call}")
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGPROF


@pytest.mark.parametrize(
    "use",
    [
        "round(5, -10**9)",
        "math.prod([2**4000] * 10**6)",
        "Fraction(3, 2) ** 10**8",
        "Fraction('1e999999999')",
        "functools.reduce(lambda x, _: x * x, range(40), Fraction(3, 2))",
        "'a'.zfill(np.int64(10**9))",
        "json.dumps([1], indent=10**9)",
        "json.dumps([1] * 10**5, indent='x' * 10**5)",
        "pprint.pprint([[1] * 100, 2], width=1, indent=10**8)",
        "re.match('(a*)', 'a' * 10**6).expand(r'\\1' * 10**5)",
        "np.fromiter(iter(lambda: 1, 2), int)",
        "np.tril_indices(40000)",
        "np.convolve(np.ones(10**6), np.ones(10**6))",
        "np.poly(np.ones(10**5))",
        "statistics.quantiles([1, 2], n=10**9)",
        "statistics.NormalDist().samples(10**9)",
        "statistics.NormalDist().quantiles(n=10**9)",
        "random.getrandbits(10**9)",
    ],
)
def test_what_would_take_very_long_or_very_much_is_weighed_before(use: str) -> None:
    begun = (
        "import functools, json, math, numpy as np, pprint, random, re, statistics\nfrom fractions import Fraction\n"
    )
    assert re.search("of more than|More than|wider than", shown := ended(begun + use)), shown
