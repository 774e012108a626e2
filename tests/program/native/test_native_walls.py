"""What a hostile program tries, kind by kind: each is refused in one sentence, and nothing of the machine is shown."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import torch

from model.program import native
from tests.program.native.small import run

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(autouse=True)
def fresh() -> Iterator[None]:
    native.begin()
    native.use_printed(native.Printed())
    yield
    native.begin()


def refusal(text: str) -> BaseException:
    """Return the error that a program ends in; one sentence without addresses and names of the machine's."""
    with pytest.raises((Exception, native.Limit)) as caught:
        run(text)
    native.begin()
    sentence = native.text_of(caught.value)
    assert len(sentence.splitlines()) <= 4
    assert " at 0x" not in sentence
    assert "program.native" not in sentence
    return caught.value


def each(text: str) -> pytest.MarkDecorator:
    """Run a test for each line of a text."""
    return pytest.mark.parametrize("program", [line.strip() for line in text.strip().splitlines()])


# (1) raw classes and functions


@each(
    """
    ().__class__.__base__.__subclasses__()
    torch.ones(3).__init__.__globals__
    torch.ones(3).__reduce_ex__(2)
    [].append.__self__.__class__.__mro__
    print.__self__
    print.function
    nn.Linear(1, 1)._parameters.clear
    nn.Linear(1, 1)._modules.clear
    nn.Linear(1, 1)._modules._module
    torch.ones(3).storage()._row
    torch.ones(3).storage().resize_
    nn.Linear(1, 1)._forward_hooks.clear
    nn.Linear(1, 1).forward.__func__.__globals__
    nn.Module.__subclasses__()
    torch._C
    torch.os
    torch.serialization
    np.ctypeslib
    np.lib.format
    functools.sys
    type(nn).__class__.__base__.__subclasses__
    type('A', (), {})
    type(print)('a', print, print)
    next(map(type(print), ['a'], [print], [print]))
    getattr(torch.ones(1), '__class__').__mro__
    operator.attrgetter('__class__.__mro__')(1)
    operator.methodcaller('__reduce__')(1)
    '{0.__class__.__mro__}'.format(1)
    '{a.__init__}'.format(a=[])
    functools.partial(getattr, nn.Linear(1, 1))('_state_dict_hooks')
    list(map(lambda a: a._C, [torch]))
    sorted([3, 1], key=lambda v: print.__self__)
    (torch.ones(1, requires_grad=True) * 2).grad_fn.metadata
    (torch.ones(1, requires_grad=True) * 2).grad_fn._raw_saved_self
    re.compile('a').__class__.__subclasses__
    np.array([print], dtype=object)
    np.array([print])
    torch.tensor([print])
    np.zeros(2, dtype='O')
    np.zeros(2).astype('O')
    np.zeros(2, dtype='i,O')
    np.zeros(2).data
    np.zeros(2).ctypes
    torch.optim.lr_scheduler.LambdaLR(torch.optim.SGD([torch.ones(1, requires_grad=True)]), [nn.Linear])
    np.vectorize(type)(np)
    dataclasses.dataclass(int)
    functools.total_ordering(nn.Linear)
    typing.ForwardRef
    setattr(torch.ones(1), '__array_interface__', {})
    setattr(torch.ones(1), '_backward_hooks', {})
    setattr(torch.ones(1), 'add', print)
    torch.optim.SGD([torch.ones(1)], 1.0).__setstate__({})
    torch.utils.checkpoint.checkpoint(torch.sin, torch.ones(1), use_reentrant=False, context_fn=print)
    nn.DataParallel(nn.Linear(1, 1)).scatter
    sys.modules
    time.__loader__
    vars(torch.ones(1))
    setattr(nn.Linear(1, 1), '_modules', {})
    setattr(nn.Linear, 'forward', print)
    setattr(torch, 'ones', print)
    delattr(nn.Linear(1, 1), '_parameters')
    contextlib.ExitStack().__class__.__init__.__globals__
    json.dumps(torch)
    copy.deepcopy(torch)
    """
)
def test_no_raw_object_is_reached(program: str) -> None:
    assert isinstance(refusal(program), (TypeError, AttributeError, KeyError, ValueError, RuntimeError, native.Denied))


