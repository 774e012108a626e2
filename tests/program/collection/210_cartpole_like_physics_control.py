import math, torch
class Pendulum:
    g, l, dt = 9.8, 1.0, 0.05
    def __init__(self): self.theta, self.omega = torch.tensor(0.3), torch.tensor(0.)
    def step(self, torque):
        acc = self.g / self.l * torch.sin(self.theta) + torque
        self.omega = self.omega + self.dt * acc
        self.theta = self.theta + self.dt * self.omega
        return self.theta, self.omega
K = torch.tensor([0., 0.], requires_grad=True); opt = torch.optim.Adam([K], lr=1.0)
for it in range(31):
    p, cost = Pendulum(), 0.
    for t in range(20):
        u = -(K * torch.stack([p.theta, p.omega])).sum()
        th, om = p.step(u); cost = cost + th ** 2 + .1 * om ** 2 + 1e-3 * u ** 2
    opt.zero_grad(); cost.backward(); torch.nn.utils.clip_grad_norm_([K], 5.); opt.step()
    if it % 10 == 0: print(it, f'cost {cost.item():.4f} K {K.detach().numpy().round(3)}')
print('角度', round(math.degrees(th.item()), 2))
