import torch
import torch.nn as nn
import torch.nn.functional as F
torch.manual_seed(0)
edges = torch.tensor([[0, 1], [1, 2], [2, 3], [3, 0], [0, 2]]).t()
n = 4
idx = torch.cat([edges, edges.flip(0), torch.arange(n).repeat(2, 1)], dim=1)
A = torch.sparse_coo_tensor(idx, torch.ones(idx.shape[1]), (n, n)).coalesce()
print(A)
deg = torch.sparse.sum(A, dim=1).to_dense()
vals = A.values() * deg[A.indices()[0]].rsqrt() * deg[A.indices()[1]].rsqrt()
A_hat = torch.sparse_coo_tensor(A.indices(), vals, A.shape)
print(A_hat.to_dense())
class GCNLayer(nn.Module):
    def __init__(self, i, o):
        super().__init__()
        self.w = nn.Parameter(torch.empty(i, o)); nn.init.xavier_uniform_(self.w)
    def forward(self, a, h):
        return torch.sparse.mm(a, h @ self.w)
    def __repr__(self):
        return f'{self.__class__.__name__}({self.w.shape[0]} -> {self.w.shape[1]})'
class GCN(nn.Module):
    def __init__(self):
        super().__init__()
        self.g1, self.g2 = GCNLayer(4, 8), GCNLayer(8, 2)
    def forward(self, a, x):
        return self.g2(a, F.relu(self.g1(a, x)))
net = GCN(); print(net)
X = torch.eye(4); y = torch.tensor([0, 0, 1, 1])
opt = torch.optim.Adam(net.parameters(), lr=0.05)
for e in range(40):
    opt.zero_grad()
    loss = F.cross_entropy(net(A_hat, X), y)
    loss.backward(); opt.step()
    if e % 10 == 0: print(f'epoch {e:3d} loss {loss.item():.5f}')
print(net(A_hat, X).argmax(1), A_hat.is_sparse, A._nnz(), A.layout)
csr = torch.eye(3).to_sparse_csr(); print(csr.crow_indices(), csr @ torch.ones(3, 1))
d = torch.tensor([[0, 2.], [3, 0]]).to_sparse(); print(d.indices(), d.values(), d.t().to_dense())
