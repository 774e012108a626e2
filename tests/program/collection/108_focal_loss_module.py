import torch
import torch.nn as nn
import torch.nn.functional as F
from typing import Optional

class FocalLoss(nn.Module):
    """ -alpha (1-p)^gamma log p """
    def __init__(self, gamma: float = 2.0, alpha: Optional[torch.Tensor] = None, reduction: str = 'mean') -> None:
        super().__init__()
        self.gamma = gamma
        self.alpha = alpha
        self.reduction = reduction

    def forward(self, logits: torch.Tensor, target: torch.Tensor) -> torch.Tensor:
        logp = F.log_softmax(logits, dim=1)
        logpt = logp.gather(1, target.unsqueeze(1)).squeeze(1)
        pt = logpt.exp()
        loss = -((1 - pt) ** self.gamma) * logpt
        if self.alpha is not None:
            loss = loss * self.alpha[target]
        if self.reduction == 'mean':
            return loss.mean()
        elif self.reduction == 'sum':
            return loss.sum()
        return loss

    def __repr__(self):
        return f'FocalLoss(gamma={self.gamma}, alpha={self.alpha})'

torch.manual_seed(0)
logits = torch.randn(6, 3, requires_grad=True); t = torch.tensor([0, 1, 2, 0, 0, 1])
print(torch.allclose(FocalLoss(0.)(logits, t), F.cross_entropy(logits, t)))
for g in (0, 0.5, 2, 5):
    f = FocalLoss(g)
    v = f(logits, t)
    v.backward()
    print(f, '%.5f' % v.item(), logits.grad.norm())
    logits.grad = None
print(FocalLoss(alpha=torch.tensor([1., 2., 3.]), reduction='none')(logits, t).shape)
