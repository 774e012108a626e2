import torch
import numpy as np

print(torch.zeros(2, 3))
print(torch.ones(2, 3, dtype=torch.int64))
print(torch.full((2, 2), 7.5))
print(torch.eye(3))
print(torch.arange(0, 10, 2), torch.arange(5.), torch.linspace(0, 1, 5))
print(torch.tensor([[1, 2], [3, 4]]).dtype, torch.tensor([1., 2]).dtype, torch.tensor([True, False]).dtype)
torch.manual_seed(0)
print(torch.rand(2, 2)); print(torch.randn(2, 2)); print(torch.randint(0, 10, (3,)))
print(torch.randperm(6))
x = torch.ones_like(torch.rand(3, 2), dtype=torch.double)
print(x, x.size(), x.numel(), x.dim())
e = torch.empty(3, 2); e.fill_(1)
print(e)
arr = np.array([[1, 2, 3], [4, 5, 6]])
t = torch.from_numpy(arr)
arr[0, 0] = 99
print(t)         # 共享内存
t2 = torch.tensor(arr)
arr[0, 0] = -1
print(t2[0, 0], t[0, 0].item())
print(torch.LongTensor([1, 2, 3]), torch.FloatTensor([[1, 2]]))
