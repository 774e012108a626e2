"""Hostile programs that get hold of something: what they may reach, how, and what they do with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import torch

from model.program.native.values import KINDS
from tests.campaigns._pieces import Lines, piece, tried

if TYPE_CHECKING:
    from random import Random

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
_VALUES = (
    *((made, "tensor") for made in ("w.data", "smallest", "torch.ones(2, 2, 3, 3)", "torch.tensor([[1, 2], [3, 4]])")),
    ("np.ones(3)", "array"),
)
_RAW = """np.ndarray|torch.Tensor|type|object|type[int]|np.ndarray[int]|typing.Annotated[np.ndarray, 0]
    |functools.partial[int]|list[int]|random.Random|np.add|nn.Linear|np.empty|dict|E|A|D|N|nn.Parameter|map|super
    |torch.Generator|nn.Module|io.StringIO|print|gen|f|torch.ones|collections.deque|int|M|G|torch.optim.SGD""".split(
    "|"
)
"""What native code might call as it is; `A` and `f` are the program's own."""
_HOLDERS = """staticmethod({v})|classmethod({v})|property({v})|property().getter({v})|property(f).setter({v})
    |functools.partial({v})|functools.partialmethod({v})|functools.cached_property({v})|functools.singledispatch({v})
    |functools.cache({v})|functools.wraps(f)({v})|collections.defaultdict({v})|types.MethodType({v}, (300,))
    |types.SimpleNamespace(reshape={v})|contextlib.contextmanager({v})|torch.no_grad()({v})|np.vectorize({v})
    |dataclasses.field(default_factory={v})|map({v}, [(300,)])|list[{v}]|typing.Annotated[{v}, 0]|enum.member({v})
    |functools.cmp_to_key({v})|itertools.starmap({v}, [((300,),)])|iter({v}, 0)|(lambda *a: {v})|[{v}]|({v},)
    |functools.singledispatchmethod({v})|property(lambda *a: {v})|functools.cached_property(lambda *a: {v})|Got({v})
    |operator.methodcaller('__call__', {v})|type('H', (), {{'__call__': {v}}})()
    |{{'': {v}}}|functools.reduce(functools.partial, [{v}, 1])|copy.copy({v})|torch.func.vmap({v})""".split("|")
_CALLED = """__call__ __getitem__ __index__ __len__ __iter__ __next__ __add__ __radd__ __eq__ __hash__ __bool__
    __float__ __int__ __repr__ __str__ __format__ __enter__ __exit__ __get__ __set_name__ __missing__ __contains__
    __copy__ __deepcopy__ __reduce__ __reduce_ex__ __getstate__ __array__ __array_interface__ __array_struct__
    __array_wrap__ __array_ufunc__ __array_function__ __array_finalize__ __torch_function__ __torch_dispatch__
    __dlpack__ __getitems__ __class_getitem__ __init_subclass__ __prepare__ __mro__ __mro_entries__
    __instancecheck__ __subclasshook__ __fspath__ __buffer__ __del__ __getattr__ __getattribute__ __new__ __init__
    __post_init__ __length_hint__ __round__ __matmul__ __set__ __delete__ __dir__ __sizeof__ __bytes__ __complex__
    _missing_ _generate_next_value_ _make _replace _asdict _ignore_ _value_ keys items values reshape transpose sum
    mean astype clip dot take item tolist numpy detach size dim shape dtype forward extra_repr reset_parameters encode
    default decode write read step closure collate_fn append default_factory mro x""".split()
