"""What all hostile programs begin with, and how they are made of pieces."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from model.program.source import Refused, read_source

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from random import Random

Lines = tuple[str, ...]

_DRAWS = 5
BEGIN = """
import torch, csv, math, copy, enum, io, json, random, re, sys, time, typing, warnings, operator, functools, itertools
import argparse, collections, contextlib, dataclasses, logging, pprint, string, textwrap, traceback, types
import numpy as np, matplotlib.pyplot as plt
import torch.nn as nn
found = []
def f(*a, **k):
    found.append(a)
    return a[0] if a else 5
def gen():
    yield 1
class A:
    x = 1
    def __init__(self, *a):
        self.a = a
    def __init_subclass__(cls):
        found.append(cls)
    def __index__(self):
        return 7
class Got:
    def __init__(self, v):
        self.v = v
    def __get__(self, *a):
        return self.v
@dataclasses.dataclass
class D:
    x: int = 1
class E(enum.Enum):
    ONE = 1
N = collections.namedtuple('N', 'a b')
class M(nn.Module):
    def forward(self, x):
        return x
class G(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        found.append(ctx)
        ctx.save_for_backward(x)
        return x * 2
    @staticmethod
    def backward(ctx, g):
        return g
w = torch.ones(3, requires_grad=True)
optimizer = torch.optim.Adam([w])
error = ValueError('text')
smallest = torch.tensor([-2**63])
out = io.StringIO()
""".strip().splitlines()


def piece(random: Random, texts: Sequence[str]) -> str:
    return random.choice(texts).strip()


def tried(statement: str, catch: str = "except BaseException as e:", others: Lines = ()) -> Lines:
    shown = "print(type(e).__name__, e, e.args, [e])" if " as e" in catch else "print('caught')"
    return (*"\n    ".join(("try:", statement, *others)).split("\n"), catch, f"    {shown}")


def accepted(draw: Callable[[Random], Lines]) -> Callable[[Random], Lines]:
    """Return what draws one of these programs that is not refused before it runs, where that can be."""

    def draw_again(random: Random) -> Lines:
        lines: Lines = ()
        for _ in range(_DRAWS):
            lines = draw(random)
            with suppress(Refused):
                read_source("\n".join((*BEGIN, *lines)))
                break
        return lines

    return draw_again
