import random, math
from collections import Counter
random.seed(5)
def log_target(x): return -0.5 * ((x - 3) / 0.8) ** 2
x, accepted, chain = 0.0, 0, []
for i in range(3000):
    prop = x + random.gauss(0, 1.0)
    if math.log(random.random() + 1e-300) < log_target(prop) - log_target(x):
        x = prop; accepted += 1
    if i >= 500: chain.append(x)
m = sum(chain) / len(chain); s = math.sqrt(sum((c - m) ** 2 for c in chain) / (len(chain) - 1))
print('mean %.2f sd %.2f acceptance %.2f' % (m, s, accepted / 3000))
hist = Counter(round(c) for c in chain)
for k in sorted(hist): print(f'{k:>3} {"█" * (hist[k] // 25)} {hist[k]}')
