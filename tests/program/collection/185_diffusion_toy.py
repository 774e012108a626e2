import torch, math
from torch import nn
torch.manual_seed(0)
T = 20
beta = torch.linspace(1e-3, 0.3, T); alpha = 1 - beta; abar = torch.cumprod(alpha, 0)
print(abar[[0, T // 2, -1]])
data = lambda n: torch.where(torch.rand(n, 1) < .5, -2., 2.) + .1 * torch.randn(n, 1)

class Eps(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(1 + 4, 32), nn.SiLU(), nn.Linear(32, 32), nn.SiLU(), nn.Linear(32, 1))
    def forward(self, x, t):
        a = t.float().unsqueeze(1) / T * math.pi
        return self.net(torch.cat([x, a.sin(), a.cos(), (2 * a).sin(), (2 * a).cos()], 1))
model = Eps(); opt = torch.optim.Adam(model.parameters(), 4e-3)
for step in range(200):
    x0 = data(64); t = torch.randint(0, T, (64,)); noise = torch.randn_like(x0)
    xt = abar[t, None].sqrt() * x0 + (1 - abar[t, None]).sqrt() * noise
    loss = (model(xt, t) - noise).pow(2).mean()
    opt.zero_grad(); loss.backward(); opt.step()
    if step % 50 == 49: print(step + 1, '%.4f' % loss.item())
@torch.no_grad()
def sample(n):
    x = torch.randn(n, 1)
    for t in reversed(range(T)):
        e = model(x, torch.full((n,), t))
        x = (x - beta[t] / (1 - abar[t]).sqrt() * e) / alpha[t].sqrt()
        if t > 0: x += beta[t].sqrt() * torch.randn_like(x)
    return x
s = sample(200)
print(f'mean |x| {s.abs().mean():.3f}, left share {(s < 0).float().mean():.2f}')
