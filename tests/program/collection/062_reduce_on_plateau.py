import torch
from torch import nn, optim

torch.manual_seed(0)
w = torch.tensor([4.0], requires_grad=True)
opt = optim.SGD([w], lr=1.05)
sched = optim.lr_scheduler.ReduceLROnPlateau(opt, mode='min', factor=0.5, patience=1)
for epoch in range(12):
    loss = (w ** 2).sum() + 1
    opt.zero_grad()
    loss.backward()
    opt.step()
    sched.step(loss)
    print('epoch %2d  loss %.5f  lr %g' % (epoch, loss.item(), opt.param_groups[0]['lr']))
