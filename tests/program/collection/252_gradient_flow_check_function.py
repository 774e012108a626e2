import torch
from torch import nn
def check_grad_flow(model, x, y):
    model.zero_grad(); loss = nn.functional.cross_entropy(model(x), y); loss.backward()
    rows = []
    for n, p in model.named_parameters():
        g = p.grad
        rows.append((n, 'none' if g is None else 'zero' if not g.any() else 'nan' if g.isnan().any() else f'{g.abs().mean().item():.2e}'))
    return loss.item(), rows
class Net(nn.Module):
    def __init__(self):
        super().__init__(); self.used = nn.Linear(4, 8); self.unused = nn.Linear(4, 8); self.dead = nn.Linear(8, 8); self.head = nn.Linear(8, 3)
        nn.init.constant_(self.dead.bias, -100.)
    def forward(self, x):
        h = torch.relu(self.used(x))
        return self.head(h + torch.relu(self.dead(h)))
torch.manual_seed(1); loss, rows = check_grad_flow(Net(), torch.randn(10, 4), torch.randint(0, 3, (10,)))
print(f'{loss:.4f}')
for n, v in rows: print(f'{n:<14}{v:>10}')
