import torch
v = torch.linspace(0.5, 2, 4).requires_grad_(True)
print(v.grad)      # 现在还没有
s = 3 * (v @ v)
print(s)
s.backward()
print(v.grad == 6 * v)
v.grad = None
sq = v ** 2
print(sq.shape, sq.requires_grad)
sq.backward()       # 不是标量, 怎么办?
print(v.grad)
