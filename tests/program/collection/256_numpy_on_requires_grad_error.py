import torch
import matplotlib.pyplot as plt
w = torch.tensor(2.0, requires_grad=True)
xs = torch.linspace(0, 1, 5)
ys = w * xs
print(ys)
plt.plot(xs, ys.detach())
print(ys.numpy())
