"""What torch and NumPy call and read of what a program gives them: guarded classes, and lists that stay as they are."""

from __future__ import annotations

import pytest
import torch
from torch.nn import functional

from model.program.native.limits import Denied
from model.program.native.values import Native, admit_class, call_own
from tests.program.test_ways_out import ended

_BEGUN = """import numpy as np, torch
from torch import nn, distributions
from torch.optim import lr_scheduler
from torch.utils import data
class M(nn.Module):
    pass
class A:
    pass
m, a = M(), A()
o = torch.optim.SGD([{"params": [nn.Parameter(torch.zeros(1))], "initial_lr": 1.0}], lr=1.0)
s = lr_scheduler.LambdaLR(o, lambda epoch: 1.0)
loader = data.DataLoader([30], batch_size=1)
t = distributions.ComposeTransform([distributions.ExpTransform()])
"""


@pytest.mark.parametrize("raw", ["np.ndarray", "np.ndarray[int]", "type"])
@pytest.mark.parametrize(
    "use",
    [
        "object.__setattr__(m, 'forward', {raw})\nprint(m((30,)))",
        "nn.Module.__setattr__(m, 'forward', {raw})\nprint(m((30,)))",
        "super(nn.Module, m).__setattr__('forward', {raw})\nprint(m((30,)))",
        "object.__setattr__(loader, 'collate_fn', {raw})\nprint(next(iter(loader)))",
        "print(lr_scheduler.LambdaLR(o, [{raw}], last_epoch=29).get_last_lr())",
        "print(lr_scheduler.LambdaLR(o, ({raw},), last_epoch=29).get_last_lr())",
        "s.load_state_dict({{'lr_lambdas': [{raw}], 'last_epoch': 29}})\ns.step()\nprint(s.get_last_lr())",
        "lr_scheduler.LRScheduler.load_state_dict(s, {{'lr_lambdas': [{raw}]}})\ns.step()\nprint(s.get_last_lr())",
        "vars(a)['hypot'] = {raw}\nx = np.zeros(1)\nnp.hypot([a], [1], out=x, casting='unsafe')\nprint(x)",
        "t.parts.append({raw})\nt.parts[0] = {raw}\nprint(1 + t((30,)))",
        "p = [distributions.ExpTransform()]\nc = distributions.ComposeTransform(p)\np[0] = {raw}\nprint(1 + c((30,)))",
        "t.parts = [{raw}]\nprint(t((30,)))",
        "vars(t)['parts'][:] = [{raw}]\nprint(t((30,)))",
    ],
)
def test_no_class_is_called_that_an_object_or_a_container_holds(use: str, raw: str) -> None:
    shown = ended(_BEGUN + use.format(raw=raw))
    told = "<class 'tuple'>", "<class 'list'>"  # what the guarded `type` says
    assert shown.startswith(("TypeError: ", "AttributeError: ", "ValueError: ", "None: ", *told)), shown


_GIVING = """import functools, operator
from torch.distributions import Distribution, Independent
class D:
    def __get__(self, instance, owner=None):
        return {raw}
class C:
    def __call__(self, *args):
        return 1
    def __deepcopy__(self, memo):
        return {raw}
class L(list):
    def __iter__(self):
        return iter([{raw}])
"""


@pytest.mark.parametrize("raw", ["np.ndarray", "np.ndarray[int]", "type"])
@pytest.mark.parametrize(
    "use",
    [
        "class B:\n    __call__ = property(lambda self: {raw})\nprint(B()((30,)))",
        "class B:\n    __call__ = functools.cached_property(lambda self: {raw})\nprint(B()((30,)))",
        "class B:\n    __call__ = property(functools.lru_cache(lambda self: {raw}))\nprint(B()((30,)))",
        "class B:\n    __call__ = property(operator.attrgetter('x'))\nb = B()\nb.x = {raw}\nprint(b((30,)))",
        "class B(list):\n    __call__ = property(operator.itemgetter(0))\nprint(B([{raw}])((30,)))",
        "class B(list):\n    __call__ = property(functools.partial(operator.itemgetter(0)))\nprint(B([{raw}])((30,)))",
        "class B(list):\n    __call__ = property(list.pop)\nprint(B([{raw}])((30,)))",
        "class B:\n    __add__ = property(lambda self: {raw})\nprint(B() + (30,))",
        "class B:\n    __getitem__ = D()\nprint(B()[(30,)])",
        "class B:\n    __lt__ = D()\nprint(B() < (30,))",
        "class B:\n    def __getattr__(self, name):\n        return {raw}\nprint(np.reshape(B(), (30,)))",
        "class B(M):\n    forward = property(lambda self: {raw})\nprint(B()((30,)))",
        "import copy\nm.forward = C()\nprint(copy.deepcopy(m)((30,)))",
        "class B(Distribution):\n    _validate_args = False\n    sample = D()\n    def __init__(self):\n"
        "        super().__init__(torch.Size([1]), validate_args=False)\nprint(Independent(B(), 1).sample((30,)))",
        "print(lr_scheduler.LambdaLR(o, L([1]), last_epoch=29).get_last_lr())",
    ],
)
def test_no_class_is_called_that_a_program_gives_back_to_native_code(use: str, raw: str) -> None:
    shown = ended(_BEGUN + _GIVING.format(raw=raw) + use.format(raw=raw))
    told = "<class 'tuple'>", "<class 'list'>"
    assert shown.startswith(("TypeError: ", "AttributeError: ", "ValueError: ", "None: ", *told)), shown


