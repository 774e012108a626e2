import numpy as np
import matplotlib.pyplot as plt
from matplotlib import cm
from matplotlib.colors import ListedColormap
import matplotlib.ticker as ticker
import torch
def f(x, y):
    return (1 - x)**2 + 100*(y - x**2)**2
xs = torch.linspace(-2, 2, 50); ys = torch.linspace(-1, 3, 50)
gx, gy = torch.meshgrid(xs, ys, indexing='ij')
z = f(gx, gy)
fig = plt.figure(figsize=(8, 6))
ax = fig.add_subplot(111, projection='3d')
ax.plot_surface(gx.numpy(), gy.numpy(), z.numpy(), cmap=cm.coolwarm, alpha=0.7)
ax.set_xlabel('x'); ax.set_ylabel('y')
plt.contourf(gx, gy, z.log(), levels=20, cmap=plt.cm.Spectral)
plt.colorbar()
cmap = ListedColormap(['#FF0000', '#0000FF'])
colors = plt.cm.viridis(np.linspace(0, 1, 5))
for i, c in enumerate(colors):
    plt.plot([0, 1], [i, i], color=c)
ax.xaxis.set_major_locator(ticker.MultipleLocator(1))
p = torch.tensor([-1.5, 2.0], requires_grad=True)
opt = torch.optim.Adam([p], lr=0.05)
path = []
for i in range(300):
    opt.zero_grad()
    l = f(*p)
    l.backward()
    opt.step()
    path.append(p.detach().clone())
path = torch.stack(path)
plt.plot(path[:, 0], path[:, 1], 'r.-')
plt.savefig('rosenbrock.png', dpi=150)
plt.show()
print(p, l.item())
