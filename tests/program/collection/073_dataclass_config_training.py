from dataclasses import dataclass, field, asdict, replace
from typing import List, Optional, Tuple
import torch
import torch.nn as nn

@dataclass
class Config:
    lr: float = 0.05
    epochs: int = 30
    hidden: List[int] = field(default_factory=lambda: [8, 8])
    activation: str = "tanh"
    seed: Optional[int] = 42

    def __post_init__(self):
        if self.lr <= 0:
            raise ValueError("lr must be positive, got %r" % self.lr)

@dataclass(frozen=True)
class Result:
    final_loss: float
    history: Tuple[float, ...]

    @property
    def improved(self) -> bool:
        return self.history[-1] < self.history[0]

def build(cfg: Config, d_in: int, d_out: int) -> nn.Module:
    acts = {"tanh": nn.Tanh, "relu": nn.ReLU}
    dims = [d_in, *cfg.hidden]
    layers: List[nn.Module] = []
    for a, b in zip(dims, dims[1:]):
        layers += [nn.Linear(a, b), acts[cfg.activation]()]
    return nn.Sequential(*layers, nn.Linear(dims[-1], d_out))

def run(cfg: Config) -> Result:
    if cfg.seed is not None:
        torch.manual_seed(cfg.seed)
    x = torch.linspace(-2, 2, 40).view(-1, 1)
    y = torch.sin(2 * x)
    model = build(cfg, 1, 1)
    opt = torch.optim.Adam(model.parameters(), lr=cfg.lr)
    hist = []
    for _ in range(cfg.epochs):
        loss = ((model(x) - y) ** 2).mean()
        opt.zero_grad(); loss.backward(); opt.step()
        hist.append(round(loss.item(), 6))
    return Result(hist[-1], tuple(hist))

cfg = Config()
print(cfg)
print(asdict(cfg))
r = run(cfg)
print(r.final_loss, r.improved)
cfg2 = replace(cfg, hidden=[4], activation="relu")
print(cfg2, cfg == Config(), cfg == cfg2)
print(run(cfg2).history[:3])
try:
    r.final_loss = 0
except Exception as e:
    print(type(e).__name__, e)
try:
    Config(lr=-1)
except ValueError as e:
    print(e)
