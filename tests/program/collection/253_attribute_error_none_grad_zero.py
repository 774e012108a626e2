import torch
w = torch.randn(2, 2, requires_grad=True, generator=torch.Generator().manual_seed(1))
for step in range(3):
    w.grad.zero_()        # 第一次还没有梯度!
    loss = (w ** 2).sum()
    loss.backward()
