import torch
from torch.autograd.function import once_differentiable
class Mul(torch.autograd.Function):
    @staticmethod
    def forward(a, b): return a * b
    @staticmethod
    def setup_context(ctx, inputs, output):
        a, b = inputs
        ctx.save_for_backward(a, b)
    @staticmethod
    @once_differentiable
    def backward(ctx, g):
        a, b = ctx.saved_tensors
        return g * b, g * a
x = torch.tensor([2., 3.], requires_grad=True); y = torch.tensor([4., 5.], requires_grad=True)
Mul.apply(x, y).sum().backward(); print(x.grad, y.grad)
class SplitSum(torch.autograd.Function):
    @staticmethod
    def forward(ctx, t):
        ctx.set_materialize_grads(False)
        ctx.n = t.numel()
        return t.sum(), t.argmax()
    @staticmethod
    def backward(ctx, g_sum, g_arg):
        print('backward got', g_sum, g_arg)
        return g_sum.expand(ctx.n) * 2
s, a = SplitSum.apply(x); s.backward(); print(x.grad, a, a.requires_grad)
packed = []
def pack(t): packed.append(tuple(t.shape)); return t * 1
def unpack(t): packed.append('unpack'); return t
with torch.autograd.graph.saved_tensors_hooks(pack, unpack): z = (x ** 2).exp()
z.sum().backward(); print(packed)
w = torch.ones(1, requires_grad=True); w.register_post_accumulate_grad_hook(lambda p: print('accumulated', p.grad)); (w * 3).backward()
