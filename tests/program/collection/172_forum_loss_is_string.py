import torch
losses = []
for i in range(3):
    loss = torch.tensor(float(i))
    losses.append(loss)
print('mean loss: ' + sum(losses) / len(losses))
