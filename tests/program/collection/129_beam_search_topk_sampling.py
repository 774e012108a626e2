import torch
import math

torch.manual_seed(4)
V, T = 5, 4
table = torch.randn(V, V).log_softmax(-1)      # bigram log probs

def greedy(start):
    seq, lp = [start], 0.
    for _ in range(T):
        nxt = table[seq[-1]].argmax().item()
        lp += table[seq[-1], nxt].item(); seq.append(nxt)
    return lp, seq

def beam(start, k):
    beams = [(0., [start])]
    for _ in range(T):
        cand = []
        for lp, seq in beams:
            for nxt in range(V):
                cand.append((lp + table[seq[-1]][nxt].item(), seq + [nxt]))
        cand.sort(key=lambda c: c[0], reverse=True)
        beams = cand[:k]
    return beams[0]

print('greedy %.4f %s' % greedy(0))
for k in (1, 2, 5):
    print('beam=%d  %.4f %s' % (k, *beam(0, k)))
logits = torch.tensor([2., 1., .5, -1., -3.])
for temp in (0.1, 1.0, 10.0):
    print(temp, torch.softmax(logits / temp, -1).numpy().round(3))

def top_k(logits, k):
    v, _ = torch.topk(logits, k)
    out = logits.clone()
    out[out < v[-1]] = -float('Inf')
    return out.softmax(-1)

def top_p(logits, p):
    s, idx = torch.sort(logits.softmax(-1), descending=True)
    keep = s.cumsum(0) - s < p
    probs = torch.zeros_like(s).scatter(0, idx[keep], s[keep])
    return probs / probs.sum()
print(top_k(logits, 2)); print(top_p(logits, 0.8))
g = torch.Generator().manual_seed(0)
print(torch.multinomial(top_k(logits, 3), 10, replacement=True, generator=g).tolist())
