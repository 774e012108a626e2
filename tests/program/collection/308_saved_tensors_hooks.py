import torch
from torch.autograd.graph import saved_tensors_hooks, save_on_cpu
x = torch.randn(3, generator=torch.Generator().manual_seed(0)).requires_grad_()
def pack(t):
    print("Packing", tuple(t.shape))
    return t
def unpack(t):
    print("Unpacking", tuple(t.shape))
    return t
with torch.autograd.graph.saved_tensors_hooks(pack, unpack):
    y = x.pow(2) * x.exp()
y.sum().backward()
print(x.grad)
with torch.autograd.graph.save_on_cpu(pin_memory=False):
    z = (x * x).sin()
z.sum().backward()
print(x.grad)
a = torch.tensor([5.0], requires_grad=True)
b = a ** 2
print(b.grad_fn._saved_self, b.grad_fn._saved_exponent)
