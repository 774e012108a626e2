"""Hostile programs, made of pieces: what they may get hold of, how they reach into it, and what they do with it.

Each is run behind the walls of `model.program.child`, in a process that is forked for it: one that ends by a signal,
shows what belongs to the machine, or reads or changes a file beside it, is a fault.
"""

from __future__ import annotations

import importlib
import os
import re
import secrets
import select
import signal
import tempfile
import time
import warnings
from pathlib import Path
from typing import TYPE_CHECKING
from unittest import mock

from tests.campaigns.attack import Attack, attack_with
from tests.campaigns.campaign import Report, campaign
from tests.campaigns.smaller import smaller_lines

if TYPE_CHECKING:
    from collections.abc import Sequence
    from random import Random

Lines = tuple[str, ...]

_RUNS_SECONDS, _STOP_SECONDS = 3.0, 1.0
"""How long a program may run before it is stopped, and how long that may take."""
_WATCHED = 100
"""Statements that are told as frames, while the program runs and afterwards."""
_INTERNAL = re.compile(
    r"0x[0-9a-f]{7,}|model[./]program|site-packages|<frozen |frame object|code object|mappingproxy\(\{'"
)
"""What no program has to see: addresses, and names of the machine and of where it is."""

_BEGIN = """
import torch, csv, math, copy, enum, io, json, random, re, sys, time, typing, warnings, operator, functools, itertools
import collections, contextlib, dataclasses
import numpy as np
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
""".strip().splitlines()

_SOURCES = """f|f.__class__|gen()|gen|A|A()|A().__class__|D|D()|dataclasses.fields(D)[0]|E|E.ONE|N|N(1, 2)|M|M()
    |G|G.apply(w)|G.apply(w).grad_fn|found|w|w.data|w.grad_fn|torch|torch.Tensor|torch.ones|nn|nn.Linear
    |nn.Linear(2, 2)|optimizer|np|optimizer.param_groups[0]|optimizer.state|np.ndarray|np.ones(3)|np.add
    |np.dtype('f4')|np.float64(1)|np.r_|np.random|np.vectorize(f)|type|object|print|len|map|[].append|{}.items()
    |iter([1])|zip([1])|enumerate([1])|super|property(f)|slice(1)|staticmethod(f)|functools.partial(f, 1)
    |functools.lru_cache(f)|functools.cmp_to_key(f)|operator.itemgetter(0)|io.StringIO('x')|sys|sys.stdout
    |re.compile('a')|random.Random(1)|typing.List[int]|list[int]|int|dict|str|error|ValueError
    |collections.deque([1])|collections.defaultdict(list)|collections.Counter('aab')|contextlib.ExitStack()
    |itertools.count()|torch.float32|torch.Generator()|torch.device('cpu')|torch.no_grad()|nn.LSTM(2, 2)
    |warnings|torch.Size([1])|torch.utils.data.DataLoader([1])|torch.distributions.Normal(0., 1.)
    |torch.func.vmap(f)|nn.Sequential(M())|copy|A().a|torch.optim.lr_scheduler.StepLR(optimizer, 1)
    |w.register_hook(f)|M().register_forward_hook(f)|smallest""".split("|")
_NAMES = """__dict__ __class__ __globals__ __code__ __closure__ __func__ __self__ __init__ __new__ __call__
    __repr__ __str__ __hash__ __mro__ __bases__ __base__ __subclasses__ __module__ __builtins__ __reduce__
    __reduce_ex__ __getattribute__ __getattr__ __setattr__ __delattr__ __traceback__ __context__ __cause__
    __wrapped__ __annotations__ __defaults__ __doc__ __kwdefaults__ __name__ __qualname__ __slots__
    __array_interface__ __array_struct__ __init_subclass__ __getitem__ gi_frame gi_code frame f_globals f_back
    tb_frame routine cells binder function rule check native owner members real code registers _modules
    _parameters _backward_hooks _make _fields _value_ _saved_self base data ctypes strides flags storage
    data_ptr untyped_storage set_ resize_ numpy real_ func args keywords pyfunc fget fset dataset num_workers
    sampler collate_fn register_hook saved_tensors next_functions type dtype shape T grad grad_fn param_groups
    state step load_state_dict state_dict apply register_module seek getvalue write buffer cache_info
    call_super_init items keys values""".split()
