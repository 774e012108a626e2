import random
import torch
import torch.nn as nn

random.seed(0); torch.manual_seed(0)
SOS, EOS, V, L = 0, 1, 6, 4

class Encoder(nn.Module):
    def __init__(self, h):
        super().__init__()
        self.emb = nn.Embedding(V, h); self.gru = nn.GRU(h, h, batch_first=True)
    def forward(self, x):
        return self.gru(self.emb(x))

class Decoder(nn.Module):
    def __init__(self, h):
        super().__init__()
        self.emb = nn.Embedding(V, h); self.gru = nn.GRU(h, h, batch_first=True); self.out = nn.Linear(h, V)
    def forward(self, tok, hidden):
        o, hidden = self.gru(self.emb(tok), hidden)
        return self.out(o), hidden

enc, dec = Encoder(24), Decoder(24)
opt = torch.optim.Adam([*enc.parameters(), *dec.parameters()], lr=0.01)
lossf = nn.CrossEntropyLoss()
def batch(n):
    x = torch.randint(2, V, (n, L))
    y = torch.cat([x.flip(1), torch.full((n, 1), EOS)], 1)
    return x, y
for it in range(40):
    x, y = batch(32)
    _, h = enc(x)
    tok, loss = torch.full((32, 1), SOS), 0
    teacher = random.random() < 0.7
    for t in range(L + 1):
        logits, h = dec(tok, h)
        loss = loss + lossf(logits[:, 0], y[:, t])
        tok = y[:, t:t + 1] if teacher else logits.argmax(-1)
    opt.zero_grad(); loss.backward()
    nn.utils.clip_grad_norm_(dec.parameters(), 1.)
    opt.step()
    if it % 10 == 9: print(f'iter {it + 1}: {loss.item() / (L + 1):.4f}')
with torch.no_grad():
    x, y = batch(3)
    _, h = enc(x); tok = torch.full((3, 1), SOS); out = []
    for t in range(L + 1):
        logits, h = dec(tok, h); tok = logits.argmax(-1); out.append(tok)
    print(x.tolist(), torch.cat(out, 1).shape)
