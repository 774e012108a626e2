import numpy as np
class Bandit:
    def __init__(self, probs, seed): self.probs, self.rng = probs, np.random.default_rng(seed)
    def pull(self, a): return int(self.rng.random() < self.probs[a])
class EpsGreedy:
    def __init__(self, n, eps, seed=0): self.n, self.eps, self.rng = n, eps, np.random.default_rng(seed); self.Q, self.N = np.zeros(n), np.zeros(n, dtype=int)
    def choose(self, t): return self.rng.integers(self.n) if self.rng.random() < self.eps else int(self.Q.argmax())
    def learn(self, a, r): self.N[a] += 1; self.Q[a] += (r - self.Q[a]) / self.N[a]
class UCB(EpsGreedy):
    def choose(self, t):
        if (self.N == 0).any(): return int(np.flatnonzero(self.N == 0)[0])
        return int(np.argmax(self.Q + np.sqrt(2 * np.log(t) / self.N)))
probs = [.2, .5, .75]
for agent in (EpsGreedy(3, 0.), EpsGreedy(3, .1), UCB(3, 0)):
    b, total = Bandit(probs, 42), 0
    for t in range(1, 501):
        a = agent.choose(t); r = b.pull(a); agent.learn(a, r); total += r
    print(f'{type(agent).__name__:<10} eps={agent.eps} reward={total} pulls={agent.N} Q={agent.Q.round(2)} regret={500 * max(probs) - total:.0f}')