_ARGUMENTS = """|5|(5,)|-1|10**9|2**63|-2**63|float('nan')|float('inf')|None|''|'x'|[]|{}|f|A|A()|dict|type
    |object|w|smallest|torch.tensor(-1)|torch.tensor([[1, 2], [3, 4]])|torch.ones(2, 3)|torch.zeros(0)
    |torch.ones(2, 2, 3, 3)|0|1|2|(0, 0)|torch.tensor([10**6])|(2, 3)|[1, 2, 3]|np.ones(3)|np.array([10**6, -5])
    |'X', (A, dict), {}|PATH|PATH, 'w'|f, 1|torch.ones(3), torch.tensor([0, 1, 99])|np.ndarray, (9,)
    |'{0.__class__}'|True|print|5, device='meta'""".split("|")
_REACHES = """getattr({v}, {n!r})|'{{0.{n}}}'.format({v})|'{{0[{n}]}}'.format({v})
    |operator.attrgetter({n!r})({v})|operator.methodcaller({n!r}, {a})({v})|getattr({v}, {n!r})({a})
    |getattr({v}, {n!r})({v}, {a})|vars({v})|vars({v})[{n!r}]|dir({v})|copy.copy({v})|copy.deepcopy([{v}])
    |type({v})|next(iter({v}))|list(itertools.islice({v}, 3))|{v}({a})|{v}[{a}]|functools.cache({v})({a})
    |functools.lru_cache(3)({v})({a})|functools.partial({v})({a})|list(map({v}, [{a}]))|sorted([1, 2], key={v})
    |functools.reduce({v}, [1, 2, 3])|np.vectorize({v})([1])|torch.func.vmap({v})(torch.ones(2))
    |torch.func.grad({v})(torch.ones(()))|property({v}).fget({a})|setattr(M, {n!r}, {v})
    |setattr({v}, {n!r}, {a})|delattr({v}, {n!r})|functools.wraps({v})(torch.Tensor)
    |contextlib.ExitStack().callback({v}, {a})|contextlib.contextmanager({v})({a})
    |collections.defaultdict({v})[{a}]|dataclasses.dataclass({v})|dataclasses.replace({v}, x={a})|super(A, {v})
    |np.array([{v}])|np.full(3, {v})|torch.tensor({v})|json.dumps({v})|'%({n})s' % {v}|torch.optim.SGD({v}, {a})
    |nn.Sequential({v})(w)|w.register_hook({v})|w.apply_({v})|isinstance({v}, {v})|{v} + ({a})|{v} == ({a})
    |getattr(type({v}), {n!r})({a})|getattr(type({v}), {n!r})({v}, {a})|object.__new__({v})|object.__repr__({v})
    |np.array([{v}], dtype='U60').tolist()|np.str_({v})[:36]|csv.writer(io.StringIO()).writerow([{v}])
    |type('X', (A, {v}), {{}})|copy.deepcopy({v}, {{id({v}): print}})
    |{v}.__annotations__.update({{'y=print()': {v}}})""".split("|")
_BODIES = """class C({v}): pass|class C(A, {v}): pass
    |class C: __call__ = {v}; __getitem__ = {v}; __add__ = {v}; __init__ = {v}|class C(nn.Module): forward = {v}
    |class C(**{{'metaclass': {v}}}): pass|class C(torch.utils.data.DataLoader): x = {v}
    |class C: __getattr__ = {v}|class C(A): __init_subclass__ = {v}|class C(E): x = {v}
    |class C(Exception): __str__ = {v}|class C(nn.Module): _parameters = {v}|class C: __slots__ = {v}
    |class C: __set_name__ = {v}; y = A()""".split("|")
_SINKS = """print({r})|print(repr({r}), str({r}))|print(f'{{{r}!r:>30}}')|print('%s %r' % ({r}, {r}))
    |print('%.36rX%.30s_' % ({r}, {r}))
    |raise KeyError({r})|print({{'k': {r}}}, [{r}], ({r},))|print(type({r}), dir({r}))|print({r}({a}))
    |print({r}.__class__.__doc__)|found.append({r})|print(hash({r}))|print(list({r}))|print({r}[{a}])
    |M().x = {r}|print(getattr({r}, {n!r}))""".split("|")
