import torch
from torch import nn

def first_layer_grad(act, depth, init=None):
    torch.manual_seed(0)
    layers = []
    for _ in range(depth):
        lin = nn.Linear(16, 16)
        if init is not None: init(lin.weight)
        layers += [lin, act()]
    net = nn.Sequential(*layers, nn.Linear(16, 1))
    net(torch.randn(8, 16)).mean().backward()
    return net[0].weight.grad.norm().item(), net[-1].weight.grad.norm().item()

for act in (nn.Sigmoid, nn.Tanh, nn.ReLU):
    for depth in (2, 6, 12):
        a, b = first_layer_grad(act, depth)
        print(f'{act.__name__:8} depth {depth:2d}: first {a:.2e} last {b:.2e} ratio {a / b:.1e}')
a, _ = first_layer_grad(nn.ReLU, 12, lambda w: nn.init.kaiming_normal_(w, nonlinearity='relu'))
b, _ = first_layer_grad(nn.Tanh, 12, lambda w: nn.init.xavier_normal_(w, gain=nn.init.calculate_gain('tanh')))
print('kaiming %.2e xavier %.2e' % (a, b))
M = torch.normal(0, 1, size=(4, 4), generator=torch.Generator().manual_seed(0))
for _ in range(50): M = M @ torch.normal(0, 1, size=(4, 4), generator=torch.Generator().manual_seed(_))
print('乘以50个矩阵后\n', M)
