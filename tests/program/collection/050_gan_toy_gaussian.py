import torch, torch.nn as nn
from tqdm import tqdm

torch.manual_seed(1)
Z = 3
def mlp(*dims, last=None):
    parts = []
    for a, b in zip(dims, dims[1:]):
        parts += [nn.Linear(a, b), nn.LeakyReLU(0.2)]
    parts.pop()
    if last is not None: parts.append(last)
    return nn.Sequential(*parts)

faker, judge = mlp(Z, 12, 1), mlp(1, 12, 1, last=nn.Sigmoid())
bce = nn.BCELoss()
opt_f = torch.optim.Adam(faker.parameters(), lr=5e-3, betas=(.5, .99))
opt_j = torch.optim.Adam(judge.parameters(), lr=5e-3, betas=(.5, .99))
yes, no = torch.ones(32, 1), torch.zeros(32, 1)
log = dict(judge=[], faker=[])

bar = tqdm(range(60), desc='对抗训练')
for it in bar:
    # ---- judge ----
    true = torch.randn(32, 1) * 1.25 + 4
    made = faker(torch.randn(32, Z))
    loss_j = bce(judge(true), yes) + bce(judge(made.detach()), no)
    opt_j.zero_grad(); loss_j.backward(); opt_j.step()
    # ---- faker ----
    loss_f = bce(judge(made), yes)
    opt_f.zero_grad(); loss_f.backward(); opt_f.step()
    log['judge'].append(loss_j.item()); log['faker'].append(loss_f.item())
    bar.set_postfix(j=loss_j.item(), f=loss_f.item())
    if it % 20 == 0:
        print('it %02d | judge %.4f | faker %.4f' % (it, log['judge'][-1], log['faker'][-1]))
with torch.no_grad():
    sample = faker(torch.randn(500, Z))
print(f'平均 {sample.mean():.3f}, 标准差 {sample.std():.3f}', judge)
