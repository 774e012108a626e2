import torch
from torch import nn
from typing import List

class Callback:
    def on_epoch_begin(self, tr, epoch): pass
    def on_batch_end(self, tr, loss): pass
    def on_epoch_end(self, tr, epoch): pass

class History(Callback):
    def __init__(self): self.losses = []; self.batches = 0
    def on_batch_end(self, tr, loss): self.batches += 1
    def on_epoch_end(self, tr, epoch): self.losses.append(tr.epoch_loss)

class Printer(Callback):
    def __init__(self, every): self.every = every
    def on_epoch_end(self, tr, epoch):
        if epoch % self.every == 0:
            print(f'[{epoch:>2}/{tr.epochs}] loss={tr.epoch_loss:.5f} lr={tr.opt.param_groups[0]["lr"]:.3g}')

class StopWhen(Callback):
    def __init__(self, value): self.value = value
    def on_epoch_end(self, tr, epoch):
        if tr.epoch_loss < self.value:
            tr.stop = True
            print('目标达到, 停止')

class Trainer:
    def __init__(self, model, opt, loss_fn, callbacks: List[Callback] = (), sched=None):
        self.model, self.opt, self.loss_fn, self.sched = model, opt, loss_fn, sched
        self.callbacks = list(callbacks)
        self.stop = False
    def fire(self, event, *args):
        for cb in self.callbacks:
            getattr(cb, 'on_' + event)(self, *args)
    def fit(self, loader, epochs):
        self.epochs = epochs
        for epoch in range(1, epochs + 1):
            self.fire('epoch_begin', epoch)
            total = 0.
            for xb, yb in loader:
                loss = self.loss_fn(self.model(xb), yb)
                self.opt.zero_grad(); loss.backward(); self.opt.step()
                total += loss.item()
                self.fire('batch_end', loss)
            if self.sched: self.sched.step()
            self.epoch_loss = total / len(loader)
            self.fire('epoch_end', epoch)
            if self.stop: break
        return self

torch.manual_seed(0)
x = torch.randn(48, 3); y = x @ torch.tensor([[1.], [2.], [-1.]]) + .5
loader = torch.utils.data.DataLoader(torch.utils.data.TensorDataset(x, y), batch_size=12, shuffle=True)
model = nn.Linear(3, 1); opt = torch.optim.SGD(model.parameters(), lr=.1)
h = History()
Trainer(model, opt, nn.MSELoss(), [h, Printer(4), StopWhen(1e-4)], torch.optim.lr_scheduler.ExponentialLR(opt, .95)).fit(loader, 20)
print(len(h.losses), h.batches, model.weight.data.numpy().round(2), model.bias.item())
