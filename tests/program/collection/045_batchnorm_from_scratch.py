import torch
from torch import nn

class HandBN(nn.Module):
    """自己写批量归一化, 和 nn.BatchNorm 对比"""
    def __init__(self, channels, dims, eps=1e-5, momentum=0.1):
        super().__init__()
        shape = [1, channels] + [1] * (dims - 2)
        self.eps, self.momentum = eps, momentum
        self.reduce = [d for d in range(dims) if d != 1]
        self.gain = nn.Parameter(torch.ones(shape))
        self.shift = nn.Parameter(torch.zeros(shape))
        self.register_buffer('run_mean', torch.zeros(shape))
        self.register_buffer('run_var', torch.ones(shape))

    def forward(self, t):
        if self.training:
            m = t.mean(self.reduce, keepdim=True)
            v = t.var(self.reduce, keepdim=True, unbiased=False)
            n = t.numel() / t.size(1)
            with torch.no_grad():
                self.run_mean += self.momentum * (m - self.run_mean)
                self.run_var += self.momentum * (v * n / (n - 1) - self.run_var)
        else:
            m, v = self.run_mean, self.run_var
        return self.gain * (t - m) * torch.rsqrt(v + self.eps) + self.shift

torch.manual_seed(0)
for mine, ref, shape in [(HandBN(3, 4), nn.BatchNorm2d(3), (5, 3, 4, 4)), (HandBN(6, 2), nn.BatchNorm1d(6), (12, 6))]:
    for k in range(3):
        t = torch.randn(shape) * 3 + k
        same = torch.allclose(mine(t), ref(t), atol=1e-5)
    print(same, torch.allclose(mine.run_mean.flatten(), ref.running_mean, atol=1e-6), torch.allclose(mine.run_var.flatten(), ref.running_var, atol=1e-5))
    mine.eval(); ref.eval()
    print('eval', torch.allclose(mine(t), ref(t), atol=1e-5), ref.num_batches_tracked)
    print({n: tuple(b.shape) for n, b in mine.named_buffers()})
    (mine(t) ** 2).mean().backward()
    print(mine.gain.grad.flatten()[:2], mine.run_mean.requires_grad)
print(nn.LayerNorm(4)(torch.arange(8.).view(2, 4)).sum(-1).abs() < 1e-5)
try:
    nn.BatchNorm1d(2)(torch.ones(1, 2))
except ValueError as e:
    print(e)
