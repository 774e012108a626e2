# Optimizers from scratch vs torch.optim (作业3)
import torch
from torch.optim import Optimizer
from collections import defaultdict
import math
class MySGD(Optimizer):
    def __init__(self, params, lr=1e-3, momentum=0.0, weight_decay=0.0, nesterov=False):
        if lr < 0.0: raise ValueError("Invalid learning rate: {}".format(lr))
        defaults = dict(lr=lr, momentum=momentum, weight_decay=weight_decay, nesterov=nesterov)
        super(MySGD, self).__init__(params, defaults)
    def __setstate__(self, state):
        super().__setstate__(state)
        for group in self.param_groups: group.setdefault('nesterov', False)
    @torch.no_grad()
    def step(self, closure=None):
        loss = None
        if closure is not None:
            with torch.enable_grad(): loss = closure()
        for group in self.param_groups:
            for p in group['params']:
                if p.grad is None: continue
                d_p = p.grad
                if group['weight_decay'] != 0: d_p = d_p.add(p, alpha=group['weight_decay'])
                if group['momentum'] != 0:
                    st = self.state[p]
                    if 'momentum_buffer' not in st: buf = st['momentum_buffer'] = torch.clone(d_p).detach()
                    else:
                        buf = st['momentum_buffer']; buf.mul_(group['momentum']).add_(d_p)
                    d_p = d_p.add(buf, alpha=group['momentum']) if group['nesterov'] else buf
                p.add_(d_p, alpha=-group['lr'])
        return loss
class MyAdam(Optimizer):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0, decoupled=False):
        super().__init__(params, {"lr": lr, "betas": betas, "eps": eps, "weight_decay": weight_decay, "decoupled": decoupled})
    @torch.no_grad()
    def step(self):
        for g in self.param_groups:
            b1, b2 = g["betas"]
            for p in g["params"]:
                if p.grad is None: continue
                grad, state = p.grad, self.state[p]
                if len(state) == 0:
                    state["step"] = 0; state["m"] = torch.zeros_like(p, memory_format=torch.preserve_format); state["v"] = torch.zeros_like(p)
                m, v = state["m"], state["v"]; state["step"] += 1
                if g["weight_decay"]:
                    if g["decoupled"]: p.mul_(1 - g["lr"] * g["weight_decay"])
                    else: grad = grad.add(p, alpha=g["weight_decay"])
                m.mul_(b1).add_(grad, alpha=1 - b1); v.mul_(b2).addcmul_(grad, grad, value=1 - b2)
                denom = (v.sqrt() / math.sqrt(1 - b2 ** state["step"])).add_(g["eps"])
                p.addcdiv_(m, denom, value=-g["lr"] / (1 - b1 ** state["step"]))
class Lookahead(object):
    def __init__(self, opt, k=3, alpha=.5):
        self.opt, self.k, self.alpha, self.n = opt, k, alpha, 0
        self.slow = {p: p.detach().clone() for g in opt.param_groups for p in g['params']}
    def __getattr__(self, name): return getattr(self.opt, name)
    def step(self):
        self.opt.step(); self.n += 1
        if self.n % self.k: return
        with torch.no_grad():
            for p, s in self.slow.items(): s += self.alpha * (p - s); p.copy_(s)
def train(make, steps=10):
    torch.manual_seed(0)
    net = torch.nn.Sequential(torch.nn.Linear(3, 5), torch.nn.Tanh(), torch.nn.Linear(5, 1))
    x, y = torch.randn(16, 3), torch.randn(16, 1); opt = make(net.parameters()); out = []
    for _ in range(steps):
        opt.zero_grad(); l = torch.nn.functional.mse_loss(net(x), y); l.backward(); opt.step(); out.append(l.item())
    return out, torch.nn.utils.parameters_to_vector(net.parameters()).detach(), opt
from torch.optim import SGD, Adam, AdamW
for mine, ref in [(lambda p: MySGD(p, .1), lambda p: SGD(p, .1)), (lambda p: MySGD(p, .1, .9, 1e-2, True), lambda p: SGD(p, .1, .9, weight_decay=1e-2, nesterov=True)),
                  (lambda p: MyAdam(p, .01), lambda p: Adam(p, .01)), (lambda p: MyAdam(p, .01, weight_decay=.1, decoupled=True), lambda p: AdamW(p, .01, weight_decay=.1))]:
    (l1, v1, o1), (l2, v2, o2) = train(mine), train(ref)
    print(type(o1).__name__, type(o2).__name__, '%.6f %.6f' % (l1[-1], l2[-1]), torch.allclose(v1, v2, atol=1e-6), (v1 - v2).abs().max() < 1e-6)
l, v, o = train(lambda p: Lookahead(MyAdam(p, .01))); print(f'{l[-1]:.5f}', o.n, len(o.param_groups), o.state[o.param_groups[0]['params'][0]]['step'])
print(o.opt)
sd = o.opt.state_dict(); print(sd['param_groups'][0]['params'], sorted(sd['state'][0]))
try: MySGD([torch.zeros(1)], lr=-1)
except ValueError as e: print(e)
try: MyAdam(torch.zeros(1))
except TypeError as e: print(e)
try: MyAdam([{'params': [torch.zeros(1, requires_grad=True)]}, {'lr': 3}])
except Exception as e: print(type(e).__name__, e)
w = torch.tensor([5.0], requires_grad=True); o = MySGD([w], lr=.3)
def closure(): o.zero_grad(); l = (w ** 2).sum(); l.backward(); return l
for _ in range(3): print(o.step(closure), w.data)
fns = {'sign': lambda g, s: torch.sign(g), 'norm': lambda g, s: g / (g.norm() + 1e-8), 'avg': lambda g, s: s.setdefault('h', []).append(g) or sum(s['h']) / len(s['h'])}
for k, fn in fns.items():
    w = torch.tensor([2., -1.], requires_grad=True); s = {}
    for _ in range(4):
        (w ** 2).sum().backward()
        with torch.no_grad(): w -= .1 * fn(w.grad, s)
        w.grad = None
    print(k, w)
