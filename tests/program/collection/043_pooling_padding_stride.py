import torch
from torch import nn

def pool(t, size, how='max'):
    fns = {'max': torch.amax, 'mean': torch.mean}
    if how not in fns:
        raise ValueError(f'no pooling called {how!r}; choose from {sorted(fns)}')
    windows = t.unfold(0, size, 1).unfold(1, size, 1)
    return fns[how](windows, dim=(-2, -1))

t = torch.tensor([[1., 5., 2.], [0., 3., 8.], [7., 4., 6.]])
print(pool(t, 2)); print(pool(t, 2, 'mean'))
try:
    pool(t, 2, 'median')
except ValueError as e:
    print('ValueError:', e)

grid = torch.linspace(0, 3.5, 36).view(1, 1, 6, 6)
for layer in (nn.MaxPool2d(2), nn.MaxPool2d(3, stride=2, padding=1), nn.AvgPool2d((3, 2), stride=(3, 2)), nn.AdaptiveMaxPool2d((1, 2)), nn.LPPool2d(2, 3)):
    print(layer, [round(v, 3) for v in layer(grid).flatten().tolist()][:6])
vals, where = nn.MaxPool2d(2, return_indices=True)(grid)
print(where.flatten(), nn.MaxUnpool2d(2)(vals, where).count_nonzero().item())

def out_size(n, k, p=0, s=1, d=1):
    return (n + 2 * p - d * (k - 1) - 1) // s + 1

for cfg in [dict(k=3, p=1), dict(k=5, p=2, s=2), dict(k=3, d=2), dict(k=2, s=3)]:
    conv = nn.Conv1d(1, 1, cfg['k'], padding=cfg.get('p', 0), stride=cfg.get('s', 1), dilation=cfg.get('d', 1))
    got = conv(torch.zeros(1, 1, 11)).shape[-1]
    print(cfg, got, out_size(11, **cfg) == got)
print(nn.functional.pad(torch.ones(1, 2), (1, 1, 0, 1), value=9))
print(nn.ConvTranspose2d(1, 2, 4, stride=2, padding=1)(grid).shape, nn.Upsample(scale_factor=2)(grid).shape)
