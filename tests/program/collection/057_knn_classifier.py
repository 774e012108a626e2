import torch
import numpy as np

class KNN(object):
    def __init__(self, k=3):
        self.k = k
    def fit(self, X, y):
        self.X, self.y = X, y
        return self
    def predict(self, Q):
        d = (Q ** 2).sum(1, keepdim=True) - 2 * Q @ self.X.T + (self.X ** 2).sum(1)
        idx = d.topk(self.k, largest=False).indices
        votes = self.y[idx]
        return torch.mode(votes, dim=1).values
    def score(self, Q, t):
        return (self.predict(Q) == t).double().mean().item()

rng = np.random.default_rng(0)
X = torch.tensor(rng.normal(size=(120, 2)), dtype=torch.float)
y = ((X[:, 0] > 0).long() + 2 * (X[:, 1] > 0).long())
for k in (1, 3, 5, 9):
    print('k = {}: {:.3f}'.format(k, KNN(k).fit(X[:90], y[:90]).score(X[90:], y[90:])))
