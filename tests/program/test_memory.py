"""No program sees memory as it was, or memory that was given back, and none has native code write beside its own."""

from __future__ import annotations

import re

import pytest

from tests.program.test_ways_out import ended

_JUNK = """
import torch, numpy as np
F = torch.nn.functional
def junk():
    kept = [(torch.full((n,), 7.0), np.full(n, 7.0)) for n in range(1, 700, 3) for _ in range(3)]
junk()
x = torch.zeros(300)
x[::2] = 1
"""


@pytest.mark.parametrize(
    "made",
    [
        "torch.unique_consecutive(x[::2])",
        "torch.unique_consecutive(x[::2], return_counts=True)[1]",
        "x[::2].unique_consecutive()",
        "F.unfold(torch.zeros(2, 3, 8, 8), 3, 3)",
        "F.mse_loss(x, x)",
        "F.smooth_l1_loss(x, x)",
        "F.soft_margin_loss(x, x)",
        "F.binary_cross_entropy(x, x)",
        "torch.nn.MSELoss()(x, x)",
    ],
)
@pytest.mark.parametrize("shown", ["y.storage()", "y.untyped_storage()", "y.as_strided((2,), (y.numel() + 20,))"])
def test_nothing_is_shown_of_what_is_behind_a_tensor(made: str, shown: str) -> None:
    assert re.search("memory of this tensor|within a tensor", ended(f"{_JUNK}y = {made}\n{shown}"))


def test_what_is_a_view_shows_all_that_it_is_of() -> None:
    shown = ended(
        f"{_JUNK}x = torch.arange(6.).view(2, 3)\nlast = x[1]\nprint(last.storage().tolist(), len(x.t().storage()))\n"
        "print(last.as_strided((3,), (2,), 0).tolist(), last.as_strided((2,), (1,)).tolist())\n"
        "print(len(x.detach()[1:].storage()), len(torch.ones(0).storage()), len(x.expand(2, 2, 3).storage()))\n"
        "x.as_strided((3, 3), (3, 1))"
    )
    assert shown.startswith(
        "[0.0, 1.0, 2.0, 3.0, 4.0, 5.0] 6\n[0.0, 2.0, 4.0] [3.0, 4.0]\n6 0 6\nRuntimeError: setStorage"
    )


@pytest.mark.parametrize(
    ("use", "shown"),
    [
        ("np.add(np.ones(50), 1, where=np.zeros(50, bool)).sum()", "0.0"),
        ("np.sqrt(np.arange(4.), where=[True, False, False, True]).round(2)", "[0.   0.   0.   1.73]"),
        ("np.ones(50).clip(2, 3, where=np.zeros(50, bool)).sum()", "0.0"),
        ("np.clip(np.ones((2, 3)), 2, 3, where=[True, False, True])", "[[2. 0. 2.]\n [2. 0. 2.]]"),
        ("[one.tolist() for one in np.frexp([1., 6.], where=[False, True])]", "[[0.0, 0.75], [0, 3]]"),
        ("np.sum(np.ones(5), where=np.arange(5) > 2), np.sqrt(4., where=True)", "2.0 2.0"),
        ("np.sqrt([4., 9.], out=np.full(2, 7.), where=[True, False])", "[2. 7.]"),
    ],
)
def test_what_numpy_is_told_to_leave_out_is_zero(use: str, shown: str) -> None:
    assert ended(f"{_JUNK}print({use})") == f"{shown}\n"


def test_bytes_stay_where_they_are_while_a_tensor_is_made_of_them() -> None:
    begun = "import torch\nb = bytearray([1, 2, 0, 0])\nt = torch.asarray(b, dtype=torch.uint8)\n"
    shared = (
        "t[0], b[1] = 9, 7\nprint(b[0], t.tolist(), torch.asarray(b, dtype=torch.int32), torch.asarray(bytes(4)))\n"
    )
    shown = ended(f"{begun}{shared}b.clear()")
    assert shown == "9 [9, 7, 0, 0] tensor([1801], dtype=torch.int32) tensor([0.])\n" + (
        "BufferError: Existing exports of data: object cannot be re-sized"
    )


_PACKED = """
import torch
from torch.nn.utils import rnn
x = torch.ones(3, 2, 1, requires_grad=True)
p = rnn.pack_padded_sequence(x, torch.tensor([3, 1]))
"""


@pytest.mark.parametrize("sizes", ["[2, 1, 2]", "[2, 2, 2]", "[2, 0, 2]", "[10**9, 1, 1]", "[4, 1, -1]"])
@pytest.mark.parametrize("use", ["rnn.pad_packed_sequence(p)", "torch.nn.LSTM(1, 2)(p)", "torch.nn.GRU(1, 2)(p)"])
def test_packed_sequences_are_looked_at_again(sizes: str, use: str) -> None:
    assert "batch_sizes" in (end := ended(f"{_PACKED}p.batch_sizes.numpy()[:] = {sizes}\n{use}")) or "more than" in end


def test_the_way_back_of_a_packed_sequence_has_its_own_sizes() -> None:
    way_back = "p.batch_sizes.numpy()[:] = 10**6\np.data.sum().backward()\nprint(x.grad.flatten().tolist())"
    assert ended(_PACKED + way_back) == "[1.0, 1.0, 1.0, 0.0, 1.0, 0.0]\n"


@pytest.mark.parametrize("gather", ["torch.gather(x, 1, i, sparse_grad=True)", "x.gather(1, i, sparse_grad=True)"])
def test_a_sparse_gradient_has_the_index_that_was_looked_at(gather: str) -> None:
    begun = "import torch\nx = torch.zeros(2, 3, requires_grad=True)\ni = torch.tensor([[0], [2]])\n"
    way_back = f"y = {gather}\ni.numpy()[0, 0] = 10**7\ny.sum().backward()\nprint(x.grad.to_dense().tolist())"
    assert ended(begun + way_back) == "[[1.0, 0.0, 0.0], [0.0, 0.0, 1.0]]\n"


@pytest.mark.parametrize(
    "use",
    [
        "torch.ones(30, dtype=torch.int64).apply_(torch.LongTensor)",
        "torch.optim.lr_scheduler.LambdaLR(o, torch.DoubleTensor).get_last_lr()[0]",
    ],
)
def test_no_old_type_is_called_by_torch_as_it_is(use: str) -> None:
    begun = "o = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=1.0)\n"
    shown = ended(f"{_JUNK}{begun}print(torch.as_tensor({use}).double().abs().sum().item())")
    assert re.search(r"^0\.0$|Error: ", shown), shown


@pytest.mark.filterwarnings("ignore:torch.set_default_tensor_type")
def test_an_old_type_names_a_type() -> None:
    shown = ended(
        "import torch\nx = torch.ones(2)\nprint(x.type(torch.LongTensor), x.type(dtype=torch.DoubleTensor))\n"
        "torch.set_default_tensor_type(torch.DoubleTensor)\nprint(torch.ones(1).dtype)\n"
        "torch.set_default_tensor_type(torch.FloatTensor)"
    )
    assert shown == "tensor([1, 1]) tensor([1., 1.], dtype=torch.float64)\ntorch.float64\n"
