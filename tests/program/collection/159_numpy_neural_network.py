import numpy as np

class Dense:
    def __init__(self, n_in, n_out, rng):
        self.W = rng.normal(0, np.sqrt(2 / n_in), (n_in, n_out)); self.b = np.zeros(n_out)
    def forward(self, x):
        self.x = x
        return x @ self.W + self.b
    def backward(self, g):
        self.dW, self.db = self.x.T @ g, g.sum(0)
        return g @ self.W.T
    def step(self, lr):
        self.W -= lr * self.dW; self.b -= lr * self.db

class ReLU:
    def forward(self, x):
        self.mask = x > 0
        return x * self.mask
    def backward(self, g): return g * self.mask
    def step(self, lr): pass

class Network(list):
    def forward(self, x):
        for layer in self: x = layer.forward(x)
        return x
    def backward(self, g):
        for layer in reversed(self): g = layer.backward(g)
    def step(self, lr):
        for layer in self: layer.step(lr)

def softmax_ce(z, y):
    z = z - z.max(axis=1, keepdims=True)
    p = np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)
    loss = -np.log(p[np.arange(len(y)), y]).mean()
    g = p.copy(); g[np.arange(len(y)), y] -= 1
    return loss, g / len(y)

rng = np.random.default_rng(0)
X = rng.normal(size=(90, 2)); y = (np.arctan2(X[:, 1], X[:, 0]) // (2 * np.pi / 3) + 2).astype(int) % 3
net = Network([Dense(2, 16, rng), ReLU(), Dense(16, 3, rng)])
for epoch in range(151):
    loss, g = softmax_ce(net.forward(X), y)
    net.backward(g)
    net.step(0.5)
    if epoch % 50 == 0:
        acc = (net.forward(X).argmax(1) == y).mean()
        print(f'epoch {epoch:3d}  loss {loss:.6f}  acc {acc:.3f}')
# check one gradient
i, eps = (0, 1), 1e-6
W = net[0].W; loss, g = softmax_ce(net.forward(X), y); net.backward(g); want = net[0].dW[i]
W[i] += eps; up = softmax_ce(net.forward(X), y)[0]; W[i] -= 2 * eps; down = softmax_ce(net.forward(X), y)[0]; W[i] += eps
print('梯度检查', abs((up - down) / (2 * eps) - want) < 1e-7)
