import torch
from torch import nn, optim

torch.manual_seed(4)
backbone = nn.Sequential(nn.Linear(6, 10), nn.ReLU())
head = nn.Linear(10, 3)
model = nn.Sequential(backbone, head)
for param in backbone.parameters():
    param.requires_grad = False
before = {n: p.detach().clone() for n, p in model.named_parameters()}
opt = optim.SGD(filter(lambda p: p.requires_grad, model.parameters()), lr=0.1)
x = torch.randn(16, 6); t = torch.randint(3, (16,))
for _ in range(5):
    opt.zero_grad()
    nn.CrossEntropyLoss()(model(x), t).backward()
    opt.step()
for n, p in model.named_parameters():
    print(f'{n:12s} trainable={p.requires_grad!s:5} changed={not torch.equal(before[n], p)} grad={"None" if p.grad is None else "%.4f" % p.grad.norm()}')
trainable = sum(p.numel() for p in model.parameters() if p.requires_grad)
print('{}/{} trainable'.format(trainable, sum(p.numel() for p in model.parameters())))
model[1] = nn.Linear(10, 5)
print(model(x).shape)
model.requires_grad_(False)
try:
    model(x).sum().backward()
except RuntimeError as e:
    print(e)
