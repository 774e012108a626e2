import torch
import torch.nn as nn
import torch.nn.functional as F
from dataclasses import dataclass, field, asdict, replace
from typing import Optional, List, Tuple, Dict, Union
from enum import Enum
import math

class Activation(str, Enum):
    RELU = "relu"
    GELU = "gelu"
    TANH = "tanh"

    def build(self) -> nn.Module:
        return {"relu": nn.ReLU(), "gelu": nn.GELU(), "tanh": nn.Tanh()}[self.value]

@dataclass
class ModelConfig:
    in_dim: int = 4
    hidden: List[int] = field(default_factory=lambda: [16, 8])
    out_dim: int = 3
    activation: Activation = Activation.RELU
    dropout: float = 0.1
    bias: bool = True

    def __post_init__(self):
        if isinstance(self.activation, str):
            self.activation = Activation(self.activation)
        assert 0.0 <= self.dropout < 1.0, "dropout must be in [0, 1)"

@dataclass(frozen=True)
class TrainConfig:
    lr: float = 1e-2
    steps: int = 50
    warmup: int = 5
    min_lr: float = 1e-4
    weight_decay: float = 1e-2
    seed: Optional[int] = 1337

class MLP(nn.Module):
    def __init__(self, cfg: ModelConfig):
        super().__init__()
        self.cfg = cfg
        dims = [cfg.in_dim, *cfg.hidden, cfg.out_dim]
        layers: List[nn.Module] = []
        for i, (a, b) in enumerate(zip(dims[:-1], dims[1:])):
            layers.append(nn.Linear(a, b, bias=cfg.bias))
            if i < len(dims) - 2:
                layers += [cfg.activation.build(), nn.Dropout(cfg.dropout)]
        self.net = nn.Sequential(*layers)
        self.apply(self._init_weights)
        print("number of parameters: %.2fK" % (self.num_params() / 1e3,))

    def _init_weights(self, module):
        if isinstance(module, nn.Linear):
            torch.nn.init.normal_(module.weight, mean=0.0, std=0.2)
            if module.bias is not None:
                torch.nn.init.zeros_(module.bias)

    def num_params(self) -> int:
        return sum(p.numel() for p in self.parameters())

    def forward(self, x: torch.Tensor, y: Optional[torch.Tensor] = None) -> Tuple[torch.Tensor, Optional[torch.Tensor]]:
        logits = self.net(x)
        loss = None if y is None else F.cross_entropy(logits, y)
        return logits, loss

def get_lr(it: int, c: TrainConfig) -> float:
    if it < c.warmup:
        return c.lr * (it + 1) / c.warmup
    ratio = (it - c.warmup) / max(1, c.steps - c.warmup)
    return c.min_lr + 0.5 * (1.0 + math.cos(math.pi * ratio)) * (c.lr - c.min_lr)

cfg = ModelConfig(activation="gelu")
tc = replace(TrainConfig(), steps=60)
print(cfg)
print(asdict(tc))
torch.manual_seed(tc.seed)
model = MLP(cfg)
decay = [p for n, p in model.named_parameters() if p.dim() >= 2]
no_decay = [p for n, p in model.named_parameters() if p.dim() < 2]
groups = [{"params": decay, "weight_decay": tc.weight_decay}, {"params": no_decay, "weight_decay": 0.0}]
opt = torch.optim.AdamW(groups, lr=tc.lr, betas=(0.9, 0.95))
X = torch.randn(128, 4)
Y = (X[:, 0] > 0).long() + (X[:, 1] * X[:, 2] > 0).long()
for it in range(tc.steps):
    for g in opt.param_groups:
        g["lr"] = get_lr(it, tc)
    logits, loss = model(X, Y)
    opt.zero_grad(set_to_none=True)
    loss.backward()
    norm = nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    opt.step()
    if it % 10 == 0 or it == tc.steps - 1:
        print(f"iter {it:>3}: loss {loss.item():.4f} | lr {opt.param_groups[0]['lr']:.2e} | norm {norm:.3f}")
model.eval()
with torch.no_grad():
    acc = (model(X)[0].argmax(-1) == Y).float().mean().item()
print(f"train acc {acc:.2%}", Activation.GELU == "gelu", Activation("tanh").name, list(Activation))
try:
    tc.lr = 3
except Exception as e:
    print(type(e).__name__, e)
