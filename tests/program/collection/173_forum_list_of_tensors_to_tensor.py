import torch
import numpy as np
l = [torch.tensor([1., 2.]), torch.tensor([3., 4.])]
print(torch.stack(l)); print(torch.cat(l)); print(torch.vstack(l).shape)
print(torch.tensor([t.tolist() for t in l]))
print(torch.from_numpy(np.array([t.numpy() for t in l])))
print(torch.tensor([torch.tensor(1.), torch.tensor(2.)]))
try:
    torch.tensor([l[0], torch.ones(3)])
except ValueError as e:
    print('ValueError', e)
torch.tensor(['a', 'b'])