_LIMITS = """while True: pass|while True: found.append(found)|list(iter(f, 0))|sum(itertools.count())|10**10**9
    |'a' * 10**12|torch.ones(10**6, 10**6)|np.zeros(10**12)|np.ones((10**4, 10**4, 10**4))|time.sleep(10**6)
    |re.match('(a+)+$', 'a' * 50 + 'b')|f'{{1:>{a}}}'|'%*d' % (10**9, 1)|range(10**18).__len__()
    |list(range(10**12))|[0] * 10**12|torch.arange(1e12)|deep = ()|any(deep == deep for _ in itertools.count())
    |nn.Linear(10**6, 10**6)|torch.eye(10**6)|np.r_[:10**12]|torch.nn.functional.pad(w, (10**9, 10**9))
    |w.repeat(10**9)|np.tile(np.ones(3), 10**12)|print('x' * 999999, 'x' * 999999)|def h(): h()\n    h()
    |def h(x): return h([x])\n    h(0)
    |'a'.ljust(np.int64(10**9))|[0] * torch.tensor(10**8)|json.dumps([1], indent=10**9)""".split("|")
_VALUES = (
    *((made, "tensor") for made in ("w.data", "smallest", "torch.ones(2, 2, 3, 3)", "torch.tensor([[1, 2], [3, 4]])")),
    ("np.ones(3)", "array"),
)
_WITH_INDICES = """F.nll_loss(x, i)|F.cross_entropy(x, i)|F.multi_margin_loss(x, i)
    |F.multilabel_margin_loss(x, i[:, None].expand(4, 4))|F.embedding(i, x)|F.embedding(i, x, padding_idx=1)
    |F.embedding_bag(i, x, o)|F.embedding_bag(i, x, o, mode='max')
    |F.ctc_loss(x[:, None].log_softmax(2), i[None] + 1, o[:1] + 4, o[:1] + 2)|x.gather(1, i[:, None])|x[i]|x[i, i]
    |x.index_select(0, i)|x.take(i)
    |x.scatter_add(0, i[:, None].expand(4, 4), x)|x.index_add(0, i, x)|x.index_copy(0, i, x)
    |x.put(i, x[0])|F.max_pool1d(x, 2, return_indices=True)|F.max_pool2d(x[None], 2, return_indices=True)
    |F.fractional_max_pool2d(x[None], 2, output_size=2, return_indices=True)|F.adaptive_max_pool1d(x, 2, True)
    |F.max_unpool1d(x[:, :2], i[:, None].expand(4, 2), 2)|x.topk(2)|x.sort()|x.median(0)|x.kthvalue(2)|x.cummax(0)
    |x.repeat_interleave(i, 0)|F.grid_sample(x[None, None], x[None, :, :2, None].expand(1, 4, 2, 2))|x.msort()
    |rnn.pack_padded_sequence(x[:, :, None], i + 1, enforce_sorted=False).data
    |x.scatter_reduce(0, i[:, None], x, 'amax')
    |nn.LSTM(4, 4)(rnn.pack_padded_sequence(x[:, None], o[:1] + 4))[0].data
    |torch.linalg.lu_solve(*torch.linalg.lu_factor(x), x)|x.unfold(0, 2, 1)|F.pdist(x)|x.prod(0)|x.masked_select(i > 1)
    |F.interpolate(x[None], 9)|x.masked_scatter(i > 1, x)|x.index_fill(0, i, 3)
    |x.logcumsumexp(0)|F.pixel_shuffle(x[None].expand(4, 4, 4), 2)|F.fold(x[None], (3, 3), 2)""".split("|")
"""Calls that may keep whole numbers as indices, for the way back."""
_CATCHES = """except BaseException as e:|except:|except (ValueError, SystemExit) as e:""".split("|")


def _piece(random: Random, texts: Sequence[str]) -> str:
    return random.choice(texts).strip()


