"""Hostile programs that break something: limits, the way back, what is deep or much, states, files."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import torch

from model.program.native.values import KINDS
from tests.campaigns._pieces import Lines, piece, tried
from tests.campaigns._reaching import draw_reach

if TYPE_CHECKING:
    from random import Random

_LIMITS = """while True: pass|while True: found.append(found)|list(iter(f, 0))|sum(itertools.count())|10**10**9
    |'a' * 10**12|torch.ones(10**6, 10**6)|np.zeros(10**12)|np.ones((10**4, 10**4, 10**4))|time.sleep(10**6)
    |re.match('(a+)+$', 'a' * 50 + 'b')|f'{{1:>{a}}}'|'%*d' % (10**9, 1)|range(10**18).__len__()
    |list(range(10**12))|[0] * 10**12|torch.arange(1e12)|deep = ()|any(deep == deep for _ in itertools.count())
    |nn.Linear(10**6, 10**6)|torch.eye(10**6)|np.r_[:10**12]|torch.nn.functional.pad(w, (10**9, 10**9))
    |w.repeat(10**9)|np.tile(np.ones(3), 10**12)|print('x' * 999999, 'x' * 999999)|def h(): h()\n    h()
    |def h(x): return h([x])\n    h(0)
    |'a'.ljust(np.int64(10**9))|[0] * torch.tensor(10**8)|json.dumps([1], indent=10**9)""".split("|")
_LINKS = """csv.reader(v)|csv.reader([v])|functools.cmp_to_key(v)|functools.cmp_to_key(lambda a, b: 0)(v)
    |functools.partial(v)|functools.partial(f, v)|functools.lru_cache(v)|property(v)|property().getter(v)
    |property(f).setter(v)|staticmethod(v)|classmethod(v)|slice(v)|slice(0, 1, v)|operator.itemgetter(v)
    |operator.methodcaller('x', v)|list[v]|tuple[v, int]|type[v]|map(f, v)|map(v, [1])|zip(v)|zip([v])
    |itertools.chain(v)
    |itertools.chain([v])|enumerate([v])|enumerate(v)|iter([v])|iter(f, v)|reversed([v])|filter(v, [])|filter(f, v)
    |collections.deque([v])|[v]|(v,)|{1: v}|frozenset([v])|collections.OrderedDict(a=v)|collections.defaultdict(v)
    |collections.defaultdict(int, {1: v})|collections.ChainMap(v)|types.SimpleNamespace(a=v)|A(v)|N(v, v)|D(v)
    |types.MethodType(f, v)|(lambda u: lambda: u)(v)|(u for u in v)|itertools.repeat(v)|itertools.cycle([v])
    |itertools.tee(v)[0]|itertools.tee([v])[1]|itertools.starmap(f, [v])|itertools.accumulate([v])
    |itertools.islice([v], 1)
    |contextlib.closing(v)|contextlib.nullcontext(v)|types.MappingProxyType({1: v})|OSError(v)|ValueError(v)
    |nn.Sequential(v)|nn.ModuleList([v])|typing.Annotated[int, v]|typing.Optional[v]|typing.Callable[[int], v]|int or v
    |np.vectorize(v)|contextlib.contextmanager(v)|functools.singledispatch(v)|functools.cached_property(v)
    |dataclasses.field(default=v)|w * 1 if v is None else w * (v if isinstance(v, torch.Tensor) else 1)
    |dict(a=v).items()
    |iter({1: v}.items())|iter({1: v}.values())|torch.func.vmap(v)|torch.no_grad()(v)|functools.wraps(f)(v)|set([v])
    |itertools.zip_longest(v, [1])|itertools.groupby([v])|itertools.pairwise([v])|itertools.product([v])|super(A, A(v))
    |itertools.permutations([v])|ExceptionGroup('x', [v])|copy.copy(v)|types.GenericAlias(v, (v,))|A(v).__init__
    |[].append.__class__(v)|functools.partialmethod(f, v)|io.BytesIO(v)|gen(v)|torch.utils.data.DataLoader([v])
    |torch.distributions.Independent(v, 0)|heapq.merge([v])|collections.UserList([v])|nn.ParameterList(v)""".split("|")
"""What holds, or reads from, what was there before."""
_STATES = """g = torch.Generator(); s = g.get_state(); {t}; g.set_state(s); r = {d}(900, generator=g)
    |s = torch.get_rng_state(); {t}; torch.set_rng_state(s); r = {d}(900)
    |s = torch.random.get_rng_state(); {t}; torch.random.set_rng_state(new_state=s); r = {d}(900)
    |s = torch.get_rng_state(); {t}; torch.random.default_generator.set_state(s); r = {d}(900)
    |r = np.random.RandomState(); r.set_state(('MT19937', np.arange({k}), {i}, 0, 0.)); r = r.rand(900)
    |np.random.set_state(('MT19937', np.full(624, {i}), {k}, {i}, 0.)); r = np.random.randn(900)
    |r = np.random.default_rng(0); q = r.bit_generator.state; q['state']['state'] = {i}; r.bit_generator.state = q
    |random.setstate((3, (*range({k}), {i}), None)); r = [random.random() for _ in range(900)]
    |r = random.Random(1); r.setstate((3, (*range(624), {k}), {i})); r = [r.gauss(0, 1) for _ in range(900)]""".split(
    "|"
)
_GIVEN = """x|x, x|x, 2|x, i|x, 0, i|x, 0, i, x|m|m, m|m, m[0]|m, 2|m, (2, 2)|m, m, m|i|i, i|i, 3|b|b, 1|v|v, 3|v, 3, 3
    |v, v
    |v, (2, 2)|v, torch.ones(4, 3, 2, 2)|v, torch.ones(3, 4, 2, 2)|v, 0.5|a|a, a|a, 2|a, a > 0|a, 1, 2|m, i[:20]|[m, m]
    |20
    |(20, 20)|x > 0|x, x > 0|x, x > 0, x|m, m[:, 0]|m, m, 0.5|4, 9|2, 2|[x, i]|m.t(), m|m[::2]|m[:, ::2], 1|b, np.uint8
    |x.to_sparse()|x.half()|x.double(), x|x.bool()|x + 0j|m.requires_grad_(), m|'ij,jk', m, m|x[:0]|x[0]""".split("|")
"""Arguments as functions expect them."""
_NAMED = """|||||||, dtype=torch.float64|, dtype=torch.int64|, where=a > 2|, where=False|, return_counts=True
    |, dtype=float
    |, reduction='none'|, reduction='sum'|, dim=0|, keepdim=True|, axis=0|, out=a|, out=x|, mode='circular'""".split(
    "|"
)
_TAMPERED = """s[{b}:{b} + 4] = torch.tensor([{k}], dtype=torch.int32).view(torch.uint8)|s = s[:{k}]
    |s[{b}:{b} + 8] = torch.tensor([{i}]).view(torch.uint8)|s = torch.cat([s, s])|s = s.clone()[::2]|s.fill_({b})
    |s = s.view(torch.int64)|s = torch.zeros({k}, dtype=torch.uint8)|s = s.expand(2, -1)[1]|s = s.flip(0)""".split("|")
_HOOKS = """z.register_hook(again)|y.register_hook(again)|y.register_post_accumulate_grad_hook(again)
    |z.grad_fn.register_hook(again)|z.grad_fn.register_prehook(again)|z = Again.apply(z)
    |z.grad_fn.next_functions[0][0].register_hook(again)|q = M(); q.register_full_backward_hook(again); z = q(z)
    |z = torch.func.vmap(Again.apply)(z)|q = M(); q.register_full_backward_pre_hook(again); z = q(z)
    |q = M(); q.register_forward_hook(again); z = q(z)|optimizer.register_step_post_hook(again); optimizer.step()
    |torch.autograd.graph.register_multi_grad_hook([y, z], again)""".split("|")
_BACK = """z.sum().backward()|torch.autograd.grad(z.sum(), y)|torch.autograd.grad(z.sum(), y, create_graph=True)
    |torch.autograd.functional.vjp(lambda q: z * q, y)|torch.func.grad(lambda q: (Again.apply(q) * z).sum())(y)
    |z.sum().backward(inputs=[y])|torch.autograd.functional.jacobian(lambda q: Again.apply(q), y)
    |torch.autograd.backward(z)
    |torch.func.vmap(torch.func.grad(lambda q: (q * z).sum()))(y)|z.backward(torch.ones_like(z), retain_graph=True)
    |optimizer.step(lambda: z.sum().backward())|torch.autograd.gradcheck(Again.apply, y.double())""".split("|")
_SIZES = """x{i} = '\u4e2d' * {n}|x{i} = '\\ud800' * {n}|x{i} = [5] * {n}|x{i} = 'x' * {n}|x{i} = torch.rand({n})
    |x{i} = np.ones({n})
    |x{i} = {{'\u4e2d' * j: j for j in range(1000)}}|x{i} = [['x' * 999] * 99] * 9|x{i} = 9 ** 1200
    |x{i} = [9 ** 1200] * 9999
    |x{i} = [float('nan')] * {n}|x{i} = '\\0' * {n}|x{i} = bytes({n})|x{i} = collections.deque([1.5] * {n})
    |x{i} = [{{}}] * {n}
    |plt.scatter(range({n}), range({n}), c=range({n}))|plt.plot(range({n}), label='\u4e2d' * {n})|plt.title('x' * {n})
    |plt.imshow(np.ones((300, {m})))|plt.hist(range({n}), bins={m})|plt.bar(range({m}), range({m}))
    |print('\u4e2d' * {n})
    |plt.subplots({i}0, 20)|plt.contour(np.random.rand(200, {m}))|plt.text(0, 0, '\u4e2d' * {n})|print(*range({m}))
    |[print('x', end='') for _ in range({n})]|plt.legend(['x' * {m}] * {m})|plt.xticks(range({m}), ['x' * {m}] * {m})
    |raise ValueError('\u4e2d' * {n})|raise KeyError('\\ud800' * {n})|x{i} = ValueError('x' * {n})
    |x{i} = {{j: j for j in range({n})}}
    |x{i} = f'{{"x" * {n}}}'|x{i} = range({n})|x{i} = torch.rand({m}, {m}).tolist()|x{i} = ('x' * 999,) * {m}
    |import warnings; warnings.warn('\u4e2d' * {n})|assert False, 'x' * {n}|x{i} = 1j * {n}|x{i} = -0.0""".split("|")
_FIRST_LINES = """# coding: {c}|# -*- coding: {c} -*-|#!/usr/bin/python\n# vim: set fileencoding={c} :|# coding={c}\r
    |{{"cells": [{{"cell_type": "code", "source": ["# coding: {c}"]}}], "nbformat": 4, "metadata": {{}}}}
    |{{"cells": {c}, "nbformat": 3}}|[{{"cells": "{c}"}}]
    |{{"nbformat": 4, "cells": [{{"source": {{"{c}": 1}}}}]}}""".split("|")
_CODINGS = """utf-8 utf-8-sig utf-16 utf-32 utf-7 idna punycode undefined rot13 hex base64 bz2 zlib uu mbcs
    raw_unicode_escape
    unicode_escape latin-1 gbk gb18030 hz big5 cp65001 none utf_8_sig \0 ascii iso2022_jp palmos x""".split()
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
    |x.gather(1, i[:, None], sparse_grad=True)|F.embedding(i, x, sparse=True)
    |torch.gather(x, 0, o[None], sparse_grad=True)
    |rnn.pack_padded_sequence(x[:, :, None], i + 1, enforce_sorted=False)
    |nn.EmbeddingBag.from_pretrained(x, freeze=False, sparse=True)(i, o)
    |rnn.pad_packed_sequence(rnn.pack_sequence([x, x[:2]]))
    |F.interpolate(x[None], 9)|x.masked_scatter(i > 1, x)|x.index_fill(0, i, 3)
    |x.logcumsumexp(0)|F.pixel_shuffle(x[None].expand(4, 4, 4), 2)|F.fold(x[None], (3, 3), 2)""".split("|")
