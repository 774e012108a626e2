import numpy as np, torch
np.random.seed(42)

def sigmoid(z): return 1 / (1 + np.exp(-z))

X = np.random.randn(80, 2); t = (X[:, 0] + X[:, 1] > 0.2) * 1.0
w = np.zeros(2); b = 0.0
for it in range(200):
    p = sigmoid(X @ w + b)
    gw = X.T @ (p - t) / len(t)
    gb = np.mean(p - t)
    w -= 1.0 * gw; b -= 1.0 * gb
    if it == 0:
        # compare with autograd
        wt = torch.zeros(2, dtype=torch.float64, requires_grad=True); bt = torch.zeros(1, dtype=torch.float64, requires_grad=True)
        L = torch.nn.functional.binary_cross_entropy(torch.sigmoid(torch.from_numpy(X) @ wt + bt), torch.from_numpy(t))
        L.backward()
        print(np.allclose(gw, wt.grad.numpy()), np.allclose(gb, bt.grad.numpy()))
print("w =", w.round(4), " b = %.4f" % b)
print("train acc: {:.2%}".format(np.mean((sigmoid(X @ w + b) > .5) == (t == 1))))
