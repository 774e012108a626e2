import torch
a = torch.zeros(6)
i = a.view(torch.int32)
b = a[2:4]
c = a.view(2, 3)
d = a.detach()
w = torch.ones(3, requires_grad=True)
for step in range(4):
    b += 1
    c[1, 2] = step
    d[0] -= 1
    with torch.no_grad():
        w[1:] *= 2
    print(a, w, b)
