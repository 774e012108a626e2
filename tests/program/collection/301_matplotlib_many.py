%matplotlib inline
import numpy as np
import matplotlib.pyplot as plt
import matplotlib as mpl
from matplotlib import cm
from mpl_toolkits.mplot3d import Axes3D
import matplotlib.gridspec as gridspec
plt.rcParams['font.sans-serif'] = ['SimHei']  # 用来正常显示中文标签
plt.rcParams['axes.unicode_minus'] = False
plt.style.use('ggplot')
x = np.linspace(0, 2 * np.pi, 100)
fig, axes = plt.subplots(2, 3, figsize=(12, 6), sharex=False)
axes[0, 0].plot(x, np.sin(x), 'r--', lw=2, label=r'$\sin(x)$'); axes[0, 0].legend(loc='upper right')
axes[0, 1].scatter(np.random.RandomState(0).randn(50), np.random.RandomState(1).randn(50), c=np.arange(50), cmap='viridis', s=20, alpha=0.5)
axes[0, 2].bar(['a', 'b', 'c'], [3, 7, 2], color=['C0', 'C1', 'C2'])
axes[1, 0].hist(np.random.RandomState(2).randn(500), bins=20, density=True, edgecolor='k')
im = axes[1, 1].imshow(np.outer(np.sin(x), np.cos(x)), aspect='auto', origin='lower', cmap=plt.cm.RdBu, interpolation='nearest')
fig.colorbar(im, ax=axes[1, 1])
axes[1, 2].errorbar([1, 2, 3], [2, 4, 3], yerr=[0.3, 0.2, 0.5], fmt='o-', capsize=3)
for ax in axes.flat:
    ax.set_xlabel('x'); ax.set_ylabel('y', rotation=0); ax.grid(True, ls=':')
    ax.tick_params(axis='both', labelsize=8)
    ax.spines['top'].set_visible(False)
fig.suptitle('Many kinds')
plt.tight_layout()
plt.savefig('many.png', dpi=150, bbox_inches='tight')
plt.show()
X, Y = np.meshgrid(np.linspace(-2, 2, 40), np.linspace(-2, 2, 40))
Z = (1 - X)**2 + 100 * (Y - X**2)**2
fig = plt.figure(figsize=(8, 4))
ax = fig.add_subplot(1, 2, 1, projection='3d')
surf = ax.plot_surface(X, Y, Z, cmap=cm.coolwarm, linewidth=0, antialiased=False)
ax.set_zlabel('z'); ax.view_init(elev=30, azim=45)
ax2 = fig.add_subplot(122)
cs = ax2.contour(X, Y, np.log1p(Z), levels=10)
ax2.clabel(cs, inline=True, fontsize=8)
ax2.contourf(X, Y, np.log1p(Z), 20, alpha=.3)
ax2.plot([1], [1], 'r*', ms=12)
ax2.annotate('minimum', xy=(1, 1), xytext=(0, -1.5), arrowprops=dict(arrowstyle='->'))
ax2.set(xlim=(-2, 2), ylim=(-2, 2), title='contour')
plt.show()
plt.figure(); plt.semilogy([1, 0.1, 0.01]); plt.axhline(0.05, color='k', ls='--'); plt.axvline(x=1); plt.text(0.5, 0.5, 'hi', fontsize=12)
plt.fill_between([0, 1, 2], [0, 0, 0], [1, 2, 1], alpha=0.2); plt.xticks([0, 1, 2], ['零', '一', '二']); plt.xlim(0, 2); plt.show()
plt.subplot(2, 1, 1); plt.step([1, 2, 3], [1, 4, 9]); plt.subplot(2, 1, 2); plt.stem([1, 2, 3]); plt.show()
plt.pie([30, 70], labels=['yes', 'no'], autopct='%1.1f%%'); plt.axis('equal'); plt.show()
plt.boxplot([[1, 2, 3, 10], [2, 3, 4]]); plt.violinplot([[1, 2, 3, 10], [2, 3, 4]]); plt.quiver([0], [0], [1], [1]); plt.close('all')
gs = gridspec.GridSpec(2, 2); ax = plt.subplot(gs[0, :]); ax.loglog([1, 10], [1, 100]); ax.twinx().plot([3, 4]); plt.show()
print('图画完了', Z.min())
