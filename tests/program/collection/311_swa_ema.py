import copy
import torch
from torch import nn
from torch.optim.swa_utils import AveragedModel, SWALR, update_bn
torch.manual_seed(0)
class EMA():
    def __init__(self, model, decay):
        self.model, self.decay, self.shadow, self.backup = model, decay, {}, {}
    def register(self):
        for name, param in self.model.named_parameters():
            if param.requires_grad:
                self.shadow[name] = param.data.clone()
    def update(self):
        for name, param in self.model.named_parameters():
            if param.requires_grad:
                assert name in self.shadow
                self.shadow[name] = (1.0 - self.decay) * param.data + self.decay * self.shadow[name]
    def apply_shadow(self):
        for name, param in self.model.named_parameters():
            self.backup[name] = param.data; param.data = self.shadow[name]
    def restore(self):
        for name, param in self.model.named_parameters():
            param.data = self.backup[name]
        self.backup = {}
model = nn.Sequential(nn.Linear(3, 8), nn.BatchNorm1d(8), nn.ReLU(), nn.Linear(8, 1))
data = [(torch.randn(16, 3), torch.randn(16, 1)) for _ in range(3)]
opt = torch.optim.SGD(model.parameters(), lr=0.1)
swa = AveragedModel(model)
sched = torch.optim.lr_scheduler.CosineAnnealingLR(opt, T_max=5)
swa_sched = SWALR(opt, swa_lr=0.05, anneal_epochs=2)
ema = EMA(model, 0.9); ema.register()
for epoch in range(8):
    for x, y in data:
        opt.zero_grad(); l = nn.functional.mse_loss(model(x), y); l.backward(); opt.step(); ema.update()
    if epoch > 4:
        swa.update_parameters(model); swa_sched.step()
    else:
        sched.step()
    print(epoch, f'{l.item():.5f}', round(opt.param_groups[0]['lr'], 5))
update_bn(data, swa)
print(swa.n_averaged, swa(data[0][0]).mean())
before = model(data[0][0]).mean().item()
ema.apply_shadow(); print(model(data[0][0]).mean().item() != before); ema.restore()
print([tuple(p.shape) for p in swa.parameters()], copy.deepcopy(model)[1].running_mean.equal(model[1].running_mean))
ema_avg = AveragedModel(model, multi_avg_fn=torch.optim.swa_utils.get_ema_multi_avg_fn(0.99)); ema_avg.update_parameters(model); print(ema_avg.n_averaged.item())
