import torch

x = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
y = x ** 2
z = y.exp()
print(z)
z += 1           # exp 需要保存它的输出
loss = z.sum()
loss.backward()
print(x.grad)