"""Names under which native code looks for something to call."""
_PLACES = """class C(A): {n} = {h}; a = C()|class C(A): {n} = {h}; a = C|class C(dict): {n} = {h}; a = C()
    |class C(nn.Module): {n} = {h}; a = C()|class C(E): {n} = {h}; a = C(5)|class C(Exception): {n} = {h}; a = C()
    |class C(torch.Tensor): {n} = {h}; a = C([1.])|class C(A): __slots__ = ({n!r},); a = C(); a.{n} = {h}
    |class C(typing.Protocol): {n} = {h}; a = C()|class C(G): {n} = {h}; a = C.apply(w)
    |class C(A, **{{{n!r}: {h}}}): pass; a = C()|class C(torch.utils.data.Dataset): {n} = {h}; a = C()
    |setattr(A, {n!r}, {h}); a = A()|a = A(); setattr(a, {n!r}, {h})|a = A(); vars(a)[{n!r}] = {h}
    |a = A(); vars(a).update({n}={h})|a = A(); a.__dict__ |= {{{n!r}: {h}}}|a = A(); a.__dict__ = {{{n!r}: {h}}}
    |a = types.SimpleNamespace(**{{{n!r}: {h}}})|a = E('X', {{{n!r}: {h}}})|a = E('X', [({n!r}, {h})])
    |a = E('X', 'a b', type={h})|a = type('X', (A,), {{{n!r}: {h}}})()|a = collections.defaultdict(); a.{n} = {h}
    |a = collections.defaultdict(); a.default_factory = {h}|a = dataclasses.make_dataclass('Y', [({n!r}, int)])({h})
    |a = M(); a.{n} = {h}|a = optimizer; a.{n} = {h}|a = f; a.{n} = {h}|a = {h}|w.{n} = {h}; a = w
    |a = dataclasses.replace(D(), x={h})|a = N({h}, 1)|a = [{h}]|a = error; a.{n} = {h}|a = M(); vars(a)[{n!r}] = {h}
    |a = collections.UserDict(); a.data = {h}|a = functools.partial(f); vars(a)[{n!r}] = {h}|E.ONE.{n} = {h}; a = E.ONE
    |a = torch.utils.data.DataLoader([1, 2]); a.{n} = {h}|a = np.ones(3).view(type('Z', (np.ndarray,), {{{n!r}: {h}}}))
    |a = collections.namedtuple('N', {n!r}, rename=True)({h})|a = type(A)('X', (A,), {{{n!r}: {h}}})""".split("|")
_USES = """a[300]|a((300,))|a()|next(iter(a))|[*a]|a + 1|1 + a|a == 1|a @ a|hash(a)|float(a)|bytes(a)|complex(a)|a.x
    |format(a, 'x')|copy.copy(a)|copy.deepcopy([a])|np.reshape(a, (300,))|np.{m}(a)|np.add(a, 1.)|np.asarray(a)
    |torch.{m}(a)|torch.add(a, 1)|torch.as_tensor(a)|w + a|[*map(a, [(300,)])]|sorted([(3,), (4,)], key=a)
    |functools.reduce(a, [(1,), (2,)])|json.dumps(a, default=a)|json.dumps((9,), cls=a)|re.sub('a', a, 'aa')
    |isinstance(w, a)|issubclass(A, a)|type('X', (a,), {{}})|type('X', (A,), {{'y': a}})()|getattr(a, {n!r})
    |getattr(a, {n!r})((300,))|type(a)((300,))|[*torch.utils.data.DataLoader(a)]|nn.Sequential(a)(w)|'x' * a
    |torch.utils.data.default_collate([a])|E(a)|round(a)|divmod(a, 2)|range(a)|[1][a]|torch.ones(a)|np.ones(a)
    |'{{0.x}}'.format(a)|torch.func.vmap(a)(w)|torch.func.grad(a)(w[0])|w.register_hook(a)|optimizer.step(a)
    |np.vectorize(a)(3)|np.apply_along_axis(a, 0, [1.])|np.fromfunction(a, (3,))|dataclasses.replace(a)
    |torch.autograd.functional.jacobian(a, w)|contextlib.ExitStack().enter_context(a)|dataclasses.asdict(a)
    |np.add(w.detach().numpy(), 1, out=a)|np.array([a, a])|np.array(a, dtype=a)|np.dtype(a)|vars(a)[{n!r}]((300,))
    |dict(a)|collections.Counter(a)|''.join(a)|a.{n}|a.{n}((300,))|a.{n}(A(), (300,))|[*itertools.groupby([(3,)], a)]
    |print(a, file=a)|warnings.warn(a)|enum.unique(a)|iter(a, 1)|max([(3,)], key=a)|torch.tensor([a])|nn.ModuleList(a)
    |torch.nn.utils.clip_grad_norm_(a, 1)|torch.optim.SGD(a, lr=1)|nn.Linear(a, 2)|math.prod(a)|statistics.mean(a)
    |torch.distributions.Normal(a, 1.)|plt.plot(a)|textwrap.wrap(a)|string.Template('$x').substitute(a)|del a
    |operator.index(a)|super(A, a).__init__()|torch.save(a, out)|setattr(a, 'x', 5)|a[0:9:a]|'%s' % a|'%d' % a""".split(
    "|"
)
_METHODS = """reshape transpose sum mean clip dot take size squeeze ravel std cumsum round argsort nonzero diagonal
    repeat any all prod max trace searchsorted ndim shape copy stack concatenate flip numel""".split()
