import numpy as np, torch
a = np.array([1, 2, 3])
t = torch.from_numpy(a)
print(t.dtype, t.float().mean())
print(torch.tensor(a, dtype=torch.float32).requires_grad_())
b = np.array([[1.0, 2.0], [3.0, 4.0]], dtype=np.float32)[:, ::-1]
try: torch.from_numpy(b)
except ValueError as e: print(str(e)[:60])
print(torch.from_numpy(b.copy()), torch.from_numpy(np.ascontiguousarray(b)).shape)
print(np.mean(torch.tensor([1., 2.]).numpy()), torch.tensor(np.float64(2.5)).dtype, torch.tensor(np.int32(3)).dtype, torch.Tensor([1, 2]).dtype, torch.as_tensor([1, 2.]).dtype, torch.tensor(3) + np.int64(2), np.array(torch.ones(2)), torch.tensor([1, 2]).numpy() * 2.5)
print(torch.ones(2) * np.float32(2), np.ones(2) + torch.ones(2).numpy(), torch.from_numpy(a) is t, isinstance(t, torch.LongTensor), t.type())
torch.from_numpy([1, 2, 3])
