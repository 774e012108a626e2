import copy
import torch
import torch.nn as nn

torch.manual_seed(0)
def new_model(): return nn.Sequential(nn.Linear(2, 3), nn.BatchNorm1d(3), nn.ReLU(), nn.Linear(3, 1))
model = new_model()
optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
x, y = torch.randn(10, 2), torch.randn(10, 1)

def step(m, o):
    loss = nn.functional.mse_loss(m(x), y)
    o.zero_grad(); loss.backward(); o.step()
    return loss.item()

for _ in range(5): step(model, optimizer)
print("Model's state_dict:")
for param_tensor in model.state_dict():
    print(param_tensor, "\t", model.state_dict()[param_tensor].size())
print("Optimizer's state_dict:")
for var_name in optimizer.state_dict():
    if var_name == 'state':
        print(var_name, list(optimizer.state_dict()['state'].keys()), list(optimizer.state_dict()['state'][0]))
    else:
        print(var_name, '\t', optimizer.state_dict()[var_name][0]['lr'])
checkpoint = {'epoch': 5, 'model': copy.deepcopy(model.state_dict()), 'opt': copy.deepcopy(optimizer.state_dict())}
a = [step(model, optimizer) for _ in range(3)]
model2 = new_model()
opt2 = torch.optim.Adam(model2.parameters(), lr=0.5)
print(model2.load_state_dict(checkpoint['model']))
opt2.load_state_dict(checkpoint['opt'])
b = [step(model2, opt2) for _ in range(3)]
print(a == b, opt2.param_groups[0]['lr'])
try:
    nn.Linear(2, 2).load_state_dict(checkpoint['model'])
except RuntimeError as e:
    print(str(e).split('\n')[0])
sd = {k: v for k, v in checkpoint['model'].items() if not k.startswith('1.')}
res = model2.load_state_dict(sd, strict=False)
print(res.missing_keys, res.unexpected_keys)
