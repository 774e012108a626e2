import random
import torch
import math

random.seed(2023)
inside = 0
N = 2000
for _ in range(N):
    x, y = random.random(), random.random()
    if x * x + y * y <= 1:
        inside += 1
print('pure python π ≈', 4 * inside / N)
g = torch.Generator(); g.manual_seed(2023)
for n in (10**2, 10**4, 10**5):
    p = torch.rand(n, 2, generator=g)
    est = 4 * (p.pow(2).sum(1) <= 1).float().mean().item()
    print('n=%7d  π≈%.5f  err=%.5f' % (n, est, abs(est - math.pi)))
