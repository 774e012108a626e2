import math
import torch
from torch.optim import Optimizer
from torch.optim.lr_scheduler import LRScheduler, LinearLR, SequentialLR, ConstantLR, PolynomialLR, ChainedScheduler, ExponentialLR

class SignSGD(Optimizer):
    def __init__(self, params, lr=0.01, momentum=0.0):
        if lr < 0: raise ValueError('Invalid learning rate: {}'.format(lr))
        super().__init__(params, dict(lr=lr, momentum=momentum))
    @torch.no_grad()
    def step(self, closure=None):
        loss = None
        if closure is not None:
            with torch.enable_grad(): loss = closure()
        for group in self.param_groups:
            for p in group['params']:
                if p.grad is None: continue
                state = self.state[p]
                if len(state) == 0: state['step'] = 0; state['buf'] = torch.zeros_like(p)
                state['step'] += 1
                state['buf'].mul_(group['momentum']).add_(p.grad)
                p.add_(state['buf'].sign(), alpha=-group['lr'])
        return loss

class Warmup(LRScheduler):
    def __init__(self, optimizer, steps, last_epoch=-1):
        self.steps = steps
        super().__init__(optimizer, last_epoch)
    def get_lr(self):
        f = min(1., (self.last_epoch + 1) / self.steps)
        return [base * f for base in self.base_lrs]

w = torch.tensor([1.03, -2.], requires_grad=True)
opt = SignSGD([w], lr=.2, momentum=.5); sch = Warmup(opt, 4)
for i in range(8):
    opt.zero_grad(); loss = (w ** 2).sum(); loss.backward(); opt.step(); print(i, w.data, sch.get_last_lr()); sch.step()
print(opt.state[w]['step'], opt)
try: SignSGD([w], lr=-1)
except ValueError as e: print(e)
for make in (lambda o: SequentialLR(o, [LinearLR(o, .1, total_iters=3), ExponentialLR(o, .5)], milestones=[3]), lambda o: PolynomialLR(o, 4, 2.), lambda o: ChainedScheduler([ConstantLR(o, .1, 2), ExponentialLR(o, .9)])):
    o = torch.optim.SGD([torch.nn.Parameter(torch.ones(1))], lr=1.); s = make(o); r = []
    for _ in range(5): r.append(round(o.param_groups[0]['lr'], 4)); o.step(); s.step()
    print(r)