"""Calls that may keep whole numbers as indices, for the way back."""
_CATCHES = """except BaseException as e:|except:|except (ValueError, SystemExit) as e:""".split("|")


def draw_tampering(random: Random) -> Lines:
    """Return a program that changes what a call was given, or gave, before the way back uses it."""
    number = piece(random, ["10**9", "-10**9", "-1", "50", "2**62", "-2**63"])
    call = piece(random, _WITH_INDICES)
    changed = random.choice(["t.numpy()[...]", "t.data[...]", "t.detach().numpy()[...]", "t.storage()[0]"])
    return (
        *("import torch.nn.functional as F", "from torch.nn.utils import rnn"),
        "x = torch.randn(4, 4, requires_grad=True)",
        *("i, o = torch.tensor([0, 2, 1, 0]), torch.tensor([0, 2])", f"y = {call}"),
        "for t in [i, o, *(y if isinstance(y, tuple) else [y])]:",
        *(f"    {line}" for line in tried(f"{changed} = {number} if 'int' in str(t.dtype) else float('nan')")),
        "y = y[0] if isinstance(y, tuple) else y",
        *tried("y.sum().backward()"),
        "print(y, x.grad)",
        *tried("print(x.grad.to_dense())", others=("optimizer = torch.optim.SGD([x], 1.)", "optimizer.step()")),
    )


