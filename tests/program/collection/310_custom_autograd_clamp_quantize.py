import torch
import torch.nn as nn
class RoundSTE(torch.autograd.Function):
    generate_vmap_rule = True
    @staticmethod
    def forward(x):
        return torch.round(x)
    @staticmethod
    def setup_context(ctx, inputs, output):
        x, = inputs
        ctx.save_for_backward(x)
    @staticmethod
    def backward(ctx, g):
        return g.clone()
class MyReLU(torch.autograd.Function):
    @staticmethod
    def forward(ctx, input):
        ctx.save_for_backward(input)
        return input.clamp(min=0)
    @staticmethod
    def backward(ctx, grad_output):
        input, = ctx.saved_tensors
        grad_input = grad_output.clone()
        grad_input[input < 0] = 0
        return grad_input
    @staticmethod
    def jvp(ctx, t): return t
def my_relu(x): return MyReLU.apply(x)
x = torch.linspace(-2, 2, 9, requires_grad=True)
print(my_relu(x), MyReLU.apply, MyReLU)
RoundSTE.apply(x * 3).sum().backward(); print(x.grad)
class QLinear(nn.Linear):
    def __init__(self, *args, bits=4, **kwargs):
        super().__init__(*args, **kwargs)
        self.bits = bits
    def forward(self, x):
        s = self.weight.detach().abs().max() / (2 ** (self.bits - 1) - 1)
        wq = RoundSTE.apply(self.weight / s) * s
        return nn.functional.linear(x, wq, self.bias)
    def extra_repr(self):
        return super().extra_repr() + f', bits={self.bits}'
torch.manual_seed(0)
m = nn.Sequential(QLinear(4, 3, bits=3), nn.Hardtanh(), QLinear(3, 1, bias=False))
print(m)
o = torch.optim.SGD(m.parameters(), lr=.1)
for i in range(3):
    l = (m(torch.eye(4)) - torch.arange(4.).view(-1, 1)).square().mean(); o.zero_grad(); l.backward(); o.step(); print(i, l.item())
print(torch.vmap(RoundSTE.apply)(torch.tensor([[.4, .6], [1.5, 2.5]])))
print(torch.autograd.gradcheck(MyReLU.apply, torch.tensor([0.5, -1.], dtype=torch.float64, requires_grad=True)))
y = MyReLU.apply(x); print(y.grad_fn, type(y.grad_fn).__name__, y.grad_fn.saved_tensors[0] is x)
