import torch

class Bump(torch.autograd.Function):
    """g(u) = u * exp(-u^2); derivative (1 - 2u^2) exp(-u^2)"""

    @staticmethod
    def forward(ctx, u):
        e = torch.exp(-u * u)
        ctx.save_for_backward(u, e)
        return u * e

    @staticmethod
    def backward(ctx, grad_out):
        u, e = ctx.saved_tensors
        return grad_out * (1 - 2 * u * u) * e

class ScaledAdd(torch.autograd.Function):
    """a + k*b where k is a plain number: its gradient is None"""
    @staticmethod
    def forward(ctx, a, b, k):
        ctx.k = k
        print('needs grad:', ctx.needs_input_grad) if not hasattr(ScaledAdd, 'said') else None
        ScaledAdd.said = True
        return a + k * b
    @staticmethod
    def backward(ctx, g):
        return g, g * ctx.k, None

torch.manual_seed(1)
xs = torch.linspace(-3, 3, 120)
ys = 1.7 * Bump.apply(0.8 * xs - 0.3) + 0.2
amp = torch.tensor(1.0, requires_grad=True)
freq = torch.tensor(1.0, requires_grad=True)
shift = torch.tensor(0.0, requires_grad=True)
bias = torch.tensor(0.0, requires_grad=True)
params = dict(amp=amp, freq=freq, shift=shift, bias=bias)
for k in range(401):
    fit = ScaledAdd.apply(bias, Bump.apply(freq * xs + shift), 1.0)
    fit = amp * (fit - bias) + bias
    loss = (fit - ys).square().mean()
    if k % 100 == 0:
        print(k, '%.6f' % loss.item())
    grads = torch.autograd.grad(loss, list(params.values()))
    with torch.no_grad():
        for p, g in zip(params.values(), grads):
            p -= 0.3 * g
print({n: round(p.item(), 3) for n, p in params.items()})
