import torch
learning_rate = 0.1
x = torch.tensor(3.0, requires_grad=True)
for step in range(3):
    y = (x - 1) ** 2
    y.backward()
    with torch.no_grad():
        x -= learing_rate * x.grad   # typo
    x.grad.zero_()
print(x)
