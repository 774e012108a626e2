import torch

for lr in (0.01, 0.1, 0.5, 1.0, 1.1):
    x = torch.tensor([2.0], requires_grad=True)
    losses = []
    for i in range(60):
        y = x.pow(2).sum()
        if torch.isinf(y) or y > 1e4:
            losses.append(float('inf'))
            break
        losses.append(y.item())
        y.backward()
        x.data -= lr * x.grad
        x.grad.zero_()
    status = '发散' if losses[-1] == float('inf') else ('震荡' if len(set(losses)) == 1 else '收敛')
    print(f'lr={lr:<5} steps={len(losses):<3} last={losses[-1]:.3e} {status}')
