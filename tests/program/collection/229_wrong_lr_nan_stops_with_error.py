import torch
x = torch.tensor([1., 2., 3., 4.]); y = 2 * x
w = torch.zeros(1, requires_grad=True)
for epoch in range(1000):
    loss = ((w * x - y) ** 2).sum()
    if torch.isnan(loss) or torch.isinf(loss):
        raise FloatingPointError(f'第 {epoch} 轮损失变成 {loss.item()}, 学习率太大')
    loss.backward()
    with torch.no_grad():
        w -= 0.5 * w.grad
        w.grad.zero_()
