import torch
X = torch.arange(4.); Y = torch.ones(4)
before = id(Y)
Y = Y + X
print(id(Y) == before)
before = id(Y); Y += X; print(id(Y) == before)
Z = torch.zeros_like(Y); p = Z.data_ptr()
Z[:] = X + Y; print(Z.data_ptr() == p, Z)
torch.mul(X, 2, out=Z); print(Z, Z.data_ptr() == p)
Z.copy_(torch.tensor([9.]).expand(4)); X.fill_(3); X.zero_(); print(Z, X, X.add_(1).mul_(5).sub_(torch.ones(4)).clamp_(0, 3))
A = X.numpy(); B = torch.tensor(A); C = torch.from_numpy(A); X[0] = -7; print(type(A), type(B), A[0], B[0], C[0])
a = torch.tensor([3.5]); print(a, a.item(), float(a), int(a))
b = torch.arange(6).reshape(2, 3); c = b; c[0, 0] = 42; print(b[0, 0] == 42, b is c, b == c, torch.equal(b, c.clone()))
del Y, before, p
try: print(Y)
except NameError as e: print(e)
