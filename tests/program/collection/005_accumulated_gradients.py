import torch

x = torch.tensor(5., requires_grad=True)
y = x ** 3
print('梯度累加:')
for k in range(3):
    y.backward(retain_graph=True)
    print(k + 1, x.grad.item())

x = torch.tensor(5., requires_grad=True); y = x ** 3
print('梯度重置:')
for k in range(3):
    y.backward(retain_graph=True)
    print(k + 1, x.grad.item())
    x.grad.zero_()
print(x.grad)
