import numpy as np
import torch

# 用三次多项式逼近 exp(-x) * cos(2x) on [-1, 2]
np.random.seed(0)
grid = np.linspace(-1, 2, 300)
target = np.exp(-grid) * np.cos(2 * grid)

# ---------- numpy ----------
coef = np.random.randn(4)
powers = np.vstack([grid ** k for k in range(4)])     # (4, 300)
eta = 0.02
for it in range(301):
    resid = coef @ powers - target
    if it % 100 == 0: print('numpy', it, (resid ** 2).mean())
    coef -= eta * 2 * (powers * resid).mean(axis=1)
print('coef', coef.round(4))

# ---------- the same loop, autograd does the derivative ----------
np.random.seed(0)
c = torch.tensor(np.random.randn(4), requires_grad=True)
P, T = torch.from_numpy(powers), torch.from_numpy(target)
for it in range(301):
    mse = ((c @ P - T) ** 2).mean()
    mse.backward()
    with torch.no_grad():
        c -= eta * c.grad
        c.grad = None
print('torch', c.detach().numpy().round(4), np.allclose(c.detach().numpy(), coef))

# ---------- nn.Linear on the features, RMSprop ----------
torch.manual_seed(0)
feats = P[1:].T.float()
lin = torch.nn.Linear(3, 1)
head = torch.nn.Sequential(lin, torch.nn.Flatten(0, 1))
opt = torch.optim.RMSprop(head.parameters(), lr=0.01)
for it in range(100):
    opt.zero_grad()
    e = torch.nn.functional.mse_loss(head(feats), T.float())
    e.backward()
    opt.step()
    if it % 25 == 24: print(it, '%.5f' % e)
b0, (w1, w2, w3) = lin.bias.item(), lin.weight[0].tolist()
print(f'{b0:+.3f} {w1:+.3f}x {w2:+.3f}x² {w3:+.3f}x³')
