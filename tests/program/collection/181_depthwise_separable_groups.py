import torch
from torch import nn
def count(m): return sum(p.numel() for p in m.parameters())
normal = nn.Conv2d(8, 16, 3, padding=1)
sep = nn.Sequential(nn.Conv2d(8, 8, 3, padding=1, groups=8), nn.Conv2d(8, 16, 1))
x = torch.zeros(1, 8, 5, 5)
print(count(normal), count(sep), normal(x).shape == sep(x).shape, f'{count(sep) / count(normal):.1%}')
class SE(nn.Module):
    def __init__(self, c, r=4):
        super().__init__()
        self.gate = nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Conv2d(c, c // r, 1), nn.ReLU(), nn.Conv2d(c // r, c, 1), nn.Sigmoid())
    def forward(self, x): return x * self.gate(x)
torch.manual_seed(0)
print(SE(8)(torch.randn(2, 8, 4, 4)).std().item())
print(nn.PixelShuffle(2)(torch.arange(16.).view(1, 4, 2, 2))[0, 0], nn.ZeroPad2d(1)(torch.ones(1, 1, 1, 1)).squeeze())
print(nn.functional.interpolate(torch.arange(4.).view(1, 1, 2, 2), size=(3, 3), mode='bilinear', align_corners=True))
