import numpy as np, torch
links = {'A': ['B', 'C'], 'B': ['C'], 'C': ['A'], 'D': ['C']}
names = sorted(links); n = len(names); M = np.zeros((n, n))
for j, src in enumerate(names):
    for dst in links[src]: M[names.index(dst), j] = 1 / len(links[src])
G = .85 * M + .15 / n; r = np.ones(n) / n
for k in range(1, 200):
    new = G @ r
    if np.abs(new - r).max() < 1e-10: break
    r = new
print(k, {a: round(float(v), 4) for a, v in zip(names, r)}, names[int(r.argmax())])
vals, vecs = np.linalg.eig(G); lead = np.real(vecs[:, np.argmax(vals.real)]); lead /= lead.sum(); print(np.allclose(lead, r), vals.real.max().round(6))
P = torch.tensor([[.9, .1, 0], [.2, .7, .1], [0, .3, .7]]); s = torch.tensor([1., 0, 0])
for day in (1, 10, 100): print(day, (s @ torch.linalg.matrix_power(P, day)).numpy().round(4))
assert torch.allclose(P.sum(1), torch.ones(3))
