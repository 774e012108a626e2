import torch
from collections import Counter
from torch.nn import functional as F

text = "a journey of a thousand miles begins beneath the feet of the one who walks and walks and walks"
freq = Counter(text)
itos = [ch for ch, n in freq.most_common()]
stoi = dict(zip(itos, range(len(itos))))
print(len(itos), itos[:5], freq.most_common(2))
ids = torch.tensor([stoi[ch] for ch in text])
V, H, T = len(itos), 16, 12

torch.manual_seed(12)
P = {
    'in': torch.randn(V, H) * .1,
    'rec': torch.randn(H, H) * .1,
    'b': torch.zeros(H),
    'out': torch.randn(H, V) * .1,
    'c': torch.zeros(V),
}
for p in P.values(): p.requires_grad_()

def run(seq, h):
    """seq: ids of one piece of text -> logits of the next letters, last state"""
    logits = []
    for i in seq:
        h = torch.tanh(P['in'][i] + h @ P['rec'] + P['b'])
        logits.append(h @ P['out'] + P['c'])
    return torch.stack(logits), h

for epoch in range(6):
    h, total, n = torch.zeros(H), 0., 0
    for s in range(0, len(ids) - T - 1, T):
        h = h.detach()     # truncated bptt
        logits, h = run(ids[s:s + T], h)
        loss = F.cross_entropy(logits, ids[s + 1:s + T + 1])
        for p in P.values(): p.grad = None
        loss.backward()
        norm = sum(p.grad.pow(2).sum() for p in P.values()).sqrt()
        scale = min(1., 1. / (norm.item() + 1e-12))
        with torch.no_grad():
            for p in P.values(): p -= 0.9 * scale * p.grad
        total += loss.item() * T; n += T
    print('困惑度 %.3f  |g|=%.3f' % (torch.tensor(total / n).exp(), norm))

@torch.no_grad()
def babble(start, n):
    logits, h = run([stoi[ch] for ch in start], torch.zeros(H))
    s = start
    for _ in range(n):
        nxt = int(logits[-1].argmax())
        s += itos[nxt]
        logits, h = run([nxt], h)
    return s
print(repr(babble('the ', 14)))