def draw_memory(random: Random) -> Lines:
    """Return a program that computes with what a function was made for, and shows all that is behind the results."""
    from model.program import native

    lines: Lines = (
        "b, x, m = bytearray(4000), torch.linspace(0, 1, 400), torch.linspace(0, 1, 400).view(20, 20)",
        "i, v, a = torch.arange(400) % 3, torch.ones(2, 3, 12, 12), np.ones((20, 20))",
    )
    for _ in range(random.randint(1, 3)):
        module = random.choice([each for each in sorted(native.MODULES) if each.startswith(("torch", "numpy"))])
        name = random.choice(["__name__", *sorted(native.MODULES[module].members)])
        called, given = f"{module}.{name}", piece(random, _GIVEN)
        if random.random() < 0.3:
            of = random.choice(["x", "m", "i", "v", "a"])
            called = f"{of}.{random.choice(sorted(KINDS[np.ndarray if of == 'a' else torch.Tensor].names))}"
        others = ("b.clear()", "c = [*map(str, range(999))]", "q = [*r] if isinstance(r, (tuple, list)) else [r]")
        lines += tried(f"import {module}\n    r = {called}({given}{piece(random, _NAMED)})", others=others)
        for shown in ("print([each.storage().tolist() for each in q])", "print(r)"):
            lines += tried(shown)
    return lines


