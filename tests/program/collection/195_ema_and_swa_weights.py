import copy
import torch
from torch import nn
from torch.optim.swa_utils import AveragedModel

class EMA:
    def __init__(self, model, decay):
        self.decay = decay
        self.shadow = copy.deepcopy(model).eval()
        for p in self.shadow.parameters(): p.requires_grad_(False)
    @torch.no_grad()
    def update(self, model):
        for s, p in zip(self.shadow.parameters(), model.parameters()):
            s.mul_(self.decay).add_(p, alpha=1 - self.decay)
torch.manual_seed(0)
x = torch.randn(64, 2); y = x @ torch.tensor([[1.], [-1.]]) + torch.randn(64, 1)
m = nn.Linear(2, 1); ema = EMA(m, .9); swa = AveragedModel(m)
opt = torch.optim.SGD(m.parameters(), lr=.3)
for it in range(40):
    i = torch.randint(64, (4,))
    loss = nn.functional.mse_loss(m(x[i]), y[i]); opt.zero_grad(); loss.backward(); opt.step()
    ema.update(m)
    if it >= 20: swa.update_parameters(m)
full = lambda net: nn.functional.mse_loss(net(x), y).item()
print('last %.4f ema %.4f swa %.4f' % (full(m), full(ema.shadow), full(swa)), swa.n_averaged.item())
