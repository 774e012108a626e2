import torch
import torch.nn as nn
import torch.nn.functional as F

CTX, DIM = 2, 10
poem = """Rain falls on the hill and runs to the river
the river runs to the sea and the sea gives rain
so what falls will rise and what rises will fall""".lower().split()
vocab = list(dict.fromkeys(poem))      # keeps the order
number = {w: i for i, w in enumerate(vocab)}
samples = [(poem[i - CTX:i], poem[i]) for i in range(CTX, len(poem))]
print(samples[:3], len(vocab))

class NextWord(nn.Module):
    def __init__(self):
        super().__init__()
        self.emb = nn.Embedding(len(vocab), DIM)
        self.mix = nn.Linear(CTX * DIM, 32)
        self.top = nn.Linear(32, len(vocab))
    def forward(self, ctx):                    # ctx: [B, CTX]
        return F.log_softmax(self.top(self.mix(self.emb(ctx).flatten(1)).relu()), dim=-1)

torch.manual_seed(1)
lm = NextWord()
sgd = torch.optim.SGD(lm.parameters(), lr=0.05)
curve = []
for ep in range(6):
    ep_loss = 0
    for ctx, word in samples:
        sgd.zero_grad()
        lp = lm(torch.tensor([[number[c] for c in ctx]]))
        loss = F.nll_loss(lp, torch.tensor([number[word]]))
        loss.backward()
        sgd.step()
        ep_loss += loss.item()
    curve.append(ep_loss)
print(curve, curve == sorted(curve, reverse=True))
top = lm(torch.tensor([[number['the'], number['river']]])).exp().topk(3)
for p, i in zip(top.values[0], top.indices[0]):
    print(f'{vocab[i]:<8}{p:.3f}')
print(lm.emb.weight[number["river"]])
