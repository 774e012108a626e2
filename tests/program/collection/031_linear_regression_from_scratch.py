import random
import torch

# 第三章练习: 不用 nn, 不用 optim, 自己写线性回归
random.seed(1); torch.manual_seed(1)
W_TRUE, B_TRUE = torch.tensor([1.5, -2.7, 0.4]), 3.3

def make_data(n, noise=0.02):
    """生成 X 和 y = X·w + b + 噪声"""
    feats = torch.randn(n, W_TRUE.numel())
    clean = feats.mv(W_TRUE) + B_TRUE
    return feats, (clean + noise * torch.randn(n)).unsqueeze(1)

feats, target = make_data(240)
print('第一个样本:', feats[0], '->', target[0])

def minibatches(size):
    order = list(range(len(feats)))
    random.shuffle(order)
    while order:
        take, order = order[:size], order[size:]
        rows = torch.tensor(take)
        yield feats[rows], target[rows]

a, b = next(minibatches(8))
print(a.shape, b.shape, b.T)

w = (0.01 * torch.randn(3, 1)).requires_grad_()
bias = torch.zeros(1, requires_grad=True)

model = lambda inp: inp.mm(w) + bias

def half_square(p, t):
    return 0.5 * (p - t.reshape(p.shape)).pow(2)

def update(tensors, rate, size):
    with torch.no_grad():
        for t in tensors:
            t.sub_(rate * t.grad / size)
            t.grad.zero_()

for ep in range(1, 5):
    for a, b in minibatches(12):
        half_square(model(a), b).sum().backward()
        update((w, bias), 0.05, len(a))
    with torch.no_grad():
        now = half_square(model(feats), target).mean()
    print(f'第 {ep} 轮, 损失 {float(now):.7f}')
print(f'w 误差: {W_TRUE - w.detach().flatten()}')
print(f'b 误差: {B_TRUE - bias}')