def test_the_state_of_a_scheduler_holds_nothing_of_a_function() -> None:
    text = """
optimizer = torch.optim.SGD([torch.ones(1, requires_grad=True)], lr=0.1)
scheduler = torch.optim.lr_scheduler.LambdaLR(optimizer, int)
state = scheduler.state_dict()
"""
    assert isinstance(refusal(text), (TypeError, native.Denied))


# (2) memory


@each(
    """
    torch.ones(3).storage()[3]
    torch.ones(3).untyped_storage()[-13]
    torch.ones(3).storage().set_
    torch.ones(3).set_(torch.ones(1))
    torch.load(io.BytesIO(b'abc'))
    np.nditer(np.ones(3), flags=['external_loop'], op_flags=[['readwrite']], itershape=(9,))
    torch.nn.utils.prune.l1_unstructured(nn.LSTM(2, 2), 'weight_hh_l0', 1)
    torch.nn.utils.weight_norm(nn.Linear(2, 2), 'forward')
    torch.nn.utils.prune.l1_unstructured(nn.Linear(2, 2), 'forward', 1)
    torch.set_default_tensor_type(np.ndarray)
    torch.FloatTensor.__new__
    torch.FloatTensor.mro()
    argparse.Namespace(**{'__array_interface__': {'data': (16, True)}})
    argparse.ArgumentParser().add_argument('--__array_interface__', default=1).__class__.__mro__
    torch.amp.GradScaler('cpu')._scale
    torch.ones(3).resize_(10)
    torch.ones(3).as_strided((100,), (1,))
    torch.ones(3).numpy().resize(10)
    torch.ones(3).numpy().setflags(write=True)
    np.random.RandomState(0).set_state(('MT19937', [0], 10**9))
    np.frombuffer(b'abcdefgh')
    torch.frombuffer
    torch.sparse_bsr_tensor
    setattr(torch.ones(3), 'data', torch.ones(1))
    setattr(torch.ones(3), 'data', torch.ones(3, dtype=torch.float64))
    torch.div(torch.tensor([-2**63]), -1, rounding_mode='trunc')
    torch.tensor([-2**31], dtype=torch.int32).div_(torch.tensor([-1], dtype=torch.int32), rounding_mode='trunc')
    F.ctc_loss(torch.zeros(5, 1, 4).log_softmax(2), torch.tensor([[10**8, 1]]), torch.tensor([5]), torch.tensor([2]))
    nn.CTCLoss()(torch.zeros(5, 2, 4), torch.tensor([[-7, 1], [1, 1]]), torch.tensor([5, 5]), torch.tensor([2, 2]))
    F.embedding(torch.tensor([0]), torch.ones(3, 3), scale_grad_by_freq=True)
    nn.Embedding(3, 3, scale_grad_by_freq=True)(torch.tensor([0]))
    torch.add(torch.ones(100), 1, out=torch.ones(1))
    torch.ones(3).to('meta')
    torch.ones(3, device='meta')
    torch.device('meta')
    """
)
def test_memory_is_not_corrupted(program: str) -> None:
    assert isinstance(
        refusal(program),
        (AttributeError, RuntimeError, TypeError, ZeroDivisionError, IndexError, NameError, native.Denied),
    )


@each(
    """
    layer.weight_ih_l0 = nn.Parameter(torch.zeros(1))
    layer.bias_hh_l0 = nn.Parameter(torch.zeros(1))
    layer.hidden_size = 1000
    layer.weight_hh_l0 = nn.Parameter(torch.zeros(24, 1))
    layer.num_layers = 7
    layer.register_parameter('weight_ih_l0', nn.Parameter(torch.zeros(24, 1)))
    """
)
@pytest.mark.parametrize("layer", ["LSTM", "GRU", "RNN"])
def test_recurrent_layers_look_at_their_weights(layer: str, program: str) -> None:
    error = refusal(f"layer = nn.{layer}(5, 6)\n{program}\nnn.Sequential(layer)(torch.ones(4, 3, 5))")
    assert isinstance(error, (RuntimeError, native.Denied))


@pytest.mark.parametrize("name", ["Adam", "AdamW", "SGD", "Adagrad"])
def test_fused_optimizers_do_not_step(name: str) -> None:
    text = """
p = nn.Parameter(torch.ones(3))
p.grad = torch.ones(3)
optimizer = torch.optim.NAME([p], lr=0.1)
optimizer.param_groups[0]['fused'] = True
optimizer.step()
""".replace("NAME", name)
    assert isinstance(refusal(text), (RuntimeError, native.Denied))


