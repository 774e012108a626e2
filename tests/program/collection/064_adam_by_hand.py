import torch

class MyAdam:
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
        self.params = list(params)
        self.lr, (self.b1, self.b2), self.eps = lr, betas, eps
        self.m = [torch.zeros_like(p) for p in self.params]
        self.v = [torch.zeros_like(p) for p in self.params]
        self.t = 0
    def zero_grad(self):
        for p in self.params:
            p.grad = None
    @torch.no_grad()
    def step(self):
        self.t += 1
        for i, p in enumerate(self.params):
            if p.grad is None: continue
            self.m[i] = self.b1 * self.m[i] + (1 - self.b1) * p.grad
            self.v[i] = self.b2 * self.v[i] + (1 - self.b2) * p.grad ** 2
            mhat = self.m[i] / (1 - self.b1 ** self.t)
            vhat = self.v[i] / (1 - self.b2 ** self.t)
            p -= self.lr * mhat / (vhat.sqrt() + self.eps)

def rosen(p): return (1 - p[0]) ** 2 + 100 * (p[1] - p[0] ** 2) ** 2

def run(cls):
    p = torch.tensor([-1., 1.5], dtype=torch.double, requires_grad=True)
    opt = cls([p], lr=0.05)
    trace = []
    for i in range(100):
        opt.zero_grad()
        loss = rosen(p)
        loss.backward()
        opt.step()
        if i % 20 == 0: trace.append(round(loss.item(), 5))
    return p.detach(), trace

mine, t1 = run(MyAdam)
ref, t2 = run(torch.optim.Adam)
print(t1)
print(t2)
print(mine, ref, torch.allclose(mine, ref))