_OBJECTS = """A()|f|gen()|print|M()|iter([])|G|G.apply(w).grad_fn|optimizer.step|[].append|A().__init__|E.ONE|lambda: 0
    |functools.partial(f)|w.register_hook(f)|torch.Generator()|np.random.default_rng()|contextlib.ExitStack()|out
    |operator.itemgetter(0)|csv.writer(out)|property(f)|w.grad_fn|torch.utils.data.DataLoader([1])|zip()|torch.no_grad()
    |argparse.ArgumentParser()|logging.getLogger('x')|w.storage()|super(A, A())|{}.items|object()|random.Random()|nn
    |w.sum
    |types.SimpleNamespace(a=A())|D(A())|N(f, A())|collections.deque([A()])|functools.lru_cache(f)|map(f, [])|A|[A()]
    |contextlib.nullcontext(A())|torch.optim.lr_scheduler.StepLR(optimizer, 1)|functools.cmp_to_key(f)(1)|OSError(A())
    |dataclasses.field(default=A())|staticmethod(f)|plt.figure()|plt.plot([1])[0]|typing.Annotated[int, A()]|slice(A())
    |itertools.count|M().forward|torch.distributions.Normal(0., 1.)|torch.func.vmap(f)|re.compile|w.__class__""".split(
    "|"
)
"""What Python's texts say an address of."""
_TEXTS = """'%.{p}{c}{e}' % (v,)|'%(k).{p}{c}{e}' % {{'k': v}}|'%*.*{c}{e}' % (5, {p}, v)|str(v)[:{p}]
    |f'{{v!r:.{p}}}{e}'
    |'{{!r:.{p}}}'.format(v)|'{{0:.{p}}}'.format(str(v))|csv.writer(out).writerow([v])
    |np.array([v], dtype='U{p}').tolist()
    |np.str_(v)[:{p}]|logging.warning('%.{p}{c}{e}', v)|textwrap.shorten(repr(v), {p})|pprint.pformat([v], width={p})
    |json.dumps([v], default=str)|json.dumps({{str(v): 1}})|print(v, file=out)|'{e}'.join(map(str, [v, v]))|[v, [v]]
    |{{1: v}}
    |string.Template('$x{e}').substitute(x=v)|re.sub('a', repr(v), 'a')|out.write(str(v))|OSError(v)|KeyError(v).args
    |np.array2string(np.array([str(v)]))|np.full(1, v, 'U{p}')|ascii(v)|format(v)|str(v).encode()[:{p}]|D(v)|N(v, v)
    |types.SimpleNamespace(a=v)|slice(v)|functools.partial(f, v)|collections.deque([v])|collections.Counter([v])
    |plt.title(v)|plt.plot([1], label=v)|repr(str(v))|warnings.warn(str(v))|traceback.format_exception(ValueError(v))
    |argparse.ArgumentParser(description=v).format_help()|int(v)|[][v]|{{}}[v]|getattr(w, v)|v + 1|len(v)|v.nothing|w[v]
    |torch.tensor(v)|nn.Linear(v, 1)|np.ones(v)|math.floor(v)|v(1, 2, 3, 4, z=5)|sorted([v, v])|sum([v, v])|dir(v)
    |vars(v)
    |typing.Annotated[int, v]|collections.ChainMap({{1: v}})|dataclasses.asdict(D(v))|id(v)|hash(v)|hash((v, 1))|{{v}}
    |sorted([id(v), id(A())])|sorted(map(hash, [v, A()]))|hash(str(v))|len(str(v))|id(v) % 99
    |io.StringIO(str(v)).read({p})|str(v).partition('at')|str(v).split()|list(repr(v))[-{p}:]|repr(v).upper()""".split(
    "|"
)
_SHOWN = ("print(r)", "print(type(r), r)", "print([*r])", "print(torch.as_tensor(r).sum())", "r = r((300,)); print(r)")


