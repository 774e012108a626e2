import torch
from torch import nn
import torch.nn.functional as F

torch.manual_seed(42)
pix = torch.rand(120, 16)
lab = (pix[:, :8].sum(1) > pix[:, 8:].sum(1)).long()
clf = nn.Linear(16, 2)
opt = torch.optim.Adam(clf.parameters(), lr=0.1)
for _ in range(60):
    opt.zero_grad(); F.cross_entropy(clf(pix), lab).backward(); opt.step()
clf.eval().requires_grad_(False)

def attack(batch, y, eps):
    """沿梯度符号方向走一步"""
    batch = batch.clone().requires_grad_()
    F.cross_entropy(clf(batch), y, reduction='sum').backward()
    return (batch + eps * batch.grad.sign()).clamp(0, 1).detach()

def pgd(batch, y, eps, steps=5):
    orig, cur = batch, batch
    for _ in range(steps):
        cur = attack(cur, y, eps / 3)
        cur = torch.min(torch.max(cur, orig - eps), orig + eps)
    return cur

results = {}
for eps in (0, 0.05, 0.1, 0.2):
    row = []
    for fn in (attack, pgd):
        adv = fn(pix, lab, eps)
        ok = clf(adv).argmax(1).eq(lab)
        row.append(ok.sum().item())
        assert (adv - pix).abs().max() <= eps + 1e-6
    results[eps] = row
    print(f'eps={eps:<5} fgsm {row[0]}/{len(pix)}  pgd {row[1]}/{len(pix)}')
flips = [(i, int(lab[i])) for i in (~ok).nonzero().flatten()[:3].tolist()]
print(flips, all(a[0] >= b[0] for a, b in zip(results.values(), list(results.values())[1:])))
