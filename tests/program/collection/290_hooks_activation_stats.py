import torch
import torch.nn as nn
from functools import partial

torch.manual_seed(0)
net = nn.Sequential(nn.Linear(10, 20), nn.ReLU(), nn.Linear(20, 20), nn.Tanh(), nn.Linear(20, 1))
activations = {}
def save_activation(name, mod, inp, out):
    activations.setdefault(name, []).append(out.detach())
handles = []
for name, m in net.named_modules():
    if not isinstance(m, nn.Sequential):
        handles.append(m.register_forward_hook(partial(save_activation, name)))
for _ in range(3):
    net(torch.randn(5, 10))
for name, outs in activations.items():
    full = torch.cat(outs, 0)
    print(f"layer {name}: {tuple(full.shape)} mean={full.mean():+.4f} std={full.std():.4f} dead={(full == 0).float().mean():.2f}")
for h in handles:
    h.remove()
print(len(net[0]._forward_hooks))

grads = {}
def bw_hook(module, grad_input, grad_output):
    grads[module] = [g.norm().item() if g is not None else None for g in grad_output]
    return None
hs = [m.register_full_backward_hook(bw_hook) for m in net if isinstance(m, nn.Linear)]
pre = net[0].register_forward_pre_hook(lambda m, a: (a[0] * 2,))
net(torch.ones(2, 10)).sum().backward()
for m, g in grads.items():
    print(m, ['%.4f' % v for v in g])
w = net[0].weight
handle = w.register_hook(lambda g: g.clamp(-0.01, 0.01))
net.zero_grad(set_to_none=True)
net(torch.ones(2, 10)).sum().backward()
print(w.grad.abs().max())
handle.remove(); pre.remove(); [h.remove() for h in hs]

class FeatureExtractor(nn.Module):
    def __init__(self, model, layers):
        super().__init__()
        self.model, self.layers = model, layers
        self._features = {layer: torch.empty(0) for layer in layers}
        for layer_id in layers:
            layer = dict([*self.model.named_modules()])[layer_id]
            layer.register_forward_hook(self.save_outputs_hook(layer_id))
    def save_outputs_hook(self, layer_id):
        def fn(_, __, output):
            self._features[layer_id] = output
        return fn
    def forward(self, x):
        _ = self.model(x)
        return self._features
fe = FeatureExtractor(net, layers=["1", "3"])
print({name: out.shape for name, out in fe(torch.ones(1, 10)).items()})
