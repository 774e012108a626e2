import numpy as np
import torch
import torch.nn.functional as F
sentences = ["i like deep learning", "i like machine learning", "cats chase mice", "dogs chase cats"]
vocab = sorted({w for s in sentences for w in s.split()})
tf = np.array([[s.split().count(w) for w in vocab] for s in sentences], dtype=float)
idf = np.log(len(sentences) / (tf > 0).sum(0)) + 1
tfidf = tf * idf
print(tfidf.shape, vocab)
T = F.normalize(torch.from_numpy(tfidf), p=2, dim=1)
S = T @ T.T
np.set_printoptions(precision=3, suppress=True)
print(S.numpy())
for i, s in enumerate(sentences):
    j = S[i].clone().index_fill_(0, torch.tensor([i]), -1).argmax().item()
    print(f'{s!r:28} -> {sentences[j]!r} ({S[i, j]:.2f})')
torch.set_printoptions(precision=2, sci_mode=False)
print(S)
torch.set_printoptions(profile='default')
print(F.cosine_similarity(T[0], T[1], dim=0))
