import torch

def collatz_like(t):
    """控制流里也能求导: 分支由数值决定"""
    path = ''
    while t.abs() < 50:
        if t > 0:
            t = t * 3
            path += 'A'
        else:
            t = t * -2
            path += 'B'
    return t, path

torch.manual_seed(5)
for trial in range(5):
    s = torch.randn((), requires_grad=True)
    r, path = collatz_like(s)
    r.backward()
    # 分段线性, 所以导数 = r / s
    print(f'{trial} start {s.item():+.4f} {path:<6} slope {s.grad.item():g}', torch.isclose(s.grad, r / s).item())
