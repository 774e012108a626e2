import torch
import torch.nn as nn
torch.manual_seed(21)

# parity of the bits in a sequence
N, T = 64, 6
X = torch.randint(0, 2, (N, T, 1)).float()
y = X.sum(dim=(1, 2)).long() % 2

class Parity(nn.Module):
    def __init__(self, hidden=10):
        super(Parity, self).__init__()
        self.cell = nn.GRUCell(1, hidden)
        self.out = nn.Linear(hidden, 2)
        self.hidden = hidden
    def forward(self, x):
        h = x.new_zeros(x.size(0), self.hidden)
        for t in range(x.size(1)):
            h = self.cell(x[:, t], h)
        return self.out(h)

net = Parity()
opt = torch.optim.Adam(net.parameters(), lr=0.02)
for step in range(30):
    opt.zero_grad()
    logits = net(X)
    loss = nn.functional.cross_entropy(logits, y)
    loss.backward()
    nn.utils.clip_grad_norm_(net.parameters(), 1.0)
    opt.step()
    if step % 10 == 9:
        print(step, "loss=%.4f" % loss, "acc=%.3f" % (logits.argmax(-1) == y).float().mean())

rnn = nn.GRU(input_size=1, hidden_size=4, num_layers=2, batch_first=True, bidirectional=True)
o, h = rnn(X[:3])
print(o.shape, h.shape)
packed = nn.utils.rnn.pack_padded_sequence(X[:3], torch.tensor([6, 4, 2]), batch_first=True)
o, h = rnn(packed)
o, lens = nn.utils.rnn.pad_packed_sequence(o, batch_first=True)
print(o.shape, lens, o[2, 2:].abs().sum().item())
