import torch
import torch.nn as nn

torch.manual_seed(0)
model = nn.Sequential(nn.Linear(4, 6), nn.ReLU(), nn.Linear(6, 2))
outputs, handles = {}, []

def recorder(label):
    def keep(layer, args, result):
        outputs[label] = result.detach()
    return keep

for label, layer in model.named_children():
    handles.append(layer.register_forward_hook(recorder(label)))

def shapes(layer, grad_in, grad_out):
    print(type(layer).__name__, [None if g is None else tuple(g.shape) for g in grad_in], [tuple(g.shape) for g in grad_out])
handles.append(model[2].register_full_backward_hook(shapes))
handles.append(model[0].register_forward_pre_hook(lambda layer, args: (args[0] * 2,)))
handles.append(model[1].register_forward_hook(lambda layer, args, out: out.clamp(max=0.5)))

x = torch.randn(3, 4)
out = model(x)
out.sum().backward()
for k, v in outputs.items():
    print(k, v.shape, 'max %.3f' % v.max(), '零的比例: %.2f' % (v == 0).float().mean().item())
while handles:
    handles.pop().remove()
outputs.clear()
plain = model(x * 2)
print(len(outputs), torch.allclose(out, plain))
