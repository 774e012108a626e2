import torch
a = torch.tensor([.2, .5, .3]); b = torch.tensor([.4, .4, .2])
x, y = torch.tensor([0., 1., 2.]), torch.tensor([.5, 1.5, 3.], requires_grad=True)
C = (x[:, None] - y[None, :]) ** 2
def sinkhorn(C, a, b, eps=.1, iters=80):
    f, g = torch.zeros_like(a), torch.zeros_like(b)
    for _ in range(iters):
        f = eps * (a.log() - torch.logsumexp((g[None] - C) / eps, 1))
        g = eps * (b.log() - torch.logsumexp((f[:, None] - C) / eps, 0))
    return torch.exp((f[:, None] + g[None] - C) / eps)
P = sinkhorn(C, a, b); cost = (P * C).sum(); cost.backward()
print(P.detach().numpy().round(4), P.sum(0).detach(), 'cost %.5f' % cost, y.grad)
