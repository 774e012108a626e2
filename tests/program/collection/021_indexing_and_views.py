import torch
x = torch.arange(24).reshape(2, 3, 4)
print(x[0]); print(x[:, 1]); print(x[..., -1]); print(x[1, 2, 3].item())
print(x[:, ::2, 1:3])
print(x[x > 20])
mask = (x % 2 == 0) & (x > 10)
print(mask.sum(), x[mask])
idx = torch.tensor([2, 0])
print(x[0, idx])
print(x.view(6, 4).t().shape, x.permute(2, 0, 1).shape, x.transpose(0, 1).is_contiguous())
y = x.view(-1)
y[0] = 1000
print(x[0, 0, 0])
print(y.storage_offset(), x[1].storage_offset(), x.stride(), x.permute(2, 0, 1).stride())
x[0, :, 0] = torch.tensor([-1, -2, -3])
print(x[0])
x[:, :, -1] = 0
print(x.sum(dim=(1, 2)))
print(x[None].shape, x[:, None].shape, x.unsqueeze(-1).shape, x.unsqueeze(0).squeeze().shape)
try:
    x.permute(2, 0, 1).view(-1)
except RuntimeError as err:
    print(str(err)[:50])
print(x.permute(2, 0, 1).reshape(-1)[:5])
try:
    x[5]
except IndexError as err:
    print(type(err).__name__, err)
