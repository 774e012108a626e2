"""Each backward is told edge by edge as PyTorch does it, for any operation, and recording it changes nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import torch
from plain_run import known, play

from model.program.record.edges import every_backward
from model.program.record.graph import is_accumulate, nodes_behind

if TYPE_CHECKING:
    from model.program.record.frames import Frame, Window

DATA = (
    "torch.manual_seed(3)",
    "x = torch.tensor([0.5, 1.5, 2.0], requires_grad=True)",
    "m = torch.randn(2, 3, requires_grad=True)",
    "s = torch.randn(3, 3, requires_grad=True)",
    "c = torch.tensor([[1.0, 2.0, 3.0], [0.5, 0.1, 0.2]])",
    "k = torch.tensor([0, 2])",
)
EXPRESSIONS = (
    *(
        "x**2",
        "-x",
        "2**x",
        "3/x",
        "5 - x",
        "x*x + x",
        "x**x",
        "x/(x + 1)",
        "x % 1.1",
        "x - m",
        "torch.add(x, m, alpha=2)",
    ),
    *(
        "x.exp()",
        "x.log()",
        "x.sqrt()",
        "x.sin() + x.cos() + x.tan()",
        "x.tanh()",
        "x.sigmoid()",
        "x.relu()",
        "x.abs()",
    ),
    *(
        "x.softmax(0)",
        "x.log_softmax(0)",
        "x.mean()",
        "m.mean(1)",
        "m.sum(0)",
        "x.max()",
        "m.max(1)[0]",
        "m.min(0).values",
    ),
    *(
        "torch.maximum(x, m)",
        "x.std()",
        "m.var(0)",
        "x.norm()",
        "x.prod()",
        "x.cumsum(0)",
        "x.cumprod(0)",
        "m.logsumexp(1)",
    ),
    *(
        "x.reshape(3, 1)",
        "m.T",
        "m.view(-1)",
        "m.permute(1, 0)",
        "x.expand(4, 3)",
        "x.repeat(2)",
        "x[None]",
        "x[1:]",
        "m[:, 1]",
    ),
    *(
        "m[k % 2, k]",
        "x[x > 1]",
        "torch.where(x > 1, x, x*x)",
        "x.clamp(1, 1.7)",
        "torch.cat([x, x*2])",
        "torch.stack([x, x])",
    ),
    *(
        "x @ x",
        "c @ x",
        "m @ s",
        "x @ s",
        "m @ c.T",
        "c.unsqueeze(0) @ s",
        "torch.einsum('ij,jk->ik', m, s)",
        "torch.outer(x, x)",
    ),
    *("torch.bmm(m[None], s[None])", "torch.addmm(c, m, s)", "torch.linalg.inv(s)", "torch.linalg.det(s)", "s.trace()"),
    *(
        "torch.linalg.solve(s, x)",
        "torch.linalg.svd(s)[1]",
        "torch.linalg.eigvalsh(s + s.T)",
        "torch.fft.rfft(x).abs()",
    ),
    *(
        "x.split(1)[1]",
        "m.unbind()[1]",
        "m.chunk(3, 1)[0]",
        "x.sort(descending=True)[0]",
        "m.topk(2)[0]",
        "x.gather(0, k)",
    ),
    *(
        "F.mse_loss(x, torch.ones(3))",
        "F.cross_entropy(c*x, k)",
        "F.binary_cross_entropy_with_logits(x, torch.ones(3))",
    ),
    *(
        "F.l1_loss(x, torch.ones(3))",
        "F.smooth_l1_loss(x, torch.ones(3))",
        "F.nll_loss(m.log_softmax(1), k)",
        "F.elu(x - 1)",
    ),
    *("F.gelu(x)", "F.silu(x)", "F.softplus(x)", "F.leaky_relu(x - 1)", "F.layer_norm(m, (3,))", "F.dropout(x, 0.5)"),
    *("F.conv1d(m[None], torch.ones(1, 2, 2))", "F.max_pool1d(m, 2)", "F.avg_pool1d(m, 2)", "F.pad(x, (1, 1))"),
    *(
        "F.embedding(k, s)",
        "F.embedding(k, s, sparse=True)",
        "F.cosine_similarity(m, c)",
        "F.scaled_dot_product_attention(m[None], m[None], m[None])",
    ),
    *(
        "torch.nn.Linear(3, 2)(m)",
        "torch.nn.LSTM(3, 2)(m)[0]",
        "torch.nn.GRU(3, 2)(m)[0]",
        "torch.nn.BatchNorm1d(3)(m)",
    ),
    *(
        "torch.nn.Conv2d(1, 1, 2)(m[None, None])",
        "torch.nn.TransformerEncoderLayer(3, 1, 4, batch_first=True)(m[None])",
    ),
    *("x.double().sin()", "x.half()*2", "x.bfloat16() + 1", "torch.complex(x, x*2).abs()", "x.detach()*x", "x.clone()"),
    *(
        "torch.utils.checkpoint.checkpoint(lambda t: t.sin(), x, use_reentrant=False)",
        "torch.lerp(x, m, 0.3)",
        "x.cross(m[0], 0)",
    ),
)
PROGRAMS = {
    "accumulated": ("y = x**3", "y.sum().backward(retain_graph=True)", "y.sum().backward()"),
    "three edges into a leaf": ("y = (x*x + x*3).sum()", "y.backward()"),
    "with a gradient": ("y = m*2", "y.backward(c)"),
    "several outputs": ("y = x*2", "z = x**2", "torch.autograd.backward([y.sum(), z.sum()])"),
    "some inputs only": ("y = (x*m).sum()", "y.backward(inputs=[x])"),
    "retained": ("y = x*2", "y.retain_grad()", "z = (y**2).sum()", "z.backward()"),
    "grad": ("y = (x**2*m).sum()", "g, h = torch.autograd.grad(y, [x, m])"),
    "grad of a result": ("y = x**2", "z = (y*3).sum()", "g, = torch.autograd.grad(z, y)"),
    "unused": ("y = x.sum()", "g = torch.autograd.grad(y, [x, m], allow_unused=True)"),
    "second order": (
        *("y = (x**3).sum()", "g, = torch.autograd.grad(y, x, create_graph=True)", "h = g.sum()", "h.backward()"),
        *("x.grad = None", "y = (x**4).sum()", "y.backward(create_graph=True)", "k2 = x.grad.sum()", "k2.backward()"),
    ),
    "in place": ("y = x*2", "y += 1", "y.mul_(3)", "y.relu_()", "y.sum().backward()"),
    "in place on a view": ("y = x*1", "y[0] = 5", "v = y[1:]", "v *= 2", "(y**2).sum().backward()"),
    "hook of a leaf": ("handle = x.register_hook(lambda g: g*10)", "y = x.sum()", "y.backward()"),
    "hook of a result": ("y = x*2", "h = y.register_hook(lambda g: g*3)", "y.retain_grad()", "y.sum().backward()"),
    "hook after it is added": (
        "h = x.register_post_accumulate_grad_hook(lambda p: [p.grad.zero_()].clear())",
        "x.sum().backward()",
    ),
    "frozen later": (
        "w = torch.ones(3, requires_grad=True)",
        "y = (w*x).sum()",
        "w.requires_grad_(False)",
        "y.backward()",
    ),
    "no_grad": ("y = x.sum()", "y.backward()", "with torch.no_grad():\n    x -= 0.1*x.grad", "x.grad.zero_()"),
    "optimizer": (
        *("o = torch.optim.Adam([x, m], lr=0.1)", "l = (x*m).sum()", "l.backward()", "o.step()", "o.zero_grad()"),
        *("l = (x*m).sum()", "l.backward()", "o.step()"),
    ),
    "model": (
        "model = torch.nn.Sequential(torch.nn.Linear(3, 4), torch.nn.Tanh(), torch.nn.Linear(4, 1))",
        "loss = F.mse_loss(model(c), torch.ones(2, 1))",
        "loss.backward()",
    ),
    "jacobian": (
        "j = torch.autograd.functional.jacobian(lambda t: t**2, x)",
        "h = torch.autograd.functional.hessian(lambda t: (t**3).sum(), x)",
    ),
    "func": (
        "g = torch.func.grad(lambda t: (t**2).sum())(x.detach())",
        "v = torch.func.vmap(torch.sin)(m)",
        "v.sum().backward()",
    ),
    "batched": ("y = x**2", "j = torch.autograd.grad(y, x, torch.eye(3), is_grads_batched=True)"),
    "function of the program": (
        "class Cube(torch.autograd.Function):\n"
        "    @staticmethod\n"
        "    def forward(ctx, a):\n        ctx.save_for_backward(a)\n        return a**3\n"
        "    @staticmethod\n"
        "    def backward(ctx, g):\n        asked.append(1)\n        return 3*ctx.saved_tensors[0]**2*g\n",
        "asked = []",
        "y = Cube.apply(x.sum())",
        "y.backward()",
        "a = len(asked)",
    ),
    "saved tensors of the program": (
        "seen = []",
        "hooks = torch.autograd.graph.saved_tensors_hooks(lambda t: t, lambda t: (seen.append(1), t)[1])",
        "with hooks:\n    y = x.exp().sum()",
        "y.backward()",
        "a = len(seen)",
    ),
    "tied weights": (
        "w = torch.nn.Parameter(torch.ones(3, 3))",
        "y = (x @ w @ w).sum()",
        "y.backward()",
        "z = w.grad.sum()",
    ),
}
ALL = {
    **{text: (f"y = {text}", "(y.real if y.is_complex() else y).sum().backward()") for text in EXPRESSIONS},
    **PROGRAMS,
}


def run(statements: tuple[str, ...]) -> dict[str, Any]:
    """Run statements without recording them."""
    scope = known()
    for statement in statements:
        exec(statement, scope)
    return scope


def parts(value: Any) -> list[Any]:
    if isinstance(value, list | tuple):
        return [part for item in value for part in parts(item)]
    return [value]


@pytest.mark.parametrize("name", ALL)
@pytest.mark.filterwarnings("ignore")
def test_gradients_on_their_way_add_up_to_those_of_pytorch_and_recording_changes_nothing(name: str) -> None:
    scope: dict[str, Any] = {}
    window = play((*DATA, *ALL[name]), scope)
    assert [frame.error for frame in window.frames if frame.error] == []
    assert [str(frame.caption) for frame in window.frames if not frame.agrees] == []
    plain = run((*DATA, *ALL[name]))
    for key in plain.keys() - known().keys():
        for ours, theirs in zip(parts(scope[key]), parts(plain[key]), strict=True):
            if isinstance(theirs, torch.Tensor):
                assert torch.equal(ours, theirs) or bool(theirs.isnan().any())
                kept = theirs.is_leaf or theirs.retains_grad
                assert not kept or (ours.grad is None) == (theirs.grad is None)
                assert not kept or theirs.grad is None or torch.equal(ours.grad.to_dense(), theirs.grad.to_dense())
            elif isinstance(theirs, int):
                assert ours == theirs


@pytest.mark.parametrize("text", EXPRESSIONS)
@pytest.mark.filterwarnings("ignore")
def test_every_edge_that_autograd_has_is_gone_along_once(text: str) -> None:
    scope: dict[str, Any] = {}
    statements = (*DATA, f"y = {text}", "z = (y.real if y.is_complex() else y).sum()", "z.backward()")
    window = play(statements, scope)
    graph = window.graphs[-2]
    functions = list(nodes_behind(scope["z"].grad_fn))
    own = [function for function in functions if not is_accumulate(function)]
    edges = [following for function in own for following, _ in function.next_functions if following is not None]
    drawn = [node.grad_fn for node in graph.nodes if node.kind == "operation" and node.grad_fn is not None]
    assert sorted(drawn) == sorted(type(function).__name__ for function in own)
    operations = [node.kind == "operation" for node in graph.nodes]
    assert sum(edge.carries_gradient and operations[edge.target] for edge in graph.edges) == len(edges)
    crossed = [frame for frame in window.frames if frame.kind == "edge"]
    assert all(window.graphs[frame.graph] is graph and frame.edge >= 0 for frame in crossed)
    assert len({frame.edge for frame in crossed}) == len(crossed) <= len(edges)
    reached = {frame.nodes[1] for frame in crossed}
    leaves = [place for place in reached if graph.nodes[place].kind == "leaf"]
    assert sum(frame.kind == "accumulate" for frame in window.frames) == len(leaves)
    assert set(leaves) <= set(graph.accumulate)


def frames(window: Window, kind: str) -> list[Frame]:
    return [frame for frame in window.frames if frame.kind == kind]


def test_a_sum_that_is_not_pytorchs_is_told() -> None:
    window = play((*DATA, "h = m.register_hook(lambda g: x.grad.mul_(2)*0)", "y = m.sum() + x.sum()", "y.backward()"))
    assert [str(frame.caption) for frame in frames(window, "accumulate") if not frame.agrees] == [
        "x.grad: the steps shown add up to [1, 1, 1], but PyTorch has [2, 2, 2]"
    ]


def test_what_autograd_grad_returns_is_told() -> None:
    window = play((*DATA, *PROGRAMS["grad"]))
    told = [str(frame.caption) for frame in frames(window, "returned")]
    assert len(told) == 2
    assert told[0].startswith("the gradient of x is returned: [")


def test_the_one_function_that_every_backward_goes_through_is_put_back() -> None:
    before = torch.autograd._engine_run_backward
    with every_backward(lambda *_: None):
        assert torch.autograd._engine_run_backward is not before
    assert torch.autograd._engine_run_backward is before
