import math, random
from collections import namedtuple, deque
from itertools import count
import torch
from torch import nn, optim

random.seed(0); torch.manual_seed(0)
Memory = namedtuple('Memory', 's a r s2 end')

class Buffer:
    def __init__(self, size): self.items = deque(maxlen=size)
    def put(self, *parts): self.items.append(Memory(*parts))
    def draw(self, n):
        chosen = random.sample(list(self.items), n)
        return Memory(*map(torch.stack, zip(*chosen)))
    def __len__(self): return len(self.items)

class Corridor:
    """从 0 走到 5 就算赢"""
    length = 5
    def reset(self):
        self.pos = self.t = 0
        return self.obs
    @property
    def obs(self): return torch.tensor([self.pos / self.length])
    def step(self, right):
        self.pos = max(0, self.pos + (1 if right else -1)); self.t += 1
        won = self.pos == self.length
        return self.obs, (1.0 if won else -0.02), won or self.t >= 20

def qnet(): return nn.Sequential(nn.Linear(1, 16), nn.ReLU(), nn.Linear(16, 2))
online, frozen = qnet(), qnet()
frozen.load_state_dict(online.state_dict())
opt = optim.AdamW(online.parameters(), lr=5e-3, amsgrad=True)
buf, env, total_steps, lengths = Buffer(300), Corridor(), 0, []

def act(s):
    eps = 0.05 + 0.85 * math.exp(-total_steps / 80)
    if random.random() < eps:
        return random.randrange(2)
    with torch.no_grad():
        return int(online(s).argmax())

def learn(batch=16, gamma=.95, tau=.05):
    if len(buf) < batch: return None
    m = buf.draw(batch)
    q = online(m.s).gather(1, m.a[:, None]).squeeze(1)
    with torch.no_grad():
        goal = m.r + gamma * (1 - m.end) * frozen(m.s2).max(dim=1).values
    loss = nn.functional.smooth_l1_loss(q, goal)
    opt.zero_grad(); loss.backward(); opt.step()
    with torch.no_grad():
        for a, b in zip(frozen.parameters(), online.parameters()):
            a.lerp_(b, tau)
    return loss.item()

for episode in range(15):
    s = env.reset()
    for t in count(1):
        a = act(s)
        s2, r, end = env.step(a)
        buf.put(s, torch.tensor(a), torch.tensor(r), s2, torch.tensor(float(end)))
        s = s2; total_steps += 1
        last = learn()
        if end:
            lengths.append(t); break
print(lengths, total_steps, len(buf))
print('last loss', last)
print(online(torch.tensor([[0.], [.4], [.8]])).detach().argmax(1))