@pytest.mark.parametrize("pool", ["max_pool1d", "adaptive_max_pool1d", "fractional_max_pool2d"])
def test_indices_of_pooling_are_copies(pool: str) -> None:
    names = run(
        f"""
x = torch.arange(64.0).reshape(1, 8, 8).requires_grad_()
out, indices = F.{pool}(x, 2, {"output_size=4, " if "fractional" in pool else ""}return_indices=True)
kept = indices.clone()
array = indices.numpy()
array[...] = 10**9
out.sum().backward()
"""
    )
    assert names["x"].grad.sum() == names["out"].numel()


def test_indices_that_a_node_has_saved_are_copies() -> None:
    names = run(
        "x = torch.ones(3, requires_grad=True)\ny = x.index_select(0, torch.tensor([0, 2]))\n"
        "saved = y.grad_fn._saved_index\nsaved[0] = 10**9"
    )
    names["y"].sum().backward()
    assert names["x"].grad.tolist() == [1, 0, 1]


# (3) memory as it was


@each(
    """
    torch.empty(1000)
    torch.empty_like(torch.ones(1000))
    torch.ones(3).new_empty(1000)
    nn.Parameter(torch.ones(3)).new_empty(1000)
    torch.Tensor(1000)
    torch.FloatTensor(10, 100)
    torch.LongTensor(1000)
    torch.Tensor(torch.Size([1000]))
    torch.empty(1000, dtype=torch.int64)
    torch.from_numpy(np.empty(1000))
    torch.from_numpy(np.empty_like(np.ones(1000)))
    """
)
def test_no_memory_is_shown_as_it_was(program: str) -> None:
    for _ in range(20):
        value = run(program)["_"]
        assert value.numel() == 1000
        assert not value.any()


# (4) nothing of the machine itself is shown


@each(
    """
    print
    [].append
    torch.ones(3).sum
    torch
    iter([1])
    (torch.ones(1, requires_grad=True) * 2).grad_fn
    nn.Linear(1, 1).parameters()
    functools.partial(max, 1)
    type(print)
    type(torch)
    torch.no_grad()
    torch.optim.lr_scheduler.StepLR(torch.optim.SGD([torch.ones(1, requires_grad=True)]), 1)
    [iter([1]), print, (torch.ones(1, requires_grad=True) * 2).grad_fn]
    np.random.RandomState(0)
    torch.utils.data.DataLoader([1])
    plt.figure()
    sys.stdout
    tqdm.tqdm([1])
    str.join
    np.add
    F.relu
    nn.Linear(1, 1).forward
    """
)
def test_texts_show_no_address_and_no_name_of_ours(program: str) -> None:
    for text in (
        f"repr({program})",
        f"str([{program}])",
        f"'%r' % ({program},)",
        f"'{{0!r}}'.format({program})",
        f"f'{{{program}!s}}'",
    ):
        written = run(f"value = {text}")["value"]
        assert "0x" not in written.lower()
        assert "model." not in written
    run(f"print({program})")
    assert "0x" not in native.Printed.current.text.lower()


@pytest.mark.parametrize(
    ("name", "theirs"),
    [
        ("print", print),
        ("math.sin", math.sin),
        ("torch.ones", torch.ones),
        ("torch.Tensor.sum", torch.Tensor.sum),
        ("str.join", str.join),
        ("np.add", np.add),
        ("F.relu", torch.nn.functional.relu),
    ],
)
def test_the_text_of_a_function_is_that_of_python(name: str, theirs: Any) -> None:
    assert run(f"value = str({name})")["value"] == re.sub(" at 0x[0-9A-Fa-f]+", "", str(theirs))


@each(
    """
    id([])
    hash(torch.ones(1))
    torch.ones(1).data_ptr()
    id(print)
    hash(print)
    """
)
def test_numbers_of_objects_are_no_addresses(program: str) -> None:
    value = run(program)["_"]
    assert isinstance(value, int)
    assert not 0x5000_0000_0000 <= value <= 0x7FFF_FFFF_FFFF


# (5) sizes