def draw_reach(random: Random) -> Lines:
    """Return a program that reaches into something, and does something with what it got."""
    lines: Lines = ()
    result = piece(random, _SOURCES)
    for _ in range(random.randint(1, 3)):
        values = {"v": result, "n": random.choice(_NAMES), "a": piece(random, _ARGUMENTS)}
        if random.random() < 0.15:
            lines += tried(piece(random, _BODIES).format(**values))
            result = random.choice(["C", "C()", "found", "found[-1]"])
        else:
            lines += tried("r = " + piece(random, _REACHES).format(**values))
            result = random.choice(["r", "r", "r", "found[-1]", piece(random, _SOURCES)])
        sink = piece(random, _SINKS).format(r=result, a=piece(random, _ARGUMENTS), n=random.choice(_NAMES))
        lines += tried(sink)
    return lines


def draw_call(random: Random) -> Lines:
    """Return a program that calls functions of the modules with what they were not made for."""
    from model.program import native

    lines: Lines = ()
    for _ in range(random.randint(1, 3)):
        module = random.choice(sorted(set(native.MODULES) - {"time"}))
        name = random.choice(["__name__", *sorted(native.MODULES[module].members)])
        given = ", ".join(piece(random, _ARGUMENTS) or "w" for _ in range(random.randint(1, 4)))
        given += random.choice(["", "", ", dtype=object", ", out=w.data"])
        called = f"{name}({given})"
        if random.random() < 0.4:
            made, of = random.choice(_VALUES)
            called = (
                f"{made}.{random.choice(sorted(KINDS[torch.Tensor if of == 'tensor' else np.ndarray].names))}({given})"
            )
            lines += tried(f"r = {called}")
        else:
            lines += tried(f"import {module}\n    r = {module}.{called}")
        lines += tried("print(r)")
    return lines


def draw_held(random: Random) -> Lines:
    """Return a program that has something called by native code, which was held in something else on the way."""
    lines: Lines = ()
    for _ in range(random.randint(1, 2)):
        held = piece(random, _RAW)
        for _ in range(random.choice([0, 1, 1, 1, 2, 3])):
            held = piece(random, _HOLDERS).format(v=held)
        name = random.choice(_CALLED)
        place = piece(random, _PLACES).format(h=held, n=name)
        first, _, rest = place.partition("; a = ") if place.startswith("class ") else (place, "", "")
        lines += tried(first, others=(f"a = {rest}",) if rest else ())
        for _ in range(random.randint(1, 4)):
            use = piece(random, _USES).format(n=random.choice([name, *_CALLED]), m=random.choice(_METHODS))
            lines += tried(use if use.startswith("del ") else f"r = {use}", others=(piece(random, _SHOWN),))
    return lines


def draw_text(random: Random) -> Lines:
    """Return a program that has an object written in some way, cut off in some place."""
    lines: Lines = ()
    for _ in range(random.randint(1, 4)):
        place, end = random.randint(10, 60), random.choice(["", "X", "_", "a", "9", "\\n", ">"])
        text = piece(random, _TEXTS).format(p=place, c=random.choice("rsa"), e=end)
        lines += tried(f"v = {piece(random, _OBJECTS)}")
        lines += tried(f"r = {text}", others=("print(r, out.getvalue())", "print(repr(r))"))
    return lines


def draw_order(random: Random) -> Lines:
    """Return a program that does more or less as objects are here or there in memory, as a set of them tells."""
    objects = piece(random, ["{u, f, A(), A()}", "{A(): 1, u: 2}.keys() | {f}", "frozenset([u, A()])"])
    text = piece(random, _TEXTS).format(p=random.randint(10, 60), c="r", e="X")
    uses = ["if v is u: break", "if v is u: plt.plot([n])", "while n and v is u: n -= 1", "x = [0] * n"]
    return (
        f"u = {piece(random, _OBJECTS)}",
        f"for n, v in enumerate({objects}):",
        *(f"    {line}" for line in tried(f"r = {text}", others=("print(r)",))),
        f"    {random.choice(uses)}",
    )
