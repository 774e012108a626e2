import torch
torch.manual_seed(0)
pats = torch.tensor([[1, 1, 1, -1, -1, -1, 1, -1.], [-1, 1, -1, 1, -1, 1, -1, 1]])
W = pats.T @ pats; W.fill_diagonal_(0)
def energy(s): return -.5 * s @ W @ s
s = pats[0].clone(); s[[0, 3]] *= -1
for sweep in range(3):
    print(sweep, ''.join('+' if v > 0 else '-' for v in s), energy(s).item())
    for i in torch.randperm(8).tolist(): s[i] = 1. if W[i] @ s >= 0 else -1.
print(torch.equal(s, pats[0]))
# RBM, contrastive divergence
V = (pats + 1) / 2; w = .1 * torch.randn(8, 4); a, b = torch.zeros(8), torch.zeros(4)
for it in range(200):
    ph = torch.sigmoid(V @ w + b); h = torch.bernoulli(ph)
    pv = torch.sigmoid(h @ w.T + a); ph2 = torch.sigmoid(pv @ w + b)
    w += .2 * (V.T @ ph - pv.T @ ph2) / 2; a += .2 * (V - pv).mean(0); b += .2 * (ph - ph2).mean(0)
    if it % 66 == 0: print(it, 'reconstruction %.4f' % ((V - pv) ** 2).mean())
