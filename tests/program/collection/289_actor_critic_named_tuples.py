import torch, torch.nn as nn, torch.optim as optim
from torch.distributions import Categorical
from collections import namedtuple
SavedAction = namedtuple('SavedAction', ['log_prob', 'value'])
class Policy(nn.Module):
    def __init__(self):
        super(Policy, self).__init__()
        self.affine1 = nn.Linear(2, 16); self.action_head = nn.Linear(16, 2); self.value_head = nn.Linear(16, 1)
        self.saved_actions = []; self.rewards = []
    def forward(self, x):
        x = torch.relu(self.affine1(x)); return torch.softmax(self.action_head(x), dim=-1), self.value_head(x)
torch.manual_seed(543); model = Policy(); optimizer = optim.Adam(model.parameters(), lr=3e-2); eps = torch.finfo(torch.float32).eps
def select_action(state):
    state = torch.tensor(state, dtype=torch.float32); probs, v = model(state); m = Categorical(probs); a = m.sample()
    model.saved_actions.append(SavedAction(m.log_prob(a), v)); return a.item()
def finish_episode():
    R = 0; policy_losses, value_losses, returns = [], [], []
    for r in model.rewards[::-1]: R = r + 0.99 * R; returns.insert(0, R)
    returns = torch.tensor(returns); returns = (returns - returns.mean()) / (returns.std() + eps)
    for (log_prob, value), R in zip(model.saved_actions, returns):
        policy_losses.append(-log_prob * (R - value.item())); value_losses.append(nn.functional.smooth_l1_loss(value, torch.tensor([R])))
    optimizer.zero_grad(); loss = torch.stack(policy_losses).sum() + torch.stack(value_losses).sum(); loss.backward(); optimizer.step()
    del model.rewards[:]; del model.saved_actions[:]
    return loss
running_reward = 0
for ep in range(6):
    s, total = [0.0, 1.0], 0
    for t in range(1, 12):
        a = select_action(s); r = 1.0 if (a == 1) == (s[0] > 0.5) else 0.0; model.rewards.append(r); total += r; s = [s[1], float(a)]
    running_reward = 0.05 * total + (1 - 0.05) * running_reward; l = finish_episode()
    print('Episode {}\tLast reward: {:.2f}\tAverage reward: {:.2f}\tloss {:.3f}'.format(ep, total, running_reward, l))
