import torch
x = torch.tensor([1., 2.], requires_grad=True)
w = torch.tensor([0.5, -0.5], requires_grad=True)
z = (w * x).sum()
loss = (z.tanh() - 1) ** 2
def walk(fn, depth=0):
    print('  ' * depth + type(fn).__name__)
    for nxt, i in fn.next_functions:
        if nxt is not None:
            walk(nxt, depth + 1)
walk(loss.grad_fn)
fn = loss.grad_fn
seen = set()
stack = [fn]
names = []
while stack:
    f = stack.pop()
    if f in seen or f is None: continue
    seen.add(f)
    names.append(f.name())
    if hasattr(f, 'variable'):
        print('leaf', f.variable.shape)
    for u in f.next_functions: stack.append(u[0])
print(names)
order = []
for f in list(seen):
    f.register_hook(lambda gi, go, n=f.name(): order.append(n))
loss.backward()
print(sorted(order), x.grad, w.grad)
print(x.grad_fn, x._version, loss._version, z.requires_grad, loss.dim(), loss.data_ptr() > 0)
with torch.autograd.set_detect_anomaly(True):
    try:
        q = torch.tensor([-1.], requires_grad=True)
        torch.sqrt(q).sum().backward()
    except RuntimeError as e:
        print(e)
with torch.autograd.detect_anomaly(check_nan=False):
    (x * 2).sum().backward()
print(x.grad)
def f(a): return a ** 3
a = torch.tensor(2., requires_grad=True)
d1, = torch.autograd.grad(f(a), a, create_graph=True); d2, = torch.autograd.grad(d1, a, create_graph=True); d3, = torch.autograd.grad(d2, a)
print(d1, d2, d3)
print(torch.autograd.grad(a * 2, [a, w], allow_unused=True), torch.is_grad_enabled(), torch.autograd.backward([a * 3], [torch.tensor(1.)]), a.grad)