@each(
    """
    9**9**9
    1 << 10**10
    pow(9, 9**9)
    math.factorial(10**7)
    math.comb(10**7, 10**6)
    int('9' * 4000) * int('9' * 4000)
    'a' * 10**9
    [0] * 10**10
    (0,) * 10**10
    list(range(10**12))
    tuple(range(10**9))
    set(range(10**9))
    sorted(range(10**12))
    list(itertools.count())
    list(zip(itertools.count()))
    [1].extend(itertools.count())
    dict.fromkeys(range(10**9))
    collections.deque(itertools.count())
    ','.join(itertools.repeat('aaaa'))
    'a'.replace('', 'b' * 1000).replace('', 'b' * 1000)
    'ab'.join(['c' * 1000] * 10**4)
    'a'.ljust(10**10)
    'a'.zfill(10**10)
    'a'.center(10**10)
    '\t'.expandtabs(10**9)
    'aa'.translate({97: 'b' * 10**6})
    '%1000000000d' % 1
    '%*d' % (10**9, 1)
    '{0:1000000000}'.format(1)
    '{0:{1}}'.format(1, 10**9)
    f'{1:{10**9}}'
    format(1.5, '.1000000000f')
    format(torch.ones(1), '1000000000')
    f'{np.float64(1):1000000000}'
    itertools.product(range(10), repeat=10**9)
    itertools.product(range(10**9))
    list(itertools.permutations(range(12)))
    random.choices([1], k=10**9)
    torch.ones(10**6, 10**6)
    torch.zeros(torch.tensor(10**9))
    torch.ones(1).expand(10**6, 10**6)
    torch.ones(3).repeat(10**9)
    torch.ones(3).repeat_interleave(10**9)
    torch.ones(2001, 1) * torch.ones(1, 2001)
    torch.outer(torch.ones(10**4), torch.ones(10**4))
    torch.ones(10**4, 1) @ torch.ones(1, 10**4)
    torch.diag(torch.ones(10**4))
    torch.diag_embed(torch.ones(10**4))
    torch.eye(10**5)
    torch.arange(10**9)
    torch.linspace(0, 1, 10**9)
    torch.cat([torch.ones(10**6)] * 10)
    torch.stack([torch.ones(10**6)] * 10)
    torch.einsum('i,j->ij', torch.ones(10**4), torch.ones(10**4))
    torch.cartesian_prod(*[torch.ones(100)] * 6)
    torch.combinations(torch.ones(100), 6)
    torch.meshgrid(*[torch.ones(500)] * 3, indexing='ij')
    torch.ones(1).repeat_interleave(torch.tensor([10**9]))
    torch.ones(3).repeat_interleave(torch.tensor(10**9))
    torch.block_diag(*[torch.ones(100, 100)] * 30)
    torch.kron(torch.ones(10**4), torch.ones(10**4))
    torch.vander(torch.ones(10**4), 10**4)
    torch.cdist(torch.ones(10**4, 1), torch.ones(10**4, 1))
    torch.randperm(10**9)
    torch.normal(0.0, 1.0, size=(10**9,))
    torch.fft.fft(torch.ones(3), n=10**9)
    torch.ones(3)[torch.zeros(10**7, dtype=torch.int64)]
    torch.bincount(torch.tensor([10**9]))
    F.one_hot(torch.tensor([10**8]))
    F.pad(torch.ones(1), (10**8, 10**8))
    F.interpolate(torch.ones(1, 1, 1), size=10**9)
    F.interpolate(torch.ones(1, 1, 4, 4), scale_factor=1e4)
    F.unfold(torch.ones(1, 1, 300, 300), 100)
    F.interpolate(torch.ones(1, 1, 4, 4), size=10**4)
    F.adaptive_avg_pool2d(torch.ones(1, 1, 4, 4), 10**4)
    F.conv2d(torch.ones(1, 1, 4, 4), torch.ones(1, 1, 1, 1), padding=10**4)
    torch.eye(3000)
    np.eye(3000)
    np.identity(3000)
    torch.tensor_split(torch.ones(10), 10**9)
    torch.ones(10**6).split(1)
    torch.ones(10**4, 10**2 + 1).tolist()
    nn.Linear(10**6, 10**6)
    nn.Embedding(10**8, 100)
    nn.Upsample(scale_factor=10**6)(torch.ones(1, 1, 10))
    nn.Sequential(nn.Upsample(scale_factor=1000), nn.Upsample(scale_factor=10000))(torch.ones(1, 1, 1))
    nn.ConstantPad1d(10**9, 0.0)(torch.ones(1, 1, 1))
    torch.func.vmap(lambda v: torch.ones(10**6) * v)(torch.ones(100))
    torch.autograd.functional.hessian(lambda v: v.sum() ** 2, torch.ones(4000))
    torch.distributions.Normal(0.0, 1.0).sample((10**9,))
    torch.utils.data.DataLoader([1], batch_size=10**9)
    torch.set_printoptions(threshold=10**9, edgeitems=10**9)
    torch.set_printoptions(precision=10**9)
    np.ones((10**6, 10**6))
    np.arange(10**12)
    np.linspace(0, 1, 10**12)
    np.eye(10**5)
    np.tile([1], 10**10)
    np.repeat([1], 10**10)
    np.diag(np.ones(10**4))
    np.outer(np.ones(10**4), np.ones(10**4))
    np.ones((10**4, 1)) + np.ones(10**4)
    np.ones((10**4, 1)) == np.ones(10**4)
    np.ones((10**4, 1)) @ np.ones((1, 10**4))
    np.broadcast_to(1, (10**6, 10**6))
    np.meshgrid(*[np.ones(500)] * 3)
    np.kron(np.ones(10**4), np.ones(10**4))
    np.pad([1], 10**9)
    np.bincount([10**10])
    np.histogram([1], bins=10**10)
    np.full(10**10, 1)
    np.vander([1, 2], 10**10)
    np.tri(10**5)
    np.indices((10**5, 10**5))
    np.concatenate([np.ones(10**6)] * 5)
    np.stack([np.ones(10**6)] * 5)
    np.add.outer(np.ones(10**4), np.ones(10**4))
    np.einsum('i,j->ij', np.ones(10**4), np.ones(10**4))
    np.ones(3)[np.zeros(10**7, dtype=int)]
    np.r_[0:10**9]
    np.mgrid[0:10**4, 0:10**4]
    np.random.randn(10**10)
    np.random.rand(10**5, 10**5)
    np.random.normal(0, 1, (10**5, 10**6))
    np.random.randint(0, 5, 10**10)
    np.random.uniform(size=10**10)
    np.random.choice(10**10)
    np.random.permutation(10**10)
    np.random.default_rng(0).normal(size=10**10)
    np.random.default_rng(0).integers(0, 5, 10**10)
    np.random.RandomState(0).standard_normal(10**10)
    np.fft.fft(np.ones(3), 10**10)
    np.convolve(np.ones(10**7), np.ones(1))
    np.linalg.svd(np.ones((10**5, 1)))
    io.StringIO().seek(10**12)
    re.sub('', 'b' * 10**5, 'a' * 10**4)
    plt.plot(np.ones(10**7))
    plt.subplots(10**5, 10**5)
    print('a' * 10**6, 'a')
    np.zeros(3, 'U100000000')
    np.zeros(3, np.dtype('U100000000'))
    np.ones(3).astype('U100000000')
    np.full(1000, 'a' * 10**6)
    np.array(['a' * 10**6] + ['b'] * 1000)
    random.sample(range(10**9), k=10**7)
    nn.TransformerEncoder(nn.TransformerEncoderLayer(4, 2), 10**6)
    nn.LSTM(1, 1, 10**6)
    nn.GRU(1, 1, num_layers=10**6)
    torch.repeat_interleave(torch.tensor([10**9]))
    torch.repeat_interleave(input=torch.ones(1), repeats=torch.tensor([10**9]))
    """
)
def test_sizes(program: str) -> None:
    assert isinstance(refusal(program), native.Limit)


