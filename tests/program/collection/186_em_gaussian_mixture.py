import numpy as np
np.random.seed(10)
x = np.concatenate([np.random.normal(-2, .6, 80), np.random.normal(1.5, 1., 120)])
pi, mu, var = np.array([.5, .5]), np.array([-1., 1.]), np.array([1., 1.])
def pdf(x, m, v): return np.exp(-(x - m) ** 2 / (2 * v)) / np.sqrt(2 * np.pi * v)
last = -np.inf
for it in range(100):
    w = pi * pdf(x[:, None], mu, var)                 # E
    ll = np.log(w.sum(1)).sum()
    r = w / w.sum(axis=1, keepdims=True)
    Nk = r.sum(0)                                     # M
    pi, mu = Nk / len(x), (r * x[:, None]).sum(0) / Nk
    var = (r * (x[:, None] - mu) ** 2).sum(0) / Nk
    if it < 3 or it % 10 == 0:
        print(f'{it:2d} loglik={ll:.4f} mu={np.round(mu, 3)} pi={np.round(pi, 3)}')
    if ll - last < 1e-6:
        print('converged after', it); break
    last = ll
print('sigma', np.sqrt(var).round(3))
