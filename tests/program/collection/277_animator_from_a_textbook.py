import torch
import matplotlib.pyplot as plt
from matplotlib import pyplot as plt2
def set_axes(axes, xlabel, ylabel, xlim, ylim, xscale, yscale, legend):
    """设置matplotlib的轴"""
    axes.set_xlabel(xlabel), axes.set_ylabel(ylabel)
    axes.set_xscale(xscale), axes.set_yscale(yscale)
    axes.set_xlim(xlim), axes.set_ylim(ylim)
    if legend:
        axes.legend(legend)
    axes.grid()
class Animator:
    """在动画中绘制数据"""
    def __init__(self, xlabel=None, ylabel=None, legend=None, xlim=None,
                 ylim=None, xscale='linear', yscale='linear',
                 fmts=('-', 'm--', 'g-.', 'r:'), nrows=1, ncols=1,
                 figsize=(3.5, 2.5)):
        if legend is None:
            legend = []
        self.fig, self.axes = plt.subplots(nrows, ncols, figsize=figsize)
        if nrows * ncols == 1:
            self.axes = [self.axes, ]
        self.config_axes = lambda: set_axes(
            self.axes[0], xlabel, ylabel, xlim, ylim, xscale, yscale, legend)
        self.X, self.Y, self.fmts = None, None, fmts
    def add(self, x, y):
        if not hasattr(y, "__len__"):
            y = [y]
        n = len(y)
        if not hasattr(x, "__len__"):
            x = [x] * n
        if not self.X:
            self.X = [[] for _ in range(n)]
        if not self.Y:
            self.Y = [[] for _ in range(n)]
        for i, (a, b) in enumerate(zip(x, y)):
            if a is not None and b is not None:
                self.X[i].append(a)
                self.Y[i].append(b)
        self.axes[0].cla()
        for x, y, fmt in zip(self.X, self.Y, self.fmts):
            self.axes[0].plot(x, y, fmt)
        self.config_axes()
animator = Animator(xlabel='epoch', xlim=[1, 5], ylim=[0.3, 0.9], legend=['train loss', 'train acc', 'test acc'])
w = torch.tensor(2.0, requires_grad=True)
for epoch in range(5):
    l = w ** 2; l.backward()
    with torch.no_grad(): w -= 0.1 * w.grad
    w.grad.zero_()
    animator.add(epoch + 1, (l.item(), 0.5, None))
print(animator.Y)
plt.gca().set_title('x'); plt.gcf().tight_layout(); plt.close('all')
fig, axs = plt.subplots(2, 2, figsize=(6, 6), sharex=True)
for ax, i in zip(axs.flat, range(4)):
    ax.plot([0, i], label=f'{i}'); ax.legend(loc='upper right'); ax.set(title=f'第{i}张', xlabel='x')
axs[0, 1].axis('off'); fig.suptitle('all'); plt.tight_layout(); plt.show()
