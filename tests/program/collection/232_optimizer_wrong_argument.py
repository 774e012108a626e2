import torch
w = torch.ones(2, requires_grad=True)
opt = torch.optim.SGD([w], lr=0.1)
(w ** 2).sum().backward(); opt.step(); print(w)
opt2 = torch.optim.SGD(w, lr=0.1)
