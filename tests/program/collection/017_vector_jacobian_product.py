import torch

v = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
out = v
doublings = 0
while out.detach().abs().max() < 500:
    out = out * 2
    doublings += 1
print(doublings, out)

out.backward(torch.tensor([1., 0.1, 0.01]))
print(v.grad, v.grad / 2 ** doublings)

v.grad = None
q = torch.stack([v[0] * v[1], v[1] * v[2], v.prod()])
rows = []
for qi in q:
    g, = torch.autograd.grad(qi, v, retain_graph=True)
    rows.append(g)
J = torch.stack(rows)
print(J)
J2 = torch.autograd.functional.jacobian(lambda t: torch.stack([t[0] * t[1], t[1] * t[2], t.prod()]), v)
print((J == J2).all())
val, jvp = torch.autograd.functional.jvp(lambda t: t ** 2, torch.tensor([1., 2.]), torch.tensor([1., 1.]))
print(val, jvp)
val, vjp = torch.autograd.functional.vjp(lambda t: t.sum() * t, torch.tensor([1., 2.]), torch.tensor([1., 0.]))
print(vjp)
H = torch.autograd.functional.hessian(lambda t: (t[0] ** 2 * t[1]) + t[1] ** 3, torch.tensor([1., 2.]))
print(H, H.T == H)
