import torch

x = torch.tensor(5.0, requires_grad=True)
y = x ** 3
y.backward()
print(x.grad)
y.backward()      # 第二次会报错
print(x.grad)