def _tried(statement: str, catch: str = "except BaseException as e:") -> Lines:
    shown = "print(type(e).__name__, e, e.args, [e])" if " as e" in catch else "print('caught')"
    return tuple(f"try:\n    {statement}\n{catch}\n    {shown}".split("\n"))


def draw_reach(random: Random) -> Lines:
    """Return a program that reaches into something, and does something with what it got."""
    lines: Lines = ()
    result = _piece(random, _SOURCES)
    for _ in range(random.randint(1, 3)):
        values = {"v": result, "n": random.choice(_NAMES), "a": _piece(random, _ARGUMENTS)}
        if random.random() < 0.15:
            lines += _tried(_piece(random, _BODIES).format(**values))
            result = random.choice(["C", "C()", "found", "found[-1]"])
        else:
            lines += _tried("r = " + _piece(random, _REACHES).format(**values))
            result = random.choice(["r", "r", "r", "found[-1]", _piece(random, _SOURCES)])
        sink = _piece(random, _SINKS).format(r=result, a=_piece(random, _ARGUMENTS), n=random.choice(_NAMES))
        lines += _tried(sink)
    return lines


def draw_call(random: Random) -> Lines:
    """Return a program that calls functions of the modules with what they were not made for."""
    import numpy as np
    import torch

    from model.program import native
    from model.program.native.values import KINDS

    lines: Lines = ()
    for _ in range(random.randint(1, 3)):
        module = random.choice(sorted(set(native.MODULES) - {"time"}))
        name = random.choice(["__name__", *sorted(native.MODULES[module].members)])
        given = ", ".join(_piece(random, _ARGUMENTS) or "w" for _ in range(random.randint(1, 4)))
        given += random.choice(["", "", ", dtype=object", ", out=w.data"])
        called = f"{name}({given})"
        if random.random() < 0.4:
            made, of = random.choice(_VALUES)
            called = (
                f"{made}.{random.choice(sorted(KINDS[torch.Tensor if of == 'tensor' else np.ndarray].names))}({given})"
            )
            lines += _tried(f"r = {called}")
        else:
            lines += _tried(f"import {module}\n    r = {module}.{called}")
        lines += _tried("print(r)")
    return lines


def draw_tampering(random: Random) -> Lines:
    """Return a program that changes what a call was given, or gave, before the way back uses it."""
    number = _piece(random, ["10**9", "-10**9", "-1", "50", "2**62", "-2**63"])
    call = _piece(random, _WITH_INDICES)
    changed = random.choice(["t.numpy()[...]", "t.data[...]", "t.detach().numpy()[...]", "t.storage()[0]"])
    return (
        *("import torch.nn.functional as F", "from torch.nn.utils import rnn"),
        "x = torch.randn(4, 4, requires_grad=True)",
        *("i, o = torch.tensor([0, 2, 1, 0]), torch.tensor([0, 2])", f"y = {call}"),
        "for t in [i, o, *(y if isinstance(y, tuple) else [y])]:",
        *(f"    {line}" for line in _tried(f"{changed} = {number} if 'int' in str(t.dtype) else float('nan')")),
        "y = y[0] if isinstance(y, tuple) else y",
        *_tried("y.sum().backward()"),
        "print(y, x.grad)",
    )


def draw_limit(random: Random) -> Lines:
    """Return a program that goes to a limit, and will not be ended by it."""
    limit = _piece(random, _LIMITS).replace("{a}", _piece(random, ["10**9", "0000000009999999999"])).replace("{{", "{")
    lines = _tried(limit.replace("}}", "}"), random.choice(_CATCHES))
    if random.random() < 0.5:
        lines = tuple("with contextlib.suppress(object):\n    pass".split("\n")) + lines
    return (*lines, "print('beyond the limit')", *draw_reach(random))


