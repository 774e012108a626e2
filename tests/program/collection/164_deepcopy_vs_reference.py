import copy
import torch
from torch import nn

a = torch.tensor([1., 2.], requires_grad=True)
b = a; c = a.clone(); d = a.detach(); e = copy.deepcopy(a); f = a.data.clone()
with torch.no_grad(): a[0] = 9
print(b[0].item(), c[0].item(), d[0].item(), e[0].item(), f[0].item())
print(b is a, c.is_leaf, d.requires_grad, e.requires_grad, e.is_leaf, d.data_ptr() == a.data_ptr())
net = nn.Sequential(nn.Linear(2, 2), nn.ReLU())
clone = copy.deepcopy(net); alias = net
with torch.no_grad():
    for p in net.parameters(): p.zero_()
print(sum(p.abs().sum() for p in alias.parameters()).item(), clone[0].weight.abs().sum().item() > 0)
try:
    copy.deepcopy(a * 2)
except RuntimeError as err:
    print(str(err)[:72])
lst = [[1, 2], {'k': [3]}]
sh, dp = copy.copy(lst), copy.deepcopy(lst)
lst[0].append('x'); lst[1]['k'][0] = 'y'
print(sh, dp, sh[0] is lst[0], dp[1] is lst[1])
sd = net.state_dict(); snapshot = {k: v.clone() for k, v in sd.items()}
net[0].bias.data += 1
print(sd['0.bias'], snapshot['0.bias'])

class Bag:
    def __init__(self, items): self.items = items
    def __deepcopy__(self, memo): return Bag([*self.items, 'copied'])
print(copy.deepcopy(Bag([1])).items, copy.copy(Bag([1])).items)
