import torch
from torch import nn
import torch.nn.functional as F

pred = torch.tensor([2.5, 0.0, 2.0, 8.0], requires_grad=True)
true = torch.tensor([3.0, -0.5, 2.0, 7.0])
for loss in [nn.MSELoss(), nn.L1Loss(), nn.SmoothL1Loss(beta=0.5), nn.HuberLoss(delta=0.7), nn.MSELoss(reduction='sum'), nn.L1Loss(reduction='none')]:
    v = loss(pred, true)
    if v.dim() == 0:
        g, = torch.autograd.grad(v, pred)
        print(type(loss).__name__, loss.reduction, f'{v.item():.5f}', g.tolist())
    else:
        print(type(loss).__name__, loss.reduction, v.detach())
print(F.binary_cross_entropy(torch.tensor([.9, .2]), torch.tensor([1., 0.])))
print(nn.BCEWithLogitsLoss(pos_weight=torch.tensor(3.))(torch.tensor([.5, -1.]), torch.tensor([1., 0.])))
print(nn.KLDivLoss(reduction='batchmean')(torch.log(torch.tensor([[.4, .6]])), torch.tensor([[.5, .5]])))
print(nn.CosineEmbeddingLoss()(torch.tensor([[1., 0]]), torch.tensor([[1., 1]]), torch.tensor([1])))
print(nn.TripletMarginLoss(margin=1.0)(torch.zeros(1, 2), torch.ones(1, 2), torch.full((1, 2), 3.)))
print(nn.MarginRankingLoss(0.5)(torch.tensor([1.]), torch.tensor([1.2]), torch.tensor([1.])))
print(nn.CrossEntropyLoss(weight=torch.tensor([1., 2.]), ignore_index=-100)(torch.tensor([[1., 2.], [0., 3.], [5., 5.]]), torch.tensor([0, 1, -100])))
print(nn.PoissonNLLLoss()(torch.tensor([1.]), torch.tensor([2.])), nn.GaussianNLLLoss()(torch.tensor([1.]), torch.tensor([2.]), torch.tensor([4.])))

def log_cosh(p, t): return torch.log(torch.cosh(p - t)).mean()
print(log_cosh(pred, true))
