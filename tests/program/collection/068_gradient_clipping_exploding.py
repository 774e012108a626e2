import torch
import torch.nn as nn
torch.manual_seed(0)

rnn = nn.RNN(2, 8, nonlinearity='relu')
for p in rnn.parameters():
    p.data.mul_(3)
x = torch.randn(15, 1, 2)
out, h = rnn(x)
loss = out[-1].pow(2).sum()
loss.backward()
total = torch.sqrt(sum(p.grad.pow(2).sum() for p in rnn.parameters()))
print('norm before %.4e' % total.item())
returned = nn.utils.clip_grad_norm_(rnn.parameters(), max_norm=1.0)
after = torch.norm(torch.stack([p.grad.norm() for p in rnn.parameters()]))
print('returned %.4e, after %.6f' % (returned, after))
nn.utils.clip_grad_value_(rnn.parameters(), 0.05)
print(max(p.grad.abs().max().item() for p in rnn.parameters()) <= 0.05 + 1e-9)
v = nn.utils.parameters_to_vector(rnn.parameters())
print(v.shape)
