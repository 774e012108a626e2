import torch
from torch import nn
import torch.nn.functional as F

torch.manual_seed(1337)
story = "the small bird sings in the small tree and the tree sings in the wind and the wind sings to the bird"
alphabet = sorted(set(story))
code = {ch: i for i, ch in enumerate(alphabet)}
ids = torch.tensor([code[ch] for ch in story])
V, CTX, D, HEADS = len(alphabet), 8, 16, 2

class CausalSelfAttention(nn.Module):
    def __init__(self):
        super().__init__()
        self.qkv = nn.Linear(D, 3 * D, bias=False)
        self.mix = nn.Linear(D, D)
        mask = torch.ones(CTX, CTX, dtype=torch.bool).triu(diagonal=1)
        self.register_buffer('mask', mask, persistent=False)
    def forward(self, h):
        b, t, d = h.shape
        q, k, v = (m.view(b, t, HEADS, d // HEADS).transpose(1, 2) for m in self.qkv(h).split(D, dim=-1))
        att = q @ k.transpose(-1, -2) * (d // HEADS) ** -0.5
        att = att.masked_fill(self.mask[:t, :t], -torch.inf).softmax(-1)
        return self.mix((att @ v).transpose(1, 2).reshape(b, t, d))

class Layer(nn.Module):
    def __init__(self):
        super().__init__()
        self.n1, self.n2 = nn.LayerNorm(D), nn.LayerNorm(D)
        self.att = CausalSelfAttention()
        self.mlp = nn.Sequential(nn.Linear(D, 3 * D), nn.GELU(), nn.Linear(3 * D, D))
    def forward(self, h):
        h = h + self.att(self.n1(h))
        return h + self.mlp(self.n2(h))

class CharModel(nn.Module):
    def __init__(self, depth=1):
        super().__init__()
        self.letters, self.places = nn.Embedding(V, D), nn.Embedding(CTX, D)
        self.layers = nn.Sequential(*(Layer() for _ in range(depth)))
        self.norm, self.head = nn.LayerNorm(D), nn.Linear(D, V)
    def forward(self, idx):
        h = self.letters(idx) + self.places.weight[:idx.size(1)]
        return self.head(self.norm(self.layers(h)))

def batch(n=8):
    starts = torch.randint(0, len(ids) - CTX - 1, (n,)).tolist()
    pieces = torch.stack([ids[s:s + CTX + 1] for s in starts])
    return pieces[:, :-1], pieces[:, 1:]

model = CharModel()
print(f'{sum(p.numel() for p in model.parameters()):,} 个参数')
opt = torch.optim.AdamW(model.parameters(), lr=1e-2)
for step in range(41):
    inp, goal = batch()
    loss = F.cross_entropy(model(inp).flatten(0, 1), goal.flatten())
    opt.zero_grad(set_to_none=True); loss.backward(); opt.step()
    if step % 10 == 0: print(step, '%.4f' % loss.item())

@torch.inference_mode()
def write(n, temperature=0.8, start='the '):
    out = [code[ch] for ch in start]
    for _ in range(n):
        logits = model(torch.tensor([out[-CTX:]]))[0, -1] / temperature
        out.append(torch.multinomial(logits.softmax(0), 1).item())
    return ''.join(alphabet[i] for i in out)
print(write(24))
