import torch
import torch.nn as nn
import torch.optim as optim
from torch.optim import lr_scheduler
import matplotlib.pyplot as plt

def make():
    p = nn.Parameter(torch.zeros(1))
    return p, optim.SGD([p], lr=1.0)

schedulers = {
    'StepLR': lambda o: lr_scheduler.StepLR(o, step_size=3, gamma=0.1),
    'MultiStepLR': lambda o: lr_scheduler.MultiStepLR(o, milestones=[2, 6], gamma=0.5),
    'ExponentialLR': lambda o: lr_scheduler.ExponentialLR(o, gamma=0.9),
    'CosineAnnealingLR': lambda o: lr_scheduler.CosineAnnealingLR(o, T_max=8, eta_min=0.05),
    'LambdaLR': lambda o: lr_scheduler.LambdaLR(o, lr_lambda=lambda epoch: 0.95 ** epoch),
    'CyclicLR': lambda o: lr_scheduler.CyclicLR(o, base_lr=0.1, max_lr=1.0, step_size_up=3),
    'OneCycleLR': lambda o: lr_scheduler.OneCycleLR(o, max_lr=2.0, total_steps=10),
    'WarmRestarts': lambda o: lr_scheduler.CosineAnnealingWarmRestarts(o, T_0=3),
}
for name, mk in schedulers.items():
    p, o = make()
    s = mk(o)
    lrs = []
    for epoch in range(9):
        lrs.append(o.param_groups[0]['lr'])
        o.step()
        s.step()
    print(f'{name:<18}', ' '.join(f'{lr:.4f}' for lr in lrs))
    plt.plot(lrs, label=name)
plt.legend(); plt.xlabel('epoch'); plt.ylabel('lr'); plt.show()
