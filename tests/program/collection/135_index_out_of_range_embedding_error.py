import torch
import torch.nn as nn
emb = nn.Embedding(10, 3)
ids = torch.tensor([1, 5, 9])
print(emb(ids).shape)
ids = torch.tensor([1, 5, 10])   # 10 个词, 下标到 9 为止
print(emb(ids).shape)
