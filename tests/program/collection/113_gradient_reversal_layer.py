import torch
from torch import nn
from torch.autograd import Function

class GradReverse(Function):
    @staticmethod
    def forward(ctx, x, lambd):
        ctx.lambd = lambd
        return x.view_as(x)
    @staticmethod
    def backward(ctx, grad_output):
        return -ctx.lambd * grad_output, None

def grad_reverse(x, lambd=1.0):
    return GradReverse.apply(x, lambd)

x = torch.tensor([1., 2.], requires_grad=True)
(grad_reverse(x, 0.5) * 3).sum().backward()
print(x.grad)

class ReverseLayer(nn.Module):
    def __init__(self, lambd): super().__init__(); self.lambd = lambd
    def forward(self, x): return grad_reverse(x, self.lambd)
    def extra_repr(self): return 'lambd={}'.format(self.lambd)

torch.manual_seed(0)
feat, clf, dom = nn.Linear(3, 3), nn.Linear(3, 2), nn.Sequential(ReverseLayer(0.1), nn.Linear(3, 2))
print(dom)
h = feat(torch.randn(5, 3))
(clf(h).sum() + dom(h).sum()).backward()
expect = (clf.weight.sum(0) - 0.1 * dom[1].weight.sum(0)) * 5
print(torch.allclose(feat.bias.grad, expect, atol=1e-6))
