import torch
from torch import nn

train = [("the film was wonderful and moving", 1), ("dull slow and dull", 0), ("a moving wonderful story", 1), ("slow boring film", 0), ("i loved the story", 1), ("i hated the dull plot", 0)]
vocab = {}
for s, _ in train:
    for w in s.split():
        vocab.setdefault(w, len(vocab))
print(len(vocab))

def encode(batch):
    ids, offsets = [], [0]
    for s in batch:
        t = [vocab[w] for w in s.split() if w in vocab]
        ids += t
        offsets.append(len(t))
    return torch.tensor(ids), torch.tensor(offsets[:-1]).cumsum(0)

class Classifier(nn.Module):
    def __init__(self, n, d=8, c=2):
        super().__init__()
        self.emb = nn.EmbeddingBag(n, d, mode='mean')
        self.fc = nn.Linear(d, c)
        for p in self.parameters():
            nn.init.uniform_(p, -0.4, 0.4)
    def forward(self, ids, offsets):
        return self.fc(self.emb(ids, offsets))

torch.manual_seed(0)
m = Classifier(len(vocab))
opt = torch.optim.SGD(m.parameters(), lr=1.0)
ids, off = encode([s for s, _ in train]); y = torch.tensor([l for _, l in train])
print(ids[:8], off)
for ep in range(30):
    loss = nn.functional.cross_entropy(m(ids, off), y)
    opt.zero_grad(); loss.backward(); opt.step()
    if ep % 10 == 0: print(ep, '%.4f' % loss.item())
test = ["wonderful story", "boring plot", "the the the"]
for s, p in zip(test, m(*encode(test)).softmax(1).detach()):
    print(f'{s:<16} neg {p[0]:.2f} pos {p[1]:.2f}')
