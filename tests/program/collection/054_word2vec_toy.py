import torch
import torch.nn as nn
import torch.nn.functional as F
from collections import Counter, defaultdict
import random

random.seed(0)
torch.manual_seed(0)
text = """a small boat crosses the wide river at dawn
the river carries the boat and the boat carries two sisters
two sisters sell fish at the market and buy bread at dusk""".split()

words = sorted(set(text))
w2i = {w: i for i, w in enumerate(words)}
print(len(text), len(words))

pairs, near = [], defaultdict(Counter)
for i, w in enumerate(text):
    lo, hi = max(0, i - 2), min(len(text), i + 3)
    for j in range(lo, hi):
        if j != i:
            pairs.append((w2i[w], w2i[text[j]]))
            near[w][text[j]] += 1
print(len(pairs), near['boat'].most_common(2))

class SkipGram(nn.Module):
    def __init__(self, vocab_size, dim):
        super().__init__()
        self.center = nn.Embedding(vocab_size, dim)
        self.context = nn.Linear(dim, vocab_size, bias=False)
    def forward(self, w):
        return F.log_softmax(self.context(self.center(w)), dim=1)

model = SkipGram(len(words), 6)
opt = torch.optim.SGD(model.parameters(), lr=0.5)
curve = []
for epoch in range(10):
    random.shuffle(pairs)
    total = 0
    for k in range(0, len(pairs), 16):
        c, o = torch.tensor(pairs[k:k + 16]).unbind(1)
        loss = F.nll_loss(model(c), o)
        model.zero_grad()
        loss.backward()
        opt.step()
        total += loss.item()
    curve.append(total)
print(curve[0] > curve[-1], f'{curve[-1]:.3f}')
E = F.normalize(model.center.weight.detach(), dim=1)
sim = (E @ E.T).fill_diagonal_(-1)
for q in ('boat', 'sisters'):
    best = sim[w2i[q]].argsort(descending=True)[:3]
    print(q, [(words[b], '%.2f' % sim[w2i[q], b]) for b in best])
print(F.cosine_similarity(E[0:1], E).shape)
