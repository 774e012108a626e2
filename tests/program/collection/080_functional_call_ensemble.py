import torch
from torch import nn
from torch.func import functional_call, stack_module_state, vmap, grad

torch.manual_seed(0)
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.l1 = nn.Linear(3, 5); self.l2 = nn.Linear(5, 1)
    def forward(self, x):
        return self.l2(torch.tanh(self.l1(x)))

net = Net()
params = dict(net.named_parameters())
x = torch.randn(4, 3); y = torch.randn(4, 1)
print(torch.equal(functional_call(net, params, (x,)), net(x)))

def compute_loss(params, x, y):
    pred = functional_call(net, params, (x,))
    return ((pred - y) ** 2).mean()
gs = grad(compute_loss)({k: v.detach() for k, v in params.items()}, x, y)
compute_loss(params, x, y).backward()
for k in gs:
    print(k, torch.allclose(gs[k], params[k].grad))

# 一步 SGD, 函数式
new = {k: v - 0.1 * gs[k] for k, v in params.items()}
print(compute_loss(new, x, y).item() < compute_loss(params, x, y).item())

models = [Net() for _ in range(3)]
ps, bs = stack_module_state(models)
out = vmap(lambda p, b, x: functional_call(models[0], (p, b), (x,)), in_dims=(0, 0, None))(ps, bs, x)
print(out.shape, torch.allclose(out[1], models[1](x), atol=1e-6))
