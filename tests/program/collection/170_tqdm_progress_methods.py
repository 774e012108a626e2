import torch
from tqdm import tqdm, trange
from tqdm.auto import tqdm as atqdm
import time

w = torch.tensor(5.0, requires_grad=True)
pbar = tqdm(range(20), desc='Training', unit='it', leave=False, ncols=80)
for i in pbar:
    loss = (w - 1) ** 2
    loss.backward()
    with torch.no_grad():
        w -= 0.1 * w.grad
    w.grad.zero_()
    pbar.set_description(f'step {i}')
    pbar.set_postfix(loss=f'{loss.item():.4f}', w=w.item())
    if i % 10 == 0:
        tqdm.write('step {} loss {:.4f}'.format(i, loss.item()))
pbar.close()
print(w.item())
with tqdm(total=100) as bar:
    for chunk in (30, 30, 40):
        bar.update(chunk)
    print(bar.n, bar.total)
print(sum(trange(5)), [x for x in atqdm(['a', 'b'])], len(tqdm([1, 2, 3])))
for epoch in trange(2, desc='epochs'):
    for j, b in enumerate(tqdm(torch.arange(4).split(2), leave=False)):
        print(epoch, j, b.tolist())
for a, b in zip(tqdm([1, 2]), 'xy'): print(a, b)
