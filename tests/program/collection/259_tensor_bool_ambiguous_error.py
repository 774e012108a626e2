import torch
a = torch.tensor([1, 2, 3]); b = torch.tensor([1, 2, 4])
if (a == b).all(): print('equal')
else: print('different')
if a == b:
    print('equal')
