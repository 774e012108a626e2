import torch

class BinarizeSTE(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        return (x > 0).to(x.dtype) * 2 - 1
    @staticmethod
    def backward(ctx, g):
        return torch.nn.functional.hardtanh(g)

def ste_round(x):
    return x + (x.round() - x).detach()

w = torch.tensor([0.3, -0.7, 1.2], requires_grad=True)
b = BinarizeSTE.apply(w)
print(b, b.grad_fn.name())
(b * torch.tensor([1., 2., -3.])).sum().backward()
print(w.grad)
w.grad = None
q = ste_round(w * 4) / 4
print(q)
q.sum().backward()
print(w.grad)
# gumbel softmax
torch.manual_seed(0)
logits = torch.tensor([1., 2., 0.5], requires_grad=True)
hard = torch.nn.functional.gumbel_softmax(logits, tau=0.5, hard=True)
print(hard, hard.sum())
(hard * torch.arange(3.)).sum().backward()
print(logits.grad.sum().abs() < 1e-6)
