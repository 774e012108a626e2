import torch
from torch import nn
torch.manual_seed(4)
pairs = [('我 喜欢 猫', 'i like cats'), ('我 喜欢 狗', 'i like dogs'), ('你 喜欢 猫', 'you like cats'), ('你 怕 狗', 'you fear dogs')]
def build(sents):
    words = ['<s>', '</s>'] + sorted({w for s in sents for w in s.split()})
    return words, {w: i for i, w in enumerate(words)}
zh, zi = build([a for a, _ in pairs]); en, ei = build([b for _, b in pairs])
src = torch.tensor([[zi[w] for w in a.split()] for a, _ in pairs]); tgt = torch.tensor([[0] + [ei[w] for w in b.split()] + [1] for _, b in pairs])
class Model(nn.Module):
    def __init__(self, d=16):
        super().__init__()
        self.es, self.et = nn.Embedding(len(zh), d), nn.Embedding(len(en), d)
        self.cell, self.out = nn.GRUCell(2 * d, d), nn.Linear(2 * d, len(en))
    def step(self, tok, h, mem):
        score = (mem @ h.unsqueeze(-1)).squeeze(-1).softmax(-1); ctx = (score.unsqueeze(1) @ mem).squeeze(1)
        h = self.cell(torch.cat([self.et(tok), ctx], -1), h)
        return self.out(torch.cat([h, ctx], -1)), h, score
    def forward(self, src, tgt):
        mem = self.es(src); h = mem.mean(1); outs = []
        for t in range(tgt.size(1) - 1):
            o, h, _ = self.step(tgt[:, t], h, mem); outs.append(o)
        return torch.stack(outs, 1)
m = Model(); opt = torch.optim.Adam(m.parameters(), lr=.02)
for ep in range(60):
    loss = nn.functional.cross_entropy(m(src, tgt).transpose(1, 2), tgt[:, 1:]); opt.zero_grad(); loss.backward(); opt.step()
    if ep % 20 == 0: print(f'{ep} {loss.item():.4f}')
@torch.no_grad()
def translate(s):
    mem = m.es(torch.tensor([[zi[w] for w in s.split()]])); h = mem.mean(1); tok = torch.tensor([0]); words = []
    while len(words) < 6:
        o, h, _ = m.step(tok, h, mem); tok = o.argmax(-1)
        if tok.item() == 1: break
        words.append(en[tok.item()])
    return ' '.join(words)
for a, b in pairs + [('你 喜欢 狗', '?')]: print(a, '->', translate(a), '|', b)
