import torch
from torch import nn
from collections import defaultdict, Counter
calls = Counter(); shapes = defaultdict(set); flops = defaultdict(int)
def attach(model):
    handles = []
    for name, m in model.named_modules():
        if len(list(m.children())): continue
        def hook(mod, inp, out, name=name):
            calls[type(mod).__name__] += 1
            shapes[name].add(tuple(out.shape))
            if isinstance(mod, nn.Linear): flops[name] += 2 * inp[0].numel() * mod.out_features
        handles.append(m.register_forward_hook(hook))
    return handles
torch.manual_seed(0)
model = nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Sequential(nn.Linear(8, 8), nn.ReLU()), nn.Linear(8, 2))
hs = attach(model)
for n in (1, 3, 3): model(torch.randn(n, 4))
print(calls, dict(flops), {k: sorted(v) for k, v in shapes.items()})
[h.remove() for h in hs]; model(torch.randn(2, 4)); print(sum(calls.values()))
stats = {n: (round(p.mean().item(), 4), round(p.std().item(), 4)) for n, p in model.named_parameters() if p.dim() > 1}; print(stats)
print(f"{'layer':<12}{'params':>8}"); print('-' * 20)
for n, p in model.named_parameters(): print(f'{n:<12}{p.numel():>8,}')
print(f"{'total':<12}{sum(map(torch.numel, model.parameters())):>8,}")
