import torch

seen = {}
def watch(tensor, label):
    """keep the gradient that flows through"""
    def note(g):
        seen[label] = g.clone()
    return tensor.register_hook(note)

a = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
b = a * 3
c = b ** 2
watch(b, 'b'); watch(c, 'c')
cap = b.register_hook(lambda g: g.clamp(max=15))
c.sum().backward()
print(seen, a.grad)
cap.remove()
a.grad = None
((a * 3) ** 2).sum().backward()
print(a.grad)
handle = a.register_hook(lambda g: print('叶子上的钩子:', g))
(a ** 2).sum().backward()
print(a.grad)
handle.remove()
d = a.exp()
d.register_hook(lambda g: g * 0)
d.sum().backward()
print(a.grad, len(seen))
try:
    torch.ones(2).register_hook(print)
except RuntimeError as e:
    print(e)
