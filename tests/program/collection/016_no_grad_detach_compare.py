import torch

a = torch.tensor([1., 2., 3.], requires_grad=True)

# way 1
with torch.no_grad():
    b = a * 2
print(b.requires_grad)

# way 2
c = (a * 2).detach()
print(c.requires_grad)

# way 3 - decorator
@torch.no_grad()
def double(t):
    return t * 2
print(double(a).requires_grad)

# nested
with torch.no_grad():
    with torch.enable_grad():
        d = a * 2
    e = a * 2
print(d.requires_grad, e.requires_grad)

torch.set_grad_enabled(False)
print((a + 1).requires_grad)
torch.set_grad_enabled(True)
print((a + 1).requires_grad, torch.is_grad_enabled())

# detach 共享内存
f = a.detach()
f[0] = 100
print(a)
g = a.clone().detach()
g[1] = -5
print(a, g)
try:
    a.numpy()
except RuntimeError as e:
    print('Error:', e)
print(a.detach().numpy())
