import numpy as np
import torch
import matplotlib.pyplot as plt
%matplotlib inline
plt.rcParams['font.sans-serif'] = ['SimHei']     # 显示中文
plt.rcParams['axes.unicode_minus'] = False

f = lambda x, y: x ** 2 / 10 + y ** 2 / 2
track = []
pos = torch.tensor([9., 3.], requires_grad=True)
for k in range(12):
    z = f(*pos)
    track.append((*pos.tolist(), z.item()))
    z.backward()
    with torch.no_grad():
        pos -= 1.5 * pos.grad
        pos.grad.zero_()
track = np.array(track)
print(track[:4].round(3))
xx, yy = np.meshgrid(np.linspace(-10, 10, 40), np.linspace(-4, 4, 30))
zz = f(xx, yy)
print(xx.shape, zz.min().round(4), np.unravel_index(zz.argmin(), zz.shape))
fig, ax = plt.subplots(figsize=(6, 4))
cs = ax.contour(xx, yy, zz, levels=15, cmap='viridis')
ax.clabel(cs, inline=True)
ax.plot(track[:, 0], track[:, 1], 'o-', color='#ff7f0e', label='轨迹')
ax.set_xlabel('x'); ax.set_ylabel('y'); ax.set_title('学习率 %.1f' % 1.5); ax.legend()
ax.axhline(0, lw=.5); ax.annotate('起点', xy=track[0, :2])
plt.tight_layout(); plt.show()
fig, axes = plt.subplots(1, 3, figsize=(12, 3), sharey=True)
for ax, lr in zip(axes, (0.1, 0.5, 1.9)):
    y = 3.0; ys = []
    for _ in range(10): ys.append(y); y -= lr * y
    ax.plot(ys, marker='.'); ax.set_title(f'lr={lr}')
    print(lr, ['%.3f' % v for v in ys[:5]])
plt.show()
