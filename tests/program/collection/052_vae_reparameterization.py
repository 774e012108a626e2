import torch
from torch import nn
from torch.nn import functional as F

class TinyVAE(nn.Module):
    def __init__(self, d=12, h=16, z=3):
        super().__init__()
        self.d = d
        self.enc = nn.Sequential(nn.Linear(d, h), nn.ReLU(), nn.Linear(h, 2 * z))
        self.dec = nn.Sequential(nn.Linear(z, h), nn.ReLU(), nn.Linear(h, d))

    def encode(self, img):
        mean, log_var = self.enc(img.flatten(1)).chunk(2, dim=1)
        return mean, log_var

    def sample(self, mean, log_var):
        if not self.training:
            return mean
        return mean + (log_var / 2).exp() * torch.randn_like(mean)

    def forward(self, img):
        stats = self.encode(img)
        return self.dec(self.sample(*stats)), stats

def elbo(logits, img, stats, beta=1.0):
    mean, log_var = stats
    rec = F.binary_cross_entropy_with_logits(logits, img.flatten(1), reduction='sum')
    kl = 0.5 * (mean ** 2 + log_var.exp() - 1 - log_var).sum()
    return rec + beta * kl, rec.item(), kl.item()

torch.manual_seed(1)
dev = 'cuda' if torch.cuda.is_available() else 'cpu'
vae = TinyVAE().to(dev)
opt = torch.optim.Adam(vae.parameters(), 1e-2)
imgs = (torch.rand(64, 3, 4) > .6).float()
imgs[:, 0] = imgs[:, 1]      # 有点规律
for ep in range(20):
    sums = torch.zeros(2)
    for part in imgs.split(16):
        part = part.to(dev)
        opt.zero_grad()
        loss, rec, kl = elbo(*(lambda r: (r[0], part, r[1]))(vae(part)))
        loss.backward()
        opt.step()
        sums += torch.tensor([rec, kl])
    if ep % 5 == 4:
        print('epoch {:>2d}: 重构 {:.4f}  KL {:.4f}'.format(ep + 1, *(sums / len(imgs)).tolist()))
vae.eval()
with torch.no_grad():
    logits, (m, lv) = vae(imgs[:2])
    print(torch.equal(vae(imgs[:2])[0], logits), m.shape, (logits > 0).int())
