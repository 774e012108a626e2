import torch
from torch import nn
torch.manual_seed(0)
X = torch.randn(32, 5); y = torch.randn(32, 1)
net = nn.Linear(5, 1)
init = {k: v.clone() for k, v in net.state_dict().items()}
accum = 4

# big batch
opt = torch.optim.SGD(net.parameters(), lr=0.1)
loss = nn.functional.mse_loss(net(X), y); opt.zero_grad(); loss.backward(); opt.step()
big = net.weight.detach().clone()

# small batches
net.load_state_dict(init)
opt = torch.optim.SGD(net.parameters(), lr=0.1)
opt.zero_grad()
for i, (xb, yb) in enumerate(zip(X.split(8), y.split(8))):
    loss = nn.functional.mse_loss(net(xb), yb) / accum   # 别忘了除
    loss.backward()
    if (i + 1) % accum == 0:
        opt.step(); opt.zero_grad()
print(torch.allclose(big, net.weight), (big - net.weight).abs().max().item() < 1e-6)
print(net.weight.grad)
