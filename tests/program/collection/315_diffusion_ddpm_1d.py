import math
import torch
import torch.nn as nn
import torch.nn.functional as F
from tqdm.auto import tqdm
torch.manual_seed(0)
T = 20
betas = torch.linspace(1e-4, 0.2, T)
alphas = 1. - betas
alphas_cumprod = torch.cumprod(alphas, axis=0)
alphas_cumprod_prev = F.pad(alphas_cumprod[:-1], (1, 0), value=1.0)
posterior_variance = betas * (1. - alphas_cumprod_prev) / (1. - alphas_cumprod)
def extract(a, t, x_shape):
    batch_size = t.shape[0]
    out = a.gather(-1, t.cpu())
    return out.reshape(batch_size, *((1,) * (len(x_shape) - 1))).to(t.device)
class SinusoidalPositionEmbeddings(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.dim = dim
    def forward(self, time):
        device = time.device
        half_dim = self.dim // 2
        embeddings = math.log(10000) / (half_dim - 1)
        embeddings = torch.exp(torch.arange(half_dim, device=device) * -embeddings)
        embeddings = time[:, None] * embeddings[None, :]
        return torch.cat((embeddings.sin(), embeddings.cos()), dim=-1)
def exists(x): return x is not None
def default(val, d):
    if exists(val): return val
    return d() if callable(d) else d
class Denoiser(nn.Module):
    def __init__(self, dim=16, hidden=None):
        super().__init__()
        hidden = default(hidden, lambda: dim * 2)
        self.time = nn.Sequential(SinusoidalPositionEmbeddings(dim), nn.Linear(dim, hidden), nn.SiLU())
        self.inp, self.out = nn.Linear(2, hidden), nn.Linear(hidden, 2)
    def forward(self, x, t): return self.out(F.silu(self.inp(x) + self.time(t)))
def q_sample(x0, t, noise=None):
    noise = default(noise, lambda: torch.randn_like(x0))
    return extract(alphas_cumprod.sqrt(), t, x0.shape) * x0 + extract((1 - alphas_cumprod).sqrt(), t, x0.shape) * noise
net = Denoiser(); opt = torch.optim.Adam(net.parameters(), 2e-3)
pbar = tqdm(range(10), desc='train', leave=False)
for step in pbar:
    x0 = torch.stack([torch.cos(th := torch.rand(32) * 6.28), th.sin()], 1)
    t = torch.randint(0, T, (32,)).long()
    noise = torch.randn_like(x0)
    loss = F.smooth_l1_loss(net(q_sample(x0, t, noise), t), noise)
    opt.zero_grad(); loss.backward(); opt.step()
    pbar.set_postfix(loss=loss.item())
    if step % 3 == 0: tqdm.write(f'{step}: {loss.item():.5f}')
@torch.no_grad()
def p_sample(model, x, t, t_index):
    mean = extract(alphas.rsqrt(), t, x.shape) * (x - extract(betas, t, x.shape) * model(x, t) / extract((1. - alphas_cumprod).sqrt(), t, x.shape))
    return mean if t_index == 0 else mean + torch.sqrt(extract(posterior_variance, t, x.shape)) * torch.randn_like(x)
x = torch.randn(4, 2)
for i in tqdm(reversed(range(T)), total=T): x = p_sample(net, x, torch.full((4,), i, dtype=torch.long), i)
print(x, x.shape)
