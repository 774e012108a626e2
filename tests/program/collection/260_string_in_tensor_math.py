import torch
lr = '0.01'
x = torch.tensor([1.0], requires_grad=True)
(x * 2).sum().backward()
try:
    with torch.no_grad(): x -= lr * x.grad
except TypeError as e:
    print(e)
x = x - float(lr) * x.grad
print(x.detach())
print('lr = ' + 0.01)
