import torch

# 狭长的碗: f = 0.05 u^2 + 1.5 v^2
def bowl(u, v): return 0.05 * u * u + 1.5 * v * v
def slope(u, v): return 0.1 * u, 3 * v

def descend(rule, start=(-6., 2.), n=20, **kw):
    (u, v), memory = start, [0., 0.]
    path = [(u, v)]
    for _ in range(n):
        g = slope(u, v)
        du, dv = rule(g, memory, **kw)
        u, v = u - du, v - dv
        path.append((u, v))
    print(f'{rule.__name__:<9}{kw!s:<28} -> ({u:+.6f}, {v:+.6f})  f={bowl(u, v):.3e}')
    return path

def plain(g, memory, eta):
    return [eta * gi for gi in g]

def heavy(g, memory, eta, beta):
    for i, gi in enumerate(g):
        memory[i] = beta * memory[i] + gi
    return [eta * m for m in memory]

def adagrad(g, memory, eta, eps=1e-6):
    memory[:] = [m + gi ** 2 for m, gi in zip(memory, g)]
    return [eta * gi / (m + eps) ** .5 for gi, m in zip(g, memory)]

descend(plain, eta=0.6)
descend(plain, eta=0.7)      # 发散
path = descend(heavy, eta=0.6, beta=0.5)
descend(heavy, eta=0.6, beta=0.9)
descend(adagrad, eta=1.0)

# autograd + torch.optim 应该走同一条路
p = torch.tensor([-6., 2.], dtype=torch.float64, requires_grad=True)
opt = torch.optim.SGD([p], lr=0.6, momentum=0.5)
for _ in range(20):
    opt.zero_grad()
    bowl(*p).backward()
    opt.step()
print(p.detach(), max(abs(a - b) for a, b in zip(p.tolist(), path[-1])) < 1e-12)
