import torch
import torch.nn as nn

ratings = [(0, 0, 5), (0, 1, 3), (0, 3, 1), (1, 0, 4), (1, 3, 1), (2, 0, 1), (2, 1, 1), (2, 3, 5), (3, 0, 1), (3, 3, 4), (4, 1, 1), (4, 2, 5), (4, 3, 4)]
users, items, r = zip(*ratings)
users, items = torch.LongTensor(users), torch.LongTensor(items)
r = torch.FloatTensor(r)

class MatrixFactorization(nn.Module):
    def __init__(self, n_users, n_items, n_factors=2):
        super().__init__()
        self.user_factors = nn.Embedding(n_users, n_factors)
        self.item_factors = nn.Embedding(n_items, n_factors)
        self.user_bias = nn.Embedding(n_users, 1)
        self.item_bias = nn.Embedding(n_items, 1)
        for e in (self.user_bias, self.item_bias): e.weight.data.zero_()

    def forward(self, u, i):
        p = (self.user_factors(u) * self.item_factors(i)).sum(1, keepdim=True)
        p += self.user_bias(u) + self.item_bias(i)
        return p.squeeze()

torch.manual_seed(3)
m = MatrixFactorization(5, 4)
opt = torch.optim.AdamW(m.parameters(), lr=0.1, weight_decay=1e-3)
for ep in range(80):
    loss = (m(users, items) - r).pow(2).mean()
    opt.zero_grad(); loss.backward(); opt.step()
    if ep % 20 == 0: print(f'{ep:>3d} mse={loss.item():.4f}')
with torch.no_grad():
    full = m.user_factors.weight @ m.item_factors.weight.T + m.user_bias.weight + m.item_bias.weight.T
print(full.shape, 'rmse', ((full[users, items] - r) ** 2).mean().sqrt().item() < 0.5)
