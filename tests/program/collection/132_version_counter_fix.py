import torch
w = torch.randn(3, requires_grad=True, generator=torch.Generator().manual_seed(2))
x = torch.ones(3)
def attempt(inplace):
    h = torch.sigmoid(w * x)
    v0 = h._version
    if inplace:
        h.mul_(2)
    else:
        h = h * 2
    print(v0, '->', h._version, end='  ')
    try:
        h.sum().backward()
        print('ok', w.grad)
    except RuntimeError as e:
        print('RuntimeError:', str(e)[:88], '...')
for flag in (False, True):
    attempt(flag)
a = torch.ones(2, requires_grad=True)
b = a * 2
b[0] = 10.      # 这样可以
b.sum().backward()
print(a.grad)
