import torch
torch.manual_seed(11)
A = torch.randn(3, 4); B = torch.randn(4, 5); v = torch.randn(4)
checks = {
    'matmul': (torch.einsum('ij,jk->ik', A, B), A @ B),
    'matvec': (torch.einsum('ij,j->i', A, v), A.mv(v)),
    'transpose': (torch.einsum('ij->ji', A), A.T),
    'sum': (torch.einsum('ij->', A), A.sum()),
    'row sum': (torch.einsum('ij->i', A), A.sum(1)),
    'trace': (torch.einsum('ii', A[:, :3]), A[:, :3].trace()),
    'outer': (torch.einsum('i,j->ij', v, v), torch.outer(v, v)),
    'hadamard': (torch.einsum('ij,ij->ij', A, A), A * A),
}
for name, (got, want) in checks.items():
    print('{:<10} {} {}'.format(name, tuple(got.shape), torch.allclose(got, want)))
q = torch.randn(2, 3, 4, 8); k = torch.randn(2, 3, 5, 8)
att = torch.einsum('bhqd,bhkd->bhqk', q, k) / 8 ** 0.5
w = att.softmax(-1)
print(w.shape, w.sum(-1).allclose(torch.ones(2, 3, 4)))
print(torch.tensordot(A, B, dims=1).shape, torch.bmm(q[0], k[0].transpose(1, 2)).shape)
