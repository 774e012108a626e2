import torch

w = torch.randn(3, requires_grad=True, generator=torch.Generator().manual_seed(0))
loss = (w ** 2).sum()
loss.backward()
print(w.grad / w.detach())
w -= 0.1 * w.grad    # forgot torch.no_grad()
print(w)
