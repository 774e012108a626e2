import torch
from torch import nn
torch.manual_seed(0)
T, N, C = 8, 2, 5
logp = torch.randn(T, N, C).log_softmax(2).requires_grad_()
targets = torch.tensor([[1, 2, 3], [4, 1, 0]]); loss = nn.CTCLoss(blank=0)(logp, targets, torch.tensor([8, 6]), torch.tensor([3, 2])); loss.backward()
print('%.5f' % loss, logp.grad.shape)
cell = nn.LSTMCell(3, 4); h, c = torch.zeros(2, 4), torch.zeros(2, 4)
for x in torch.randn(5, 2, 3): h, c = cell(x, (h, c))
print(h.shape, h.abs().max() < 1, [n for n, _ in cell.named_parameters()])
lstm = nn.LSTM(3, 4, num_layers=2, bidirectional=True, dropout=0.0); out, (hn, cn) = lstm(torch.randn(5, 2, 3)); print(out.shape, hn.shape, torch.equal(out[-1, :, :4], hn[2]), torch.equal(out[0, :, 4:], hn[3]))
def greedy(logp):
    best = logp.argmax(-1).T
    return [[int(c) for i, c in enumerate(s) if c != 0 and (i == 0 or c != s[i - 1])] for s in best]
print(greedy(logp))
