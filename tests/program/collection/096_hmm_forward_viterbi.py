import torch
states = ['困', '清醒']
obs_names = ('咖啡', '茶', '水')
start = torch.tensor([0.3, 0.7])
trans = torch.tensor([[0.55, 0.45], [0.2, 0.8]])
emit = torch.tensor([[0.7, 0.2, 0.1], [0.15, 0.35, 0.5]])
obs = [0, 0, 1, 2]

def forward(obs):
    alpha = start * emit[:, obs[0]]
    for o in obs[1:]:
        alpha = (alpha @ trans) * emit[:, o]
    return alpha.sum()

def viterbi(obs):
    logp = (start * emit[:, obs[0]]).log()
    back = []
    for o in obs[1:]:
        scores = logp.unsqueeze(1) + trans.log()
        best, idx = scores.max(dim=0)
        back.append(idx)
        logp = best + emit[:, o].log()
    path = [logp.argmax().item()]
    for idx in reversed(back):
        path.insert(0, idx[path[0]].item())
    return path, logp.max().exp()

print([obs_names[o] for o in obs])
print('P(obs) = {:.6f}'.format(forward(obs)))
path, p = viterbi(obs)
print(' -> '.join(states[i] for i in path), '%.5f' % p)
# learn the emission matrix a little by gradient
theta = emit.log().clone().requires_grad_()
opt = torch.optim.SGD([theta], lr=1.0)
for _ in range(5):
    E = theta.softmax(1)
    a = start * E[:, 0]
    for o in (0, 2, 1):
        a = (a @ trans) * E[:, o]
    loss = -a.sum().log()
    opt.zero_grad(); loss.backward(); opt.step()
    print(f'{loss.item():.5f}', end=' ')
print()
