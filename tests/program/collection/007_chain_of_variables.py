import torch
x = torch.tensor(5., requires_grad=True)
y = x**3; z = y**2
y.retain_grad()
z.backward()
print(x.grad, y.grad)
assert x.grad.item() == 6 * 5**5, "链式法则不对"
print("6x^5 =", 6 * 5**5)
