import torch
loss_log = []
w = torch.tensor([0.5], requires_grad=True)
b = torch.tensor([0.0], requires_grad=True)
best_loss = float('inf')

def forward(x): return w * x + b
def loss(x, y): return ((forward(x) - y) ** 2).mean()
def train_step(x, y):
    global best_loss
    l = loss(x, y)
    l.backward()
    w.data -= 0.05 * w.grad.item()
    b.data -= 0.05 * b.grad.item()
    w.grad.data.zero_(); b.grad.data.zero_()
    if l.item() < best_loss: best_loss = l.item()
    loss_log.append(l.item())
    return l

x_data, y_data = torch.tensor([1.0, 2.0, 3.0]), torch.tensor([2.0, 4.0, 6.0])
print('predict (before)', 4, forward(4).item())
for epoch in range(60):
    for x, y in zip(x_data, y_data):
        train_step(x, y)
    if epoch % 20 == 0: print('\tgrad: ', x.item(), y.item(), 'progress:', epoch, loss_log[-1])
print('predict (after)', 4, forward(4).item(), best_loss == min(loss_log), len(loss_log))
