import numpy as np
class Layer:
    def __init__(self, n_in, n_out, act='tanh', rng=np.random):
        self.w = rng.randn(n_in, n_out) / np.sqrt(n_in); self.b = np.zeros((1, n_out)); self.act = act; self.vw = self.vb = 0
    def __call__(self, x):
        self.x = x; self.z = x @ self.w + self.b
        self.a = np.tanh(self.z) if self.act == 'tanh' else 1 / (1 + np.exp(-self.z))
        return self.a
    def back(self, g, lr, mom=.9):
        g = g * (1 - self.a ** 2 if self.act == 'tanh' else 1)       # logistic + BCE: already dz
        gx = g @ self.w.T
        self.vw = mom * self.vw - lr * self.x.T @ g / len(g); self.vb = mom * self.vb - lr * g.mean(0, keepdims=True)
        self.w += self.vw; self.b += self.vb
        return gx
np.random.seed(3); n = 60
t = np.random.uniform(0, np.pi, n); up = np.arange(n) % 2 == 0
X = np.where(up[:, None], np.c_[np.cos(t), np.sin(t)], np.c_[1 - np.cos(t), .4 - np.sin(t)]) + .1 * np.random.randn(n, 2); y = up.astype(float)[:, None]
layers = [Layer(2, 10), Layer(10, 1, 'sigmoid')]
for ep in range(301):
    out = X
    for l in layers: out = l(out)
    if ep % 100 == 0: print(ep, 'loss %.4f acc %.3f' % (-(y * np.log(out) + (1 - y) * np.log(1 - out)).mean(), ((out > .5) == y).mean()))
    g = out - y
    for l in layers[::-1]: g = l.back(g, .3)
