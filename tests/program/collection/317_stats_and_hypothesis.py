import math, statistics, random
import numpy as np
import torch
from collections import Counter, OrderedDict, ChainMap, deque
rng = np.random.default_rng(2024)
a, b = rng.normal(0, 1, 40), rng.normal(0.5, 1.2, 35)
def welch(a, b):
    va, vb = a.var(ddof=1) / a.size, b.var(ddof=1) / b.size
    t = (a.mean() - b.mean()) / np.sqrt(va + vb)
    df = (va + vb) ** 2 / (va ** 2 / (a.size - 1) + vb ** 2 / (b.size - 1))
    return t, df
print('t = %.4f, df = %.2f' % welch(a, b))
def bootstrap(x, stat=np.mean, B=200, alpha=.05):
    s = np.sort([stat(rng.choice(x, x.size)) for _ in range(B)])
    return s[int(B * alpha / 2)], s[int(B * (1 - alpha / 2)) - 1]
lo, hi = bootstrap(a); print(f'[{lo:.4f}, {hi:.4f}]')
perm = [abs((p := rng.permutation(np.r_[a, b]))[:40].mean() - p[40:].mean()) for _ in range(100)]
print('p =', np.mean(np.array(perm) >= abs(a.mean() - b.mean())))
print(statistics.NormalDist(0, 1).cdf(1.96), statistics.fmean(a), statistics.correlation([1, 2, 3], [1, 2, 4]), statistics.linear_regression([1, 2, 3], [2, 4, 6]))
X = np.c_[np.ones(40), a]; y = 3 + 2 * a + rng.normal(0, .1, 40)
beta, res, rank, sv = np.linalg.lstsq(X, y, rcond=None); print(beta.round(4), rank, res.shape)
r2 = 1 - np.sum((y - X @ beta) ** 2) / np.sum((y - y.mean()) ** 2); print(f'R² = {r2:.5f}')
print(np.corrcoef(a[:35], b)[0, 1].round(4), np.quantile(a, [.25, .5, .75]).round(4), np.median(b).round(4), np.ptp(a).round(3))
t = torch.as_tensor(a); print(t.std(), t.std(unbiased=False), t.var(correction=0), t.quantile(.5), t.kthvalue(3).values, torch.std_mean(t), torch.histc(t, bins=4), torch.cov(torch.stack([t[:35], torch.as_tensor(b)])))
random.seed(5); print(random.gauss(0, 1), random.choices('abc', weights=[1, 2, 3], k=5), random.sample(range(10), 3), random.triangular(0, 1), random.betavariate(1, 2), random.getrandbits(8))
c = Counter('mississippi'); print(c, c.most_common(2), c['z'], sorted(c.elements())[:3], c - Counter('miss'), sum(c.values()), c & Counter('sip'), c | Counter('zz'))
print(ChainMap({'a': 1}, {'b': 2, 'a': 3})['a'], OrderedDict(sorted({'b': 1, 'a': 2}.items())), deque([1, 2, 3], maxlen=2), math.comb(5, 2), math.gcd(12, 18), math.isclose(.1 + .2, .3), math.prod([2, 3]), math.dist([0, 0], [3, 4]), math.fsum([.1] * 10), math.log2(8), math.floor(-1.5), math.trunc(2.7), math.inf, math.tau)
