import torch
torch.manual_seed(0)

# three kinds of flowers, eight measurements
K, D, N = 3, 8, 90
kind = torch.arange(N) % K
meas = (torch.randn(K, D) * 2)[kind] + torch.randn(N, D)

weights = (torch.randn(D, K) / 100).requires_grad_(True)
bias = torch.zeros(K, requires_grad=True)

def my_softmax(s):
    e = (s - s.max(dim=1, keepdim=True).values).exp()    # 防止溢出
    return e / e.sum(dim=1, keepdim=True)

def scores(m):
    return my_softmax(m @ weights + bias)

def nll(prob, y):
    picked = prob[range(len(y)), y]
    return -picked.log()

class Tally:
    """sums of several numbers"""
    def __init__(self, *names):
        self.names = names
        self.sums = {n: 0.0 for n in names}
    def add(self, **values):
        for n, v in values.items():
            self.sums[n] += float(v)
    def __getitem__(self, n):
        return self.sums[n]
    def __str__(self):
        return ' '.join('%s=%.3f' % (n, self[n]) for n in self.names)

for ep in range(5):
    tally = Tally('loss', 'hits', 'n')
    for lo in range(0, N, 15):
        m, y = meas[lo:lo + 15], kind[lo:lo + 15]
        p = scores(m)
        each = nll(p, y)
        each.mean().backward()
        for t in (weights, bias):
            t.data -= 0.1 * t.grad
            t.grad.zero_()
        tally.add(loss=each.sum(), hits=(p.argmax(1) == y).sum(), n=len(y))
    print(ep, tally, f"acc={tally['hits'] / tally['n']:.2%}")
probe = torch.tensor([[1., 2., 3.], [1000., 1000., 1000.]])
print(my_softmax(probe), torch.allclose(my_softmax(probe), torch.softmax(probe, 1)))