def draw_limit(random: Random) -> Lines:
    """Return a program that goes to a limit, and will not be ended by it."""
    limit = piece(random, _LIMITS).replace("{a}", piece(random, ["10**9", "0000000009999999999"])).replace("{{", "{")
    lines = tried(limit.replace("}}", "}"), random.choice(_CATCHES))
    if random.random() < 0.5:
        lines = tuple("with contextlib.suppress(object):\n    pass".split("\n")) + lines
    return (*lines, "print('beyond the limit')", *draw_reach(random))


def draw_chain(random: Random) -> Lines:
    """Return a program that has values one in the other, of a few kinds, very deep; uses them, and lets them go."""
    begun = piece(random, ["None", "[]", "f", "1", "len", "A()", "iter([])", "int", "w", "A", "M()"])
    links = [piece(random, _LINKS) for _ in range(random.choice([1, 1, 1, 2, 3]))]
    uses = [
        "pass",
        "print(v == v)",
        "hash(v)",
        "copy.copy(v)",
        "repr(v)",
        "copy.deepcopy(v)",
        "next(iter(v))",
        "v == u",
    ]
    uses += [
        "v()",
        "[*v]",
        "len(v)",
        "v.a",
        "isinstance(1, v)",
        "json.dumps(v)",
        "torch.tensor(v)",
        "pprint.pformat(v)",
    ]
    return (
        f"v = u = {begun}",
        "import heapq",
        f"for i in range({random.choice([60, 900, 30_000, 100_000])}):",
        *(f"    {'if' if not i else 'elif'} i % {len(links)} == {i}: v = {link}" for i, link in enumerate(links)),
        *tried(piece(random, uses)),
        *("v = None", "print('freed')"),
    )


