import torch
from torch import nn, autograd

torch.manual_seed(0)
critic = nn.Sequential(nn.Linear(2, 16), nn.LeakyReLU(.2), nn.Linear(16, 1))
gen = nn.Sequential(nn.Linear(2, 16), nn.ReLU(), nn.Linear(16, 2))
c_opt = torch.optim.RMSprop(critic.parameters(), lr=1e-3)
g_opt = torch.optim.RMSprop(gen.parameters(), lr=1e-3)

def gradient_penalty(real, fake):
    alpha = torch.rand(real.size(0), 1).expand_as(real)
    inter = (alpha * real + (1 - alpha) * fake).requires_grad_(True)
    score = critic(inter)
    grads, = autograd.grad(outputs=score, inputs=inter, grad_outputs=torch.ones_like(score), create_graph=True, retain_graph=True)
    return ((grads.norm(2, dim=1) - 1) ** 2).mean()

for it in range(12):
    for _ in range(2):
        real = torch.randn(32, 2) * 0.2 + torch.tensor([2., -1.])
        fake = gen(torch.randn(32, 2)).detach()
        gp = gradient_penalty(real, fake)
        loss_c = critic(fake).mean() - critic(real).mean() + 10 * gp
        c_opt.zero_grad(); loss_c.backward(); c_opt.step()
    loss_g = -critic(gen(torch.randn(32, 2))).mean()
    g_opt.zero_grad(); loss_g.backward(); g_opt.step()
    if it % 4 == 0:
        print("it {:02d} W-dist {:.4f} gp {:.4f}".format(it, -(loss_c - 10 * gp).item(), gp.item()))
