import numpy as np

class Perceptron(object):
    '''感知机: 错了就改'''
    def __init__(self, rate=0.1, rounds=10, seed=1):
        self.rate, self.rounds = rate, rounds
        self.rng = np.random.RandomState(seed)
        self.mistakes_ = []

    def fit(self, X, y):
        ones = np.ones((len(X), 1))
        Xb = np.hstack([ones, X])
        self.w_ = self.rng.normal(0, 0.01, Xb.shape[1])
        for r in range(self.rounds):
            wrong = 0
            for row, sign in zip(Xb, y):
                if sign * (row @ self.w_) <= 0:
                    self.w_ = self.w_ + self.rate * sign * row
                    wrong += 1
            self.mistakes_.append(wrong)
            if wrong == 0:
                break
        return self

    def __call__(self, X):
        return np.sign(np.asarray(X) @ self.w_[1:] + self.w_[0]).astype(int)

rng = np.random.RandomState(0)
X = np.concatenate([rng.randn(20, 2) + 1.5, rng.randn(20, 2) - 1.5])
y = np.repeat([1, -1], 20)
p = Perceptron().fit(X, y)
print(p.mistakes_, p.w_.round(3), (p(X) == y).mean(), p([[1, 3], [-2, 0]]))
corners = np.array([[a, b] for a in (0, 1) for b in (0, 1)])
for name, rule in [('and', lambda a, b: a & b), ('or', lambda a, b: a | b), ('xor', lambda a, b: a ^ b)]:
    t = np.array([1 if rule(a, b) else -1 for a, b in corners])
    q = Perceptron(rounds=12).fit(corners, t)
    print(f'{name:<4}', q.mistakes_, '学会了' if q.mistakes_[-1] == 0 else '学不会')
