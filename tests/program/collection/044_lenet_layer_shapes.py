import torch
from torch import nn

torch.manual_seed(0)
features = nn.Sequential(
    nn.Conv2d(1, 4, 5, padding=2), nn.Sigmoid(), nn.AvgPool2d(2),
    nn.Conv2d(4, 10, 5), nn.Sigmoid(), nn.AvgPool2d(2),
)
classifier = nn.Sequential(nn.Flatten(), nn.Linear(250, 60), nn.Sigmoid(), nn.Linear(60, 10))
t = torch.rand(2, 1, 28, 28)
for part, seq in [('特征', features), ('分类', classifier)]:
    for i, layer in enumerate(seq):
        t = layer(t)
        n = sum(p.numel() for p in layer.parameters())
        print(f"{part} {i} {layer.__class__.__name__:<10} {str(tuple(t.shape)):<18} {n if n else '-'}")

def reset(m):
    if isinstance(m, (nn.Linear, nn.Conv2d)):
        nn.init.xavier_uniform_(m.weight)
        nn.init.zeros_(m.bias)
full = nn.Sequential(features, classifier).apply(reset)
print(full(torch.zeros(1, 1, 28, 28)).shape, '%.4f' % features[0].weight.abs().max())
print(full[1][1].weight.std() < 0.1, len(full), [len(c) for c in full.children()])
