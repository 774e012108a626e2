import abc
import logging
import sys
from abc import ABC, abstractmethod, ABCMeta
from collections import defaultdict, OrderedDict
import torch
from torch import nn, optim

logging.basicConfig(stream=sys.stdout, level=logging.INFO, format="%(levelname)s:%(name)s:%(message)s")
logger = logging.getLogger("trainer")

class Callback(ABC):
    """Base"""
    priority = 10
    def on_train_begin(self, trainer): pass
    def on_epoch_end(self, trainer, epoch, logs=None): pass
    @property
    @abstractmethod
    def name(self): ...

class History(Callback):
    def __init__(self): self.data = defaultdict(list)
    @property
    def name(self): return "history"
    def on_epoch_end(self, trainer, epoch, logs=None):
        for k, v in (logs or {}).items():
            self.data[k].append(v)

class Stopper(Callback):
    priority = 1
    def __init__(self, monitor="val_loss", patience=3, min_delta=1e-3):
        self.monitor, self.patience, self.min_delta = monitor, patience, min_delta
        self.best, self.wait = float("inf"), 0
    name = "stopper"
    def on_epoch_end(self, trainer, epoch, logs=None):
        cur = logs[self.monitor]
        if cur < self.best - self.min_delta:
            self.best, self.wait = cur, 0
        else:
            self.wait += 1
            if self.wait >= self.patience:
                trainer.should_stop = True
                logger.warning("early stop at epoch %d (best %.4f)", epoch, self.best)

class Metric(metaclass=ABCMeta):
    @abstractmethod
    def update(self, pred, target): raise NotImplementedError
    @abstractmethod
    def compute(self): raise NotImplementedError
    @classmethod
    def create(cls, *a, **k): return cls(*a, **k)
    def __str__(self): return f"{type(self).__name__}={self.compute():.4f}"

class MAE(Metric):
    def __init__(self): self.total, self.count = 0.0, 0
    def update(self, pred, target):
        self.total += (pred - target).abs().sum().item(); self.count += target.numel()
    def compute(self): return self.total / max(self.count, 1)

for bad in (Callback, Metric):
    try:
        bad()
    except TypeError as e:
        print("TypeError:", e)

class Trainer:
    def __init__(self, model, opt, loss_fn, callbacks=()):
        self.model, self.opt, self.loss_fn = model, opt, loss_fn
        self.callbacks = sorted(callbacks, key=lambda c: c.priority)
        self.should_stop = False
    def _fire(self, event, *args, **kwargs):
        for cb in self.callbacks:
            getattr(cb, event)(self, *args, **kwargs)
    def fit(self, train, val, epochs):
        self._fire("on_train_begin")
        for epoch in range(1, epochs + 1):
            self.model.train()
            self.opt.zero_grad()
            loss = self.loss_fn(self.model(train[0]), train[1])
            loss.backward(); self.opt.step()
            self.model.eval()
            metric = MAE.create()
            with torch.no_grad():
                out = self.model(val[0])
                vl = self.loss_fn(out, val[1]).item()
                metric.update(out, val[1])
            self._fire("on_epoch_end", epoch, logs=OrderedDict(loss=loss.item(), val_loss=vl, mae=metric.compute()))
            if epoch % 10 == 0: logger.info("epoch %3d loss %.4f %s", epoch, loss, metric)
            if self.should_stop: break
        return self

torch.manual_seed(3)
X = torch.rand(60, 2); y = (X @ torch.tensor([[2.], [-1.]])) + 0.1 * torch.randn(60, 1)
model = nn.Sequential(OrderedDict([("fc1", nn.Linear(2, 6)), ("act", nn.Tanh()), ("fc2", nn.Linear(6, 1))]))
print(model)
h = History()
t = Trainer(model, optim.RMSprop(model.parameters(), lr=0.01), nn.SmoothL1Loss(), [h, Stopper(patience=4)])
t.fit((X[:40], y[:40]), (X[40:], y[40:]), 80)
print({k: round(v[-1], 4) for k, v in h.data.items()}, len(h.data["loss"]))
print(isinstance(h, Callback), issubclass(Stopper, Callback), [c.name for c in t.callbacks], Callback.__abstractmethods__ == frozenset({"name"}))
print([cls.__name__ for cls in Callback.__subclasses__()], Stopper.__mro__[1].__doc__)
