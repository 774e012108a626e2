import torch, torch.nn as nn, random
from collections import defaultdict
random.seed(2); torch.manual_seed(2)
NAMES = {0: '猫', 1: '狗', 2: '鸟'}
X = torch.randn(150, 4); y = X[:, :3].argmax(1)
idx = list(range(150)); random.shuffle(idx)
parts = {'train': idx[:100], 'valid': idx[100:125], 'test': idx[125:]}
print({k: len(v) for k, v in parts.items()}, sorted(sum(parts.values(), [])) == list(range(150)))
net = nn.Sequential(nn.Linear(4, 16), nn.ReLU(), nn.Linear(16, 3)); opt = torch.optim.Adam(net.parameters(), lr=.02)
log = defaultdict(list); best = (0, None)
for ep in range(15):
    for phase in ['train', 'valid']:
        net.train(phase == 'train')
        rows = torch.tensor(parts[phase])
        with torch.set_grad_enabled(phase == 'train'):
            out = net(X[rows]); loss = nn.functional.cross_entropy(out, y[rows])
            if phase == 'train': opt.zero_grad(); loss.backward(); opt.step()
        acc = (out.argmax(1) == y[rows]).float().mean().item()
        log[phase].append((loss.item(), acc))
        if phase == 'valid' and acc > best[0]: best = (acc, {k: v.clone() for k, v in net.state_dict().items()}, ep)
    if ep % 5 == 4: print('Epoch %02d ' % ep + ' '.join('%s %.4f/%.2f' % (p, *log[p][-1]) for p in log))
net.load_state_dict(best[1]); t = torch.tensor(parts['test'])
pred = net(X[t]).argmax(1); print('best', best[2], '测试准确率 %.2f' % (pred == y[t]).float().mean())
for c, n in NAMES.items():
    m = y[t] == c; print(n, f'{(pred[m] == c).sum().item()}/{m.sum().item()}')
