import torch
# 自动微分的第一个例子
x = torch.tensor(4.0, requires_grad=True)
y = x**2
print('y =', y)
y.backward()
print('dy/dx =', x.grad)   # 应该是 8
