import torch
from torch.autograd import Variable   # 旧写法

old = Variable(torch.ones(3), requires_grad=True)
new = torch.ones(3, requires_grad=True)
for name, v in (("Variable", old), ("tensor", new)):
    out = (v * 2 + 1).pow(2).mean()
    out.backward()
    print(name, type(v), v.grad, sep=' | ')
print((old.grad == new.grad).all().item())
print(isinstance(old, torch.Tensor))
print(old.data, old.data.requires_grad)
