import numpy as np
import torch
import torch.nn.functional as F

logits = np.array([1000., 1001., 1002.])
with np.errstate(all='ignore'):
    naive = np.exp(logits) / np.exp(logits).sum()
print(naive)
stable = np.exp(logits - logits.max()); stable /= stable.sum()
print(stable.round(4))
t = torch.from_numpy(logits)
print(F.softmax(t, dim=0), torch.logsumexp(t, 0))
print(t - t.logsumexp(0) == F.log_softmax(t, -1))
p = torch.tensor([[2., -1., 0.5]], requires_grad=True)
y = torch.tensor([0])
ce = F.cross_entropy(p, y)
same = F.nll_loss(F.log_softmax(p, 1), y)
print(ce.item() == same.item(), ce)
ce.backward()
print(p.grad, F.softmax(p, 1).detach() - F.one_hot(y, 3))
print(F.cross_entropy(p, torch.tensor([[.9, .05, .05]])), F.cross_entropy(p, y, label_smoothing=0.1))
print(torch.sigmoid(torch.tensor([-800., 0, 800.])), F.logsigmoid(torch.tensor(-800.)))
