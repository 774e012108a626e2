import torch, math
torch.manual_seed(3)
x = torch.linspace(0, 1, 20); y = 3 * x + 1 + .1 * torch.randn(20)
w, b, lr, curve = 0., 0., .5, []
for step in range(40):
    e = w * x + b - y; curve.append(e.pow(2).mean().item())
    w -= lr * (2 * e * x).mean().item(); b -= lr * (2 * e).mean().item()
def plot(values, height=8, width=40, log=False):
    v = [math.log10(a) if log else a for a in values]; lo, hi = min(v), max(v); span = hi - lo or 1
    grid = [[' '] * width for _ in range(height)]
    for i, a in enumerate(v): grid[round((hi - a) / span * (height - 1))][i * width // len(v)] = '*'
    for k, row in enumerate(grid): print(f'{hi - k * span / (height - 1):8.3f} |' + ''.join(row).rstrip())
    print(' ' * 9 + '+' + '-' * width)
plot(curve); plot(curve, log=True); print(round(w, 4), round(b, 4))
