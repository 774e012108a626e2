import numpy as np
import torch
import torch.nn.functional as F
np.random.seed(0); torch.manual_seed(0)
x, y = torch.randn(6, 4), torch.tensor([0, 1, 2, 2, 1, 0])
def mixup(x, y, alpha=.4):
    lam = np.random.beta(alpha, alpha)
    perm = torch.randperm(len(x))
    t = F.one_hot(y, 3).float()
    return lam * x + (1 - lam) * x[perm], lam * t + (1 - lam) * t[perm], lam
mx, mt, lam = mixup(x, y)
print(f'lam={lam:.4f}', mt, mt.sum(1))
logits = mx @ torch.randn(4, 3)
print(F.cross_entropy(logits, mt), -(mt * F.log_softmax(logits, 1)).sum(1).mean())
print(torch.nn.functional.one_hot(torch.arange(3)), np.eye(3)[[2, 0]])
def augment(img, p=.5):
    if torch.rand(()) < p: img = img.flip(-1)
    if torch.rand(()) < p: img = torch.roll(img, int(torch.randint(-1, 2, ())), -1)
    return img + .01 * torch.randn_like(img)
print(torch.stack([augment(torch.arange(4.)) for _ in range(3)]).round(decimals=1))
smooth = (1 - .1) * F.one_hot(y, 3) + .1 / 3; print(smooth[0])
