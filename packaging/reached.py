"""Use torch as programs of students do, and print the names of all modules that are imported then, one a line.

Of torch's largest parts the package holds only what this reaches: optimizers and nearly everything decorated import
modules when they are first called, which no import statement at the top shows.
"""

from __future__ import annotations

import itertools
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

from model.program.child.programs import warm

if TYPE_CHECKING:
    from collections.abc import Callable


def train() -> None:
    """Train by every optimizer there is, with a schedule, clipping and batches."""
    data = DataLoader(TensorDataset(torch.randn(8, 2), torch.randn(8, 1)), batch_size=4, shuffle=True)
    for rule in vars(torch.optim).values():
        if isinstance(rule, type) and rule.__name__ not in ("Optimizer", "SparseAdam", "Muon"):
            train_by(rule, data)


def train_by(rule: Callable[..., torch.optim.Optimizer], data: DataLoader[tuple[torch.Tensor, ...]]) -> None:
    """Train a small network once through the data."""
    model = nn.Sequential(nn.Linear(2, 8), nn.BatchNorm1d(8), nn.Tanh(), nn.Dropout(0.1), nn.Linear(8, 1))
    optimizer = rule(model.parameters(), lr=0.01)
    schedule = torch.optim.lr_scheduler.StepLR(optimizer, 2)
    batches = itertools.cycle(data)  # LBFGS asks for the loss many times in a step

    def loss() -> float:
        inputs, targets = next(batches)
        optimizer.zero_grad()
        value = F.mse_loss(model(inputs), targets)
        value.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        return value.item()

    optimizer.step(loss)
    schedule.step()


def layers() -> None:
    """Call layers of other kinds."""
    nn.Conv2d(1, 1, 3)(torch.randn(1, 1, 5, 5))
    nn.LSTM(2, 3)(torch.randn(4, 1, 2))
    nn.TransformerEncoderLayer(8, 2)(torch.randn(4, 1, 8))


def mathematics() -> None:
    """Differentiate in all ways, and use what stands in torch's own rooms."""
    torch.autograd.functional.hessian(lambda x: (x**3).sum(), torch.randn(2))
    torch.func.vmap(torch.func.grad(lambda x: x**2))(torch.randn(3))
    torch.autograd.gradcheck(lambda x: x**2, torch.randn(2, dtype=torch.float64, requires_grad=True))
    torch.linalg.inv(torch.eye(3))
    torch.fft.fft(torch.randn(4))
    torch.special.erf(torch.tensor(1.0))
    torch.einsum("ij,jk", torch.eye(2), torch.eye(2))
    torch.distributions.Normal(0.0, 1.0).log_prob(torch.tensor(0.0))
    torch.testing.assert_close(torch.ones(2), torch.ones(2))
    str(torch.empty(2, device="meta") * 2)
    with tempfile.TemporaryDirectory() as folder:
        torch.save(torch.ones(2), Path(folder, "ones.pt"))
        torch.load(Path(folder, "ones.pt"))


train()
layers()
mathematics()
warm()  # the process in which programs run; last, since it stands in for what optimizers import
sys.stdout.write("\n".join(sorted(sys.modules)) + "\n")
