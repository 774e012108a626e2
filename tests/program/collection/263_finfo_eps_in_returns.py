import torch
import numpy as np
eps = torch.finfo(torch.float32).eps
print(eps, torch.finfo(torch.float64).eps)
print(torch.finfo(torch.float16).max, torch.finfo(torch.float32).tiny)
print(torch.iinfo(torch.int32).max, torch.iinfo(torch.int8).min, torch.iinfo(torch.uint8).bits)
print(np.finfo(np.float32).eps, np.iinfo(np.int64).max, np.finfo(float).max)
print(torch.finfo(torch.float32))
x = torch.tensor([0.0, 1e-30, 1.0])
y = torch.log(x.clamp(min=eps))
print(y)
class REINFORCE:
    def __init__(self):
        self.rewards = []
        self.eps = np.finfo(np.float32).eps.item()
    def finish(self, gamma=0.99):
        R = 0
        returns = []
        for r in self.rewards[::-1]:
            R = r + gamma * R
            returns.insert(0, R)
        returns = torch.tensor(returns)
        returns = (returns - returns.mean()) / (returns.std() + self.eps)
        return returns
agent = REINFORCE()
agent.rewards = [1.0] * 5
print(agent.finish())
mask = torch.tensor([[1, 1, 0]]).bool()
scores = torch.tensor([[1.0, 2.0, 3.0]])
print(torch.softmax(scores.masked_fill(~mask, torch.finfo(scores.dtype).min), -1))
