import torch
from torch import nn
from torch.distributions import Categorical
from collections import deque
import numpy as np

torch.manual_seed(543); np.random.seed(543)
payout = np.array([0.1, 0.5, 0.9])      # 三台老虎机
prefs = nn.Parameter(torch.zeros(3))
opt = torch.optim.Adam([prefs], lr=0.1)
window = deque(maxlen=40)
baseline = 0.0

for episode in range(1, 31):
    logps, gains = [], []
    for pull in range(10):
        pi = Categorical(logits=prefs)
        arm = pi.sample()
        gain = float(np.random.rand() < payout[arm])
        logps.append(pi.log_prob(arm)); gains.append(gain)
        window.append(gain)
    adv = torch.tensor(gains) - baseline
    baseline = 0.9 * baseline + 0.1 * float(np.mean(gains))
    objective = (torch.stack(logps) * adv).sum() + 0.01 * pi.entropy()
    opt.zero_grad()
    (-objective).backward()
    opt.step()
    if episode % 10 == 0:
        print(f'回合 {episode}\t最近平均 {np.mean(window):.3f}\tbaseline {baseline:.3f}')
print(torch.softmax(prefs, 0).detach(), int(prefs.argmax()))
