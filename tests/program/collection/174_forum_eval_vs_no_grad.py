import torch, torch.nn as nn
torch.manual_seed(0)
net = nn.Sequential(nn.Linear(4, 4), nn.BatchNorm1d(4), nn.Dropout(0.5))
x = torch.randn(6, 4)
net.eval()
out = net(x)
print('eval:', out.requires_grad, torch.equal(net(x), out))
net.train()
with torch.no_grad():
    out = net(x)
    print('no_grad:', out.requires_grad, torch.equal(net(x), out))
with torch.inference_mode():
    o = net(x)
print(o.is_inference(), [m.training for m in net])
try:
    o.requires_grad_(True)
except RuntimeError as e:
    print(e)
net[2].eval(); print([m.training for m in net.children()], net.training)