@pytest.mark.parametrize(
    "name", ["__reduce_ex__", "__getattribute__", "__del__", "__getstate__", "__reduce__", "__getattr__"]
)
def test_no_class_has_special_methods_of_python_alone(name: str) -> None:
    """Not even where a program has reached the real `type`."""
    with pytest.raises(Denied, match="cannot be made in this way"):
        admit_class(type("X", (), {"__module__": "__main__", "__slots__": (), name: Native("f", len, call_own)}))


@pytest.mark.parametrize(
    "use",
    [
        "lr_scheduler.LRScheduler.load_state_dict(a, {'b': 4})",
        "nn.Module.register_parameter(a, 'b', None)",
        "torch.optim.Optimizer.zero_grad(a)",
        "data.TensorDataset.__len__(a)",
        "nn.Linear.parameters()",
    ],
)
def test_a_method_of_a_class_is_for_its_objects(use: str) -> None:
    assert "objects doesn't apply to" in ended(_BEGUN + use)


def test_methods_of_classes_are_called_on_objects() -> None:
    program = """class B(nn.Linear):
    def __init__(self):
        nn.Linear.__init__(self, 2, 3)
    def forward(self, x):
        return nn.Linear.forward(self, x)
print(B()(torch.ones(2)).shape, len(list(nn.Module.parameters(B()))), torch.Tensor.split(torch.ones(2), 1))"""
    assert ended(_BEGUN + program) == "torch.Size([3]) 2 (tensor([1.]), tensor([1.]))\n"


def test_a_program_that_leaves_by_a_limit_is_told_of_that_alone() -> None:
    begun = "import torch\nfrom contextlib import ExitStack\nwith ExitStack() as s:\n    s.push(lambda *told: True)\n"
    assert "elements" in ended(begun + "    torch.zeros(10**8)")


_CHANGING = """import torch
from torch import nn
from torch.utils import data
class A:
    def number(self):
        row.clear()
        kept.extend(bytearray(8008) for _ in range(20))
        return 1
    __float__ = lambda self: float(self.number())
    {index}
class L(list):
    pass
kept = []
row = [A()] + [1.5 + i for i in range(1000)]
print(torch.as_tensor({use}).double().sum().item())
"""
_INDEX = "__index__ = lambda self: self.number()"


@pytest.mark.parametrize(
    "use",
    [
        "torch.tensor(row, dtype=torch.float64)",
        "torch.tensor([row], dtype=torch.float64)",
        "torch.tensor(L(row), dtype=torch.float64)",
        "torch.tensor(data=(row,), dtype=torch.float64)",
        "torch.as_tensor(row, dtype=torch.float64)",
        "torch.asarray(row, dtype=torch.float64)",
        "torch.zeros(1).new_tensor(row, dtype=torch.float64)",
        "torch.Tensor(row)",
        "torch.DoubleTensor(row)",
        "data.WeightedRandomSampler(row, 3).weights",
    ],
)
def test_torch_reads_a_list_that_an_object_in_it_changes_as_it_was(use: str) -> None:
    read = sum(1.5 + i for i in range(1000)) + 1
    assert float(ended(_CHANGING.format(index="", use=use))) == pytest.approx(read)
    assert "Error" not in ended(_CHANGING.format(index=_INDEX, use=use))


@pytest.mark.parametrize(
    "use", ["nn.AvgPool2d(2)", "nn.Upsample(size=[2, 2])", "nn.AdaptiveAvgPool2d([2, 2])", "nn.MaxPool1d([2])"]
)
def test_no_module_reads_numbers_of_objects(use: str) -> None:
    begun = "import torch\nfrom torch import nn\nclass A:\n    __index__ = lambda self: 2\n"
    names = "size output_size kernel_size".split()
    held = f"m = {use}\nfor n in {names}:\n    if hasattr(m, n):\n        setattr(m, n, [A(), A()])\n"
    assert "a number is needed here" in ended(f"{begun}{held}m(torch.zeros(1, 1, 4, 4))")


_GRID = """import torch
x = torch.zeros(1, 1, 4, 4, dtype=torch.{dtype}, requires_grad=True)
g = torch.full((1, 9, 9, 2), {number}, dtype=torch.{dtype})
y = torch.nn.functional.grid_sample(x, g, mode={mode!r}, padding_mode={padding!r}, align_corners=False)
g.numpy()[...] = float('nan')
y.sum().backward()
print(x.grad.tolist())
"""


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("mode", ["bilinear", "nearest", "bicubic"])
@pytest.mark.parametrize("padding", ["zeros", "border", "reflection"])
def test_the_way_back_of_samples_writes_where_numbers_say(padding: str, mode: str, dtype: str) -> None:
    x = torch.zeros(1, 1, 4, 4, dtype=getattr(torch, dtype), requires_grad=True)
    g = torch.full((1, 9, 9, 2), 0.3, dtype=x.dtype)
    functional.grid_sample(x, g, mode, padding, align_corners=False).sum().backward()
    assert x.grad is not None
    text = _GRID.format(dtype=dtype, mode=mode, padding=padding, number=0.3)
    assert ended(text) == f"{x.grad.tolist()}\n"
    for number in ("float('nan')", "float('inf')", "-float('inf')", "1e30"):
        shown = ended(_GRID.format(dtype=dtype, mode=mode, padding=padding, number=number))
        assert shown[:2] == "[[" or (padding != "zeros" and "has to be of finite numbers" in shown), shown
