import torch
import math

x = torch.tensor([0.0, 1.0, 4.0], requires_grad=True)
y = torch.sqrt(x).sum()
y.backward()
print(x.grad)            # inf at 0
x.grad = None
z = (torch.log(x) * 0).sum()
print(z, torch.isnan(z).item())
z.backward()
print(x.grad, torch.isnan(x.grad).any())

# 修复办法: 加 eps 或者 where
x.grad = None
torch.sqrt(x + 1e-8).sum().backward()
print(x.grad)
a = torch.tensor([-1.0, 2.0], requires_grad=True)
bad = torch.where(a > 0, torch.log(a), torch.zeros_like(a)); bad.sum().backward(); print(a.grad)
a.grad = None
safe = torch.where(a > 0, a, torch.ones_like(a))
torch.where(a > 0, torch.log(safe), torch.zeros_like(a)).sum().backward(); print(a.grad)
print(torch.nan_to_num(torch.tensor([float('nan'), math.inf, -math.inf, 1.])))

with torch.autograd.set_detect_anomaly(True):
    t = torch.tensor([-1.0], requires_grad=True)
    try:
        torch.sqrt(t).sum().backward()
    except RuntimeError as e:
        print('anomaly:', e)
print(float('nan') == float('nan'), math.isnan(float('nan')), 1e308 * 10)