def test_a_size_is_looked_at_again_once_a_module_has_changed() -> None:
    text = "up = nn.Upsample(scale_factor=2)\nx = torch.ones(1, 1, 10)\nup(x)\nup(x)\nup.scale_factor = 10**7\nup(x)"
    assert isinstance(refusal(text), native.Limit)


# (6) limits are not caught, (7) endless iterators end by the limit where they are kept


def test_a_limit_is_no_exception_and_is_kept() -> None:
    assert not issubclass(native.Limit, Exception)
    for text in ("1", "torch.ones(2) * torch.ones(2, 1)", "[1].append(2)", "np.ones(1) + 1", "print(1)", "[1][0]"):
        native.begin()
        with pytest.raises(native.Limit):
            run("'a' * 10**9")
        with pytest.raises(native.Limit):  # native code that has swallowed it does not go on
            run(f"value = {text}\nlen([])")


@each(
    """
    contextlib.suppress(ValueError).__exit__
    type(ValueError()).__base__
    ValueError.__mro__
    ValueError().__class__.__bases__
    ValueError().__traceback__.tb_frame
    ValueError().with_traceback(None)
    """
)
def test_no_way_from_an_error_to_frames_or_to_its_bases(program: str) -> None:
    assert isinstance(refusal(program), (AttributeError, native.Denied))


