import random
import statistics
import torch
random.seed(8)
ends = []
for walk in range(200):
    pos = 0
    for _ in range(50): pos += random.choice((-1, 1))
    ends.append(pos)
print(statistics.mean(ends), round(statistics.stdev(ends), 3), statistics.median(ends), max(ends), min(ends), 50 ** .5)
g = torch.Generator().manual_seed(8)
steps = torch.randint(0, 2, (200, 50), generator=g) * 2 - 1
paths = steps.cumsum(1)
print(paths[:, -1].float().mean(), paths.float().std(0)[[0, 9, 49]], (paths == 0).any(1).float().mean())
first = [(p == 5).nonzero()[0].item() if (p == 5).any() else None for p in paths[:8]]; print(first)
print(random.sample(range(10), 4), random.choices('ab', k=5), random.gauss(0, 1), random.shuffle([1]), round(random.triangular(0, 1), 4), random.betavariate(1, 2), random.expovariate(1))