def draw_state(random: Random) -> Lines:
    """Return a program that gives a generator of random numbers a state that it has not had."""
    numbers = {
        "b": 8 * random.randint(0, 8) if random.random() < 0.7 else random.randint(0, 5050),
        "k": random.choice([0, 1, -1, 2, 600, 622, 623, 624, 625, 2**31 - 1, 5000, 5056, -(2**31)]),
        "i": random.choice([0, 1, -1, 623, 624, 625, 2**32 - 1, 2**63 - 1, -(2**63), 2**64 - 1, 2**64]),
        "d": piece(random, ["torch.rand", "torch.randn", "torch.randperm"]),
    }
    tampered = piece(random, _TAMPERED).format(**numbers)
    steps = piece(random, _STATES).format(t=tampered, **numbers).split("; ")
    return tried(steps[0], others=(*steps[1:], "print([*r])"))


def draw_way_back(random: Random) -> Lines:
    """Return a program with ways back that begin each within another."""
    deep = random.choice([3, 40, 49, 50, 51, 70, 300, 5000])
    ends = [
        "pass",
        "raise ValueError(n)",
        "raise SystemExit",
        "return 5",
        "return A()",
        "y.data = torch.ones(5)",
        "del found[:]",
    ]
    return (
        f"n = {deep}",
        "class Again(torch.autograd.Function):",
        *("    @staticmethod", "    def forward(ctx, x):", "        ctx.save_for_backward(x)", "        return x * 2"),
        *("    @staticmethod", "    def backward(ctx, g):", "        again()", "        return g"),
        "def again(*a):",
        *("    global n", "    n -= 1", "    if n <= 0:", f"        {piece(random, ends)}", "        return"),
        *("    with torch.enable_grad():", "        y = torch.ones(2, requires_grad=True)", "        z = y * 2"),
        f"        {piece(random, _HOOKS)}",
        f"        {piece(random, _BACK)}",
        *tried("again()"),
        "print(n)",
    )


def draw_sizes(random: Random) -> Lines:
    """Return a program that has much to tell: variables, texts, scalars of its loops, figures."""
    lines: Lines = ()
    for i in range(random.randint(1, 6)):
        size = random.choice([3000, 99_999, 999_999, 1_300_000])
        lines += (piece(random, _SIZES).format(i=i, n=size, m=random.choice([3, 70, 999, 5000])),)
    if random.random() < 0.5:
        names = random.choice([1, 14, 18, 64, 70])
        lines += (f"for step in range({random.choice([10, 3000, 40_000])}):",)
        lines += ("    " + " = ".join(f"s{i}" for i in range(names)) + " = step * 0.5",)
    return lines


def draw_file(random: Random) -> bytes:
    """Return what stands in a file that is a program or a notebook, or nearly so."""
    coding = random.choice(_CODINGS)
    text = piece(random, _FIRST_LINES).format(c=coding) + "\nprint('\u4e2d\u6587')\n"
    data = text.encode(random.choice(["utf-8", "utf-8", "utf-16", "gbk", "utf-8-sig", "utf-32"]))
    for _ in range(random.choice([0, 0, 1, 3])):
        place = random.randrange(len(data))
        data = data[:place] + random.choice([b"", b"\0", b"\xff", b"\x80", b"\r", b"{", b'"', data]) + data[place + 1 :]
    return data
