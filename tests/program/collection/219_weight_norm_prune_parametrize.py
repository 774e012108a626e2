import torch
from torch import nn
import torch.nn.utils.prune as prune
from torch.nn.utils import parametrize
torch.manual_seed(0)
lin = nn.Linear(4, 3)
prune.l1_unstructured(lin, 'weight', amount=0.5)
print((lin.weight == 0).sum().item(), sorted(n for n, _ in lin.named_buffers()), sorted(n for n, _ in lin.named_parameters()))
prune.remove(lin, 'weight'); print((lin.weight == 0).float().mean().item())
class Symmetric(nn.Module):
    def forward(self, X): return X.triu() + X.triu(1).mT
sq = nn.Linear(3, 3, bias=False); parametrize.register_parametrization(sq, 'weight', Symmetric())
print(torch.equal(sq.weight, sq.weight.T), sq)
wn = torch.nn.utils.parametrizations.weight_norm(nn.Linear(2, 2)); print(sorted(n for n, _ in wn.named_parameters()))
