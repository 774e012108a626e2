import torch
from torch import nn
torch.manual_seed(3)
# 特征比样本多 -> 过拟合
P, N = 50, 20
feats = torch.randn(N + 100, P)
labels = feats[:, :3].sum(1, keepdim=True) * 0.2 + 0.05 + 0.01 * torch.randn(N + 100, 1)
tr, te = slice(None, N), slice(N, None)

penalties = {
    'none': lambda w: 0.,
    'l2': lambda w: w.square().sum() / 2,
    'l1': lambda w: w.abs().sum(),
    'elastic': lambda w: 0.5 * w.abs().sum() + 0.25 * w.pow(2).sum(),
}

def fit(kind, lam, steps=80):
    torch.manual_seed(0)
    w = torch.randn(P, 1, requires_grad=True); b = torch.zeros(1, requires_grad=True)
    for _ in range(steps):
        obj = 0.5 * (feats[tr] @ w + b - labels[tr]).square().mean() + lam * penalties[kind](w)
        gw, gb = torch.autograd.grad(obj, (w, b))
        w.data.sub_(0.05 * gw); b.data.sub_(0.05 * gb)
    with torch.no_grad():
        errs = [(feats[s] @ w + b - labels[s]).square().mean().item() for s in (tr, te)]
    print(f'{kind:>8} λ={lam:<5} |w|={w.norm().item():7.4f} train {errs[0]:.5f} test {errs[1]:.5f} 接近0: {(w.abs() < .02).sum().item()}')

for args in [('none', 0), ('l2', 3), ('l1', 0.2), ('elastic', 0.2)]:
    fit(*args)

# 只对权重衰减
lin = nn.Linear(P, 1)
opt = torch.optim.SGD([{'params': [lin.weight], 'weight_decay': 2.0}, {'params': [lin.bias]}], lr=0.01)
for g in opt.param_groups: print(len(g['params']), g['lr'], g['weight_decay'])
for _ in range(30):
    opt.zero_grad(); nn.functional.mse_loss(lin(feats[tr]), labels[tr]).backward(); opt.step()
print('%.5f' % lin.weight.norm())