# depth: the stack of the process ends before Python's own limit


def test_deep_tuples_are_not_hashed() -> None:
    deep: Any = ()
    for _ in range(100_000):
        deep = (deep,)
    for use in (
        lambda: native.subscript({}, deep),
        lambda: native.store_subscript({}, deep, 1),
        lambda: native.compare("in", deep, {}),
        lambda: native.compare("in", deep, set[int]()),
        lambda: native.call_method(set[int](), "add", [deep], {}),
        lambda: native.call_method({}, "get", [deep], {}),
        lambda: native.call_method({}, "setdefault", [deep, 1], {}),
        lambda: native.call(set, [[deep]], {}),
        lambda: native.call(dict, [[(deep, 1)]], {}),
        lambda: native.call(native.BUILTINS["hash"], [deep], {}),
        lambda: native.call(native.BUILTINS["repr"], [deep], {}),
        lambda: native.call(native.MODULES["collections"].members["Counter"], [[deep]], {}),
    ):
        native.begin()
        with pytest.raises(native.Limit):
            use()


@pytest.mark.parametrize(
    "make", ["zip(c)", "enumerate(c)", "map(print, c)", "itertools.chain(c)", "itertools.islice(c, 5)"]
)
def test_iterators_of_iterators_are_few(make: str) -> None:
    assert isinstance(refusal("c = iter([])\n" + f"c = {make}\n" * 300), native.Limit)


def test_lists_that_hold_each_other_are_weighed() -> None:
    text = "a = [0]\n" + "a = [a, a]\n" * 40
    for use in ("str(a)", "torch.tensor(a)", "np.array(a)", "f'{a}'", "'%s' % a", "'{}'.format(a)", "json.dumps(a)"):
        native.begin()
        assert isinstance(refusal(text + use), native.Limit)


# files, processes and the network


@each(
    """
    torch.hub
    torch.ops
    torch.compile(print)
    torch.jit
    np.load('/etc/passwd')
    np.loadtxt('/etc/passwd')
    np.genfromtxt('/etc/passwd')
    np.fromfile('/etc/passwd')
    np.save('/tmp/file', [1])
    np.memmap('/tmp/file')
    np.ones(1).tofile('/tmp/file')
    np.ones(1).dump('/tmp/file')
    open('/etc/passwd')
    eval('1')
    exec('1')
    compile('1', '', 'exec')
    input()
    breakpoint()
    sys.stdout.buffer
    io.open
    torch.utils.cpp_extension
    torch.multiprocessing
    """
)
def test_nothing_outside_is_reached(program: str) -> None:
    assert isinstance(refusal(program), (AttributeError, NameError, PermissionError, native.Denied))


def test_what_is_saved_is_no_file(tmp_path: Path) -> None:
    (tmp_path / "there").write_bytes(b"not the program's")
    assert isinstance(refusal(f"torch.load('{tmp_path.as_posix()}/there')"), (FileNotFoundError, native.Denied))
    assert isinstance(refusal(f"os.remove('{tmp_path.as_posix()}/there')"), (FileNotFoundError, native.Denied))
    names = run(
        f"folder = '{tmp_path.as_posix()}'\nthere = os.path.exists(folder)\nos.makedirs(folder)\n"
        "path = os.path.join(folder, 'new')\ntorch.save(torch.ones(2), path)\nnew = torch.load(path)"
    )
    assert (names["there"], names["new"].tolist()) == (False, [1.0, 1.0])
    assert [path.name for path in tmp_path.iterdir()] == ["there"]
