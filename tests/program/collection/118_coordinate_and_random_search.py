import random
import math

random.seed(3)
def f(v): return (v[0] - 1) ** 2 + (v[1] + 2) ** 2 + 0.5 * math.sin(5 * v[0])

def random_search(n):
    best, arg = math.inf, None
    for _ in range(n):
        c = [random.uniform(-5, 5), random.uniform(-5, 5)]
        if (val := f(c)) < best:
            best, arg = val, c
    return best, arg

def hill_climb(start, step=1.0):
    cur = list(start); evals = 0
    while step > 1e-3:
        improved = False
        for i in range(2):
            for s in (+step, -step):
                cand = cur.copy(); cand[i] += s; evals += 1
                if f(cand) < f(cur):
                    cur, improved = cand, True
        if not improved:
            step /= 2
    return f(cur), cur, evals

def anneal(T=2.0, n=400):
    cur = [0, 0]; best = cur[:]
    for k in range(n):
        T *= 0.99
        cand = [c + random.gauss(0, .5) for c in cur]
        d = f(cand) - f(cur)
        if d < 0 or random.random() < math.exp(-d / T):
            cur = cand
            if f(cur) < f(best): best = cur[:]
    return f(best), best

b, a = random_search(300); print('random   %.4f at (%.3f, %.3f)' % (b, *a))
b, a, n = hill_climb((-4, 4)); print('hill     %.4f at (%.3f, %.3f), %d evals' % (b, *a, n))
b, a = anneal(); print('anneal   %.4f at (%.3f, %.3f)' % (b, *a))
