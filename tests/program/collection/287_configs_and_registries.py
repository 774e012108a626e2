import os, sys, json, time, random, copy, math
from types import SimpleNamespace
from functools import partial
import torch
from torch import nn
config = SimpleNamespace(lr=1e-2, epochs=3, batch_size=16, arch="mlp", dims=[2, 16, 1], seed=42)
class AttrDict(dict):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.__dict__ = self
cfg = AttrDict(vars(config)); print(cfg.lr, cfg['arch'], json.dumps(cfg))
class CfgNode:
    """ a lightweight configuration class inspired by yacs """
    def __init__(self, **kwargs): self.__dict__.update(kwargs)
    def __str__(self): return self._str_helper(0)
    def _str_helper(self, indent):
        parts = []
        for k, v in self.__dict__.items():
            if isinstance(v, CfgNode):
                parts.append("%s:\n" % k); parts.append(v._str_helper(indent + 1))
            else: parts.append("%s: %s\n" % (k, v))
        parts = [' ' * (indent * 4) + p for p in parts]
        return "".join(parts)
    def to_dict(self): return {k: v.to_dict() if isinstance(v, CfgNode) else v for k, v in self.__dict__.items()}
    def merge_from_dict(self, d): self.__dict__.update(d)
C = CfgNode(system=CfgNode(seed=3407, work_dir='./out'), model=CfgNode(n_layer=None), lr=3e-4); C.merge_from_dict({'lr': 1}); print(C); print(C.to_dict())
REGISTRY = {}
def register(name):
    def deco(cls):
        REGISTRY[name] = cls; cls.registered_name = name
        return cls
    return deco
@register("mlp")
class MLP(nn.Module):
    def __init__(self, dims, act=nn.ReLU):
        super().__init__()
        self.layers = nn.Sequential(*[l for i, o in zip(dims[:-1], dims[1:]) for l in (nn.Linear(i, o), act())][:-1])
    def forward(self, x): return self.layers(x)
    @classmethod
    def from_config(cls, cfg): return cls(cfg.dims)
    @staticmethod
    def count(m): return sum(p.numel() for p in m.parameters())
    @property
    def device(self): return next(self.parameters()).device
torch.manual_seed(config.seed); m = REGISTRY[config.arch].from_config(config)
print(m.registered_name, MLP.count(m), m.device, isinstance(m, REGISTRY['mlp']), issubclass(MLP, nn.Module), MLP.__mro__[1].__name__)
ema = copy.deepcopy(m)
for a, b in zip(ema.parameters(), m.parameters()): a.data.mul_(0.9).add_(b.data, alpha=0.1)
opt_cls = partial(torch.optim.AdamW, lr=config.lr, betas=(0.9, 0.95)); opt = opt_cls(m.parameters()); print(opt)
get = getattr(torch.optim, 'SGD'); print(get.__name__, getattr(nn, 'ReLU')(), getattr(torch, 'float32'))
print(sys.version_info >= (3, 8), time.strftime('%Y') >= '2020', os.path.join('a', 'b'), __name__)
print(f"{'epoch':>6} | {'loss':>10}"); print('-' * 20); print("\033[1mbold\033[0m", end='\n\n'); sys.stdout.write('done\n'); sys.stdout.flush()
