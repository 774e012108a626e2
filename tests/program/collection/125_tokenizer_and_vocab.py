from collections import Counter, OrderedDict
import re
import string
import torch

class Vocab:
    UNK, PAD = '<unk>', '<pad>'
    def __init__(self, tokens, min_freq=1):
        counts = Counter(tokens)
        self.freqs = sorted(counts.items(), key=lambda kv: (-kv[1], kv[0]))
        self.itos = [self.PAD, self.UNK] + [t for t, c in self.freqs if c >= min_freq]
        self.stoi = {t: i for i, t in enumerate(self.itos)}
    def __len__(self): return len(self.itos)
    def __getitem__(self, tokens):
        if not isinstance(tokens, (list, tuple)):
            return self.stoi.get(tokens, self.stoi[self.UNK])
        return [self[t] for t in tokens]
    def __contains__(self, t): return t in self.stoi
    def decode(self, ids): return ' '.join(self.itos[i] for i in ids if i != 0)

def tokenize(s):
    s = s.lower().translate(str.maketrans('', '', string.punctuation))
    return s.split()

lines = ["Deep nets learn features.", "Features, features everywhere!", "Nets learn; we learn."]
tokens = [t for l in lines for t in tokenize(l)]
v = Vocab(tokens, min_freq=2)
print(len(v), v.freqs)
print(v['learn'], v['banana'], v[['deep', 'nets']], 'learn' in v, 'deep' in v)
encoded = [v[tokenize(l)] for l in lines]
width = max(map(len, encoded))
padded = torch.tensor([e + [0] * (width - len(e)) for e in encoded])
print(padded); print((padded != 0).sum(1))
for row in padded: print(repr(v.decode(row.tolist())))
print(re.sub(r'[^a-z ]', '', "It's 2 a.m."), re.findall(r'\d+', 'a1b22c333'))
