import itertools
import torch
from torch import nn

grid = {'lr': [0.01, 0.1], 'hidden': [4, 16], 'act': [nn.ReLU, nn.Tanh]}
torch.manual_seed(0)
X = torch.rand(40, 2) * 2 - 1
Y = (X[:, :1] * X[:, 1:]).sign()

def evaluate(lr, hidden, act):
    torch.manual_seed(1)
    m = nn.Sequential(nn.Linear(2, hidden), act(), nn.Linear(hidden, 1))
    o = torch.optim.SGD(m.parameters(), lr, momentum=.9)
    for _ in range(50):
        l = ((m(X) - Y) ** 2).mean()
        o.zero_grad(); l.backward(); o.step()
    return l.item()

scores = []
for values in itertools.product(*grid.values()):
    params = dict(zip(grid.keys(), values))
    s = evaluate(**params)
    scores.append((s, params))
    print(f"{s:.4f}", {k: getattr(v, '__name__', v) for k, v in params.items()})
scores.sort(key=lambda t: t[0])
print('Best:', scores[0][1]['lr'], scores[0][1]['hidden'], scores[0][1]['act'].__name__)