class _Room:
    """A folder with a file that no program may read or change, and what runs programs beside it."""

    def __init__(self, folder: Path) -> None:
        self.secret = secrets.token_hex(16)
        self.file = folder / "canary.txt"
        self.file.write_text(self.secret, encoding="utf-8")
        self.folder = folder

    def check(self, lines: Lines) -> str | None:
        """Run a program and return what is wrong with it."""
        shown, end = self._run("\n".join((f"PATH = {str(self.file)!r}", *_BEGIN, *lines, "")))
        if [*self.folder.iterdir()] != [self.file] or self.file.read_text(encoding="utf-8") != self.secret:
            return "it has changed what is outside"
        if self.secret in shown:
            return "it has read what is outside"
        found = _INTERNAL.search(shown.replace(str(self.file), ""))
        if found is not None:
            return f"it shows {re.sub('[0-9a-f]{7,}', '…', found[0])}"
        return end

    def _run(self, text: str) -> tuple[str, str | None]:
        """Run a program in a process of its own; return what it has shown, and what is wrong with its end."""
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(reading)
            _serve(text, writing)
        os.close(writing)
        shown = _read(reading, _RUNS_SECONDS)
        if shown is None:
            os.kill(child, signal.SIGKILL)
            begun = time.monotonic()
            shown = _read(reading, _STOP_SECONDS) or b""
            os.waitpid(child, 0)
            os.close(reading)
            late = time.monotonic() - begun > _STOP_SECONDS
            return shown.decode(errors="replace"), "it does not end when it is stopped" if late else None
        os.close(reading)
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        wrong = f"it ends by signal {-status}" if status < 0 else "the machine fails" if status else None
        return shown.decode(errors="replace"), wrong


def _read(pipe: int, seconds: float) -> bytes | None:
    """Return all that a process has written by its end; None where it goes on for so long."""
    pieces: list[bytes] = []
    end = time.monotonic() + seconds
    while select.select([pipe], [], [], max(end - time.monotonic(), 0))[0]:
        piece = os.read(pipe, 1 << 16)
        if not piece:
            return b"".join(pieces)
        pieces.append(piece)
    return None


def _serve(text: str, writing: int) -> None:
    """Be the locked process of a program: write what it prints and how it fails, and leave with 1 where we failed."""
    from model.program.child import channel, serving
    from model.program.child.channel import Begin, Ended, Look
    from model.program.child.programs import read
    from model.program.machine import run
    from model.program.native import Denied
    from model.program.native.values import KINDS

    KINDS[Denied] = KINDS[Exception]  # refusals are caught here, so that a program goes on to try the next
    is_of_program, run.is_of_program = (
        run.is_of_program,
        lambda error: isinstance(error, Denied) or is_of_program(error),
    )
    code = 1
    ends: list[Ended] = []
    try:
        signal.setitimer(signal.ITIMER_PROF, 0)
        warnings.resetwarnings()
        warnings.simplefilter("ignore")
        with os.fdopen(writing, "wb", buffering=0) as reports:

            def tell(report: channel.Report) -> None:
                ends.append(report) if isinstance(report, Ended) else channel.send(reports, report)

            order = Begin(text, 0, watched=_WATCHED, tells_all=True)
            program = serving._run(order, read, tell)  # pyright: ignore[reportPrivateUsage]
            if program is not None and ends[0].steps:
                channel.send(reports, program.answer(Look(1, min(ends[0].steps, _WATCHED))))
            failure = ends[0].failure
            reports.write(f"\n{failure}\n{ends[0].variables}".encode(errors="replace"))
        code = int(failure is not None and failure.kind == "broken")
    finally:
        os._exit(code)


@campaign("hostile", sample=8)
def attack_walls(report: Report) -> None:
    """Run programs that try to get out of the program machine, each in a locked process of its own."""
    if not hasattr(os, "fork"):
        return
    import torch

    from model.program.child import programs

    threads = torch.get_num_threads()
    with mock.patch.object(programs, "_leave_compiler_out"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        importlib.import_module("torch._dynamo")  # other campaigns need it as it is
        programs.warm()
    with tempfile.TemporaryDirectory() as folder:
        check = _Room(Path(folder)).check
        attack_with(
            report,
            [
                Attack("reaching", draw_reach, check, smaller_lines, (), "\n".join, share=4),
                Attack("calling", draw_call, check, smaller_lines, (), "\n".join, share=4),
                Attack("limits", draw_limit, check, smaller_lines, (), "\n".join),
                Attack("tampering", draw_tampering, check, smaller_lines, (), "\n".join),
            ],
        )
    torch.set_num_threads(threads)
