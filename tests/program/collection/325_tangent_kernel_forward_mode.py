# Q: how do I compute jacobian of network outputs w.r.t. parameters (NTK)? -- code collected from the thread answers
import torch
from torch import nn
from torch.func import functional_call, vmap, vjp, jvp, jacrev
torch.manual_seed(0)
class CNN(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 4, (3, 3)); self.conv2 = nn.Conv2d(4, 3, (3, 3)); self.fc = nn.Linear(3 * 2 * 2, 2)
    def forward(self, x):
        x = self.conv1(x).relu(); x = self.conv2(x).relu()
        return self.fc(x.flatten(1))
x_train = torch.randn(3, 1, 6, 6); x_test = torch.randn(2, 1, 6, 6)
net = CNN()
params = {k: v.detach() for k, v in net.named_parameters()}
def fnet_single(params, x): return functional_call(net, params, (x.unsqueeze(0),)).squeeze(0)
def empirical_ntk_jacobian_contraction(fnet_single, params, x1, x2):
    jac1 = vmap(jacrev(fnet_single), (None, 0))(params, x1)
    jac1 = [j.flatten(2) for j in jac1.values()]
    jac2 = vmap(jacrev(fnet_single), (None, 0))(params, x2)
    jac2 = [j.flatten(2) for j in jac2.values()]
    result = torch.stack([torch.einsum('Naf,Mbf->NMab', j1, j2) for j1, j2 in zip(jac1, jac2)])
    return result.sum(0)
ntk = empirical_ntk_jacobian_contraction(fnet_single, params, x_train, x_test)
print(ntk.shape, ntk[0, 0])
def empirical_ntk_vps(func, params, x1, x2):
    def get_ntk(x1, x2):
        def func_x1(params): return func(params, x1)
        def func_x2(params): return func(params, x2)
        output, vjp_fn = vjp(func_x1, params)
        def get_ntk_slice(vec):
            vjps = vjp_fn(vec)
            _, jvps = jvp(func_x2, (params,), vjps)
            return jvps
        basis = torch.eye(output.numel(), dtype=output.dtype).view(output.numel(), -1)
        return vmap(get_ntk_slice)(basis)
    result = vmap(vmap(get_ntk, (None, 0)), (0, None))(x1, x2)
    return result
r2 = empirical_ntk_vps(fnet_single, params, x_train, x_test)
print(r2.shape, torch.allclose(r2, ntk, atol=1e-5))
# answer 2: plain autograd loop
def jac_loop(model, x):
    out = model(x); rows = []
    for i in range(out.shape[1]):
        g = torch.autograd.grad(out[0, i], model.parameters(), retain_graph=i < out.shape[1] - 1)
        rows.append(torch.cat([v.reshape(-1) for v in g]))
    return torch.stack(rows)
J1, J2 = jac_loop(net, x_train[:1]), jac_loop(net, x_test[:1])
print(J1.shape, torch.allclose(J1 @ J2.T, ntk[0, 0], atol=1e-5))
# answer 3: is_grads_batched
out = net(x_train[:1])
(g,) = torch.autograd.grad(out, net.fc.weight, grad_outputs=torch.eye(2).unsqueeze(1), is_grads_batched=True)
print(g.shape)
# answer 4: jacobian from functional
names, values = zip(*net.named_parameters())
def f(*ps): return functional_call(net, dict(zip(names, ps)), (x_train[:1],))
Js = torch.autograd.functional.jacobian(f, values, vectorize=True, strategy='reverse-mode')
print([tuple(j.shape) for j in Js], torch.allclose(torch.cat([j.reshape(2, -1) for j in Js], 1), J1, atol=1e-6))
# per-sample gradient norms with hooks-less trick
lin = nn.Linear(5, 3); acts = {}
def fh(m, i, o): acts['a'] = i[0].detach()
def bh(m, gi, go): acts['g'] = go[0].detach()
h1 = lin.register_forward_hook(fh); h2 = lin.register_full_backward_hook(bh)
X = torch.randn(4, 5, requires_grad=True); lin(X).pow(2).sum().backward()
per = torch.einsum('ni,nj->nij', acts['g'], acts['a']); print(torch.allclose(per.sum(0), lin.weight.grad, atol=1e-5), per.flatten(1).norm(dim=1))
for h in (h1, h2): h.remove()
# forward AD
import torch.autograd.forward_ad as fwAD
primal, tangent = torch.randn(3), torch.ones(3)
with fwAD.dual_level():
    dual = fwAD.make_dual(primal, tangent)
    y = dual ** 2
    print(torch.allclose(fwAD.unpack_dual(y).tangent, 2 * primal))
# double backward / gradient penalty
x = torch.tensor([1., 2.], requires_grad=True)
gx, = torch.autograd.grad((x ** 3).sum(), x, create_graph=True); pen = (gx.norm() - 1) ** 2; pen.backward(); print(gx, x.grad)
