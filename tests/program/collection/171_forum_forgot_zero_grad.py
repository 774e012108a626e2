import torch
torch.manual_seed(0)
# Q: why does my loss go up again?? (forgot optimizer.zero_grad())
x = torch.randn(20, 1); y = 3 * x
for forget in (True, False):
    w = torch.zeros(1, 1, requires_grad=True)
    optimizer = torch.optim.SGD([w], lr=0.1)
    hist = []
    for i in range(12):
        loss = ((x @ w - y) ** 2).mean()
        if not forget: optimizer.zero_grad()
        loss.backward(); optimizer.step()
        hist.append('%.2f' % loss.item())
    print('forgot' if forget else 'fixed ', *hist)
