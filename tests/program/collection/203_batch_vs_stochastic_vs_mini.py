import torch
import time
torch.manual_seed(0)
X = torch.cat([torch.ones(64, 1), torch.randn(64, 2)], 1); theta_true = torch.tensor([[1.], [2.], [-3.]])
Y = X @ theta_true + .5 * torch.randn(64, 1)
exact = torch.linalg.lstsq(X, Y).solution
def fit(batch, epochs, lr):
    torch.manual_seed(1); th = torch.zeros(3, 1, requires_grad=True); updates = 0; begun = time.time()
    for ep in range(epochs):
        for rows in torch.randperm(64).split(batch):
            loss = (X[rows] @ th - Y[rows]).pow(2).mean()
            loss.backward(); updates += 1
            with torch.no_grad(): th -= lr * th.grad; th.grad.zero_()
    seconds = time.time() - begun      # 每次不同, 不打印
    with torch.no_grad(): full = (X @ th - Y).pow(2).mean().item()
    return updates, full, (th - exact).norm().item()
for name, b, e, lr in [('full', 64, 40, .1), ('mini', 16, 10, .05), ('sgd', 1, 3, .01)]:
    print('%-5s updates=%3d loss=%.5f distance=%.4f' % (name, *fit(b, e, lr)))
