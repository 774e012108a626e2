import torch

x = torch.tensor(1., requires_grad=True)
y = torch.tensor(2.)
z = x * y
z.retain_grad()

def show(title):
    print("-" * 20, title, "-" * 20)
    for name, t in {'x': x, 'y': y, 'z': z}.items():
        print('%s  data=%s  requires_grad=%-5s  grad=%s  grad_fn=%s  is_leaf=%s' % (
            name, t.data, t.requires_grad, t.grad, t.grad_fn.name() if t.grad_fn else None, t.is_leaf))

show('反向传播之前')
z.backward()
show('反向传播之后')
