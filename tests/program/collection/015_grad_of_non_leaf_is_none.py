import torch

x = torch.tensor([1.0, 2.0], requires_grad=True)
y = x * 2
z = y.sum()
z.backward()
print("x.grad:", x.grad)
print("y.grad is None?", y.grad is None)
lr = 0.1
y = y - lr * y.grad
print(y)
