"""What PyTorch refuses is told on its line, in its own words, and explained."""

from __future__ import annotations

import pytest
from plain_run import play

from model.program.record.explanations import EXPLANATIONS, explain

X = "x = torch.tensor([1.0, 2.0], requires_grad=True)"
PROVOKED = {
    "freed graph": ((X, "y = (x**2).sum()", "y.backward()", "y.backward()"),),
    "not a scalar": ((X, "y = x*2", "y.backward()"),),
    "no gradient needed": (
        ("y = torch.ones(2).sum()", "y.backward()"),
        (X, "y = (x*2).detach().sum()", "y.backward()"),
    ),
    "leaf changed in place": ((X, "x += 1"),),
    "view of a leaf changed in place": ((X, "y = x.reshape(2)", "y += 1"), (X, "x[0] = 5")),
    "modified in place": ((X, "y = x.exp()", "y += 1", "y.sum().backward()"),),
    "no gradient there": ((X, "x.grad.zero_()"),),
    "computing with no gradient": ((X, "with torch.no_grad():\n    x -= 0.1*x.grad"),),
    "nothing to retain": (("x = torch.ones(2)", "x.retain_grad()"),),
    "whole numbers": (("x = torch.tensor([1, 2], requires_grad=True)",), ("x = torch.tensor(2)", "x.requires_grad_()")),
    "flag of a result": ((X, "y = x*2", "y.requires_grad = False"),),
    "shape of the gradient": ((X, "y = x*2", "y.backward(torch.ones(3))"),),
    "gradient is no tensor": ((X, "y = x*2", "y.backward(1.0)"),),
    "type of the result": (("x = torch.tensor([1, 2])", "x += 0.5"),),
    "shape kept in place": (("x = torch.ones(2)", "x += torch.ones(3, 2)"),),
    "shapes": (
        (X, "y = x + torch.ones(3)"),
        ("w = torch.ones(3, 2)", "y = w @ torch.ones(3)"),
        (X, "y = torch.nn.Linear(3, 1)(x)"),
        (X, "y = torch.stack([x, torch.ones(3)])"),
        ("y = torch.cat([torch.ones(2, 2), torch.ones(3, 3)], 1)",),
    ),
    "type of a gradient": (
        (X, "y = torch.nn.Linear(2, 1)(x.double())"),
        ("y = torch.nn.functional.cross_entropy(torch.ones(2, 3), torch.ones(2))",),
        (X, "x.grad = torch.ones(2, dtype=torch.float64)"),
    ),
    "numpy of a result": ((X, "y = x.numpy()"),),
    "not used": ((X, "z = torch.ones(1, requires_grad=True)", "g = torch.autograd.grad((x*2).sum(), z)"),),
    "several numbers": ((X, "y = x.item()"), (X, "y = x.__float__()"), (X, "if x > 0:\n    y = 1")),
    "view changed in place": (
        (X, "y = x*1", "with torch.no_grad():\n    u = y[1]", "u.mul_(2)"),
        (X, "y = (x*1).unbind()", "y[0].mul_(2)"),
    ),
    "dimension": ((X, "y = x.sum(dim=1)"),),
    "index": ((X, "y = x[5]"), (X, "y = x[0, 0]"), ("y = [1]", "y[3]")),
    "result to optimise": ((X, "o = torch.optim.SGD([x*2], lr=0.1)"),),
    "no graphics card": ((X, "y = x.to('cuda')"),),
    "unknown name": (("y = q",),),
    "no super().__init__()": (
        (
            "class Net(torch.nn.Module):\n    def __init__(self):\n        self.layer = torch.nn.Linear(1, 1)",
            "net = Net()",
        ),
    ),
}
CASES = [(key, program) for key, programs in PROVOKED.items() for program in programs]


@pytest.mark.parametrize(("key", "program"), CASES, ids=[f"{key}: {program[-1]}" for key, program in CASES])
@pytest.mark.filterwarnings("ignore")
def test_an_error_is_told_where_it_arises_and_explained(key: str, program: tuple[str, ...]) -> None:
    frames = play(program).frames
    last = frames[-1]
    assert (last.kind, last.line) == ("error", len(program))
    assert [frame.error for frame in frames[:-1] if frame.error] == []
    assert last.error is not None
    explanation = explain(*last.error)
    assert explanation is not None
    assert explanation.key == key


def test_every_explanation_is_provoked_and_says_two_things() -> None:
    assert {entry.key for entry in EXPLANATIONS} == set(PROVOKED)
    for entry in EXPLANATIONS:
        assert str(entry.meaning).endswith(".")
        assert str(entry.remedy).endswith(".")
    other = explain("RuntimeError", "something new")
    assert other is not None
    assert other.key == "other"


@pytest.mark.parametrize(
    "words", ["'int' object is not iterable", "'NoneType' object is not callable", "expected np.ndarray (got list)"]
)
def test_what_is_about_no_tensors_is_not_explained(words: str) -> None:
    assert explain("TypeError", words) is None
