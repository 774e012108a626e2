import numpy as np
import torch
fs = 64; t = torch.arange(0, 2, 1 / fs)
sig = torch.sin(2 * np.pi * 5 * t) + .5 * torch.cos(2 * np.pi * 12 * t)
spec = torch.fft.rfft(sig); freq = torch.fft.rfftfreq(len(t), 1 / fs)
top = spec.abs().topk(2).indices.sort().values
print(freq[top], (spec.abs()[top] / len(t) * 2).numpy().round(3), spec.dtype)
print(torch.allclose(torch.fft.irfft(spec, n=len(t)), sig, atol=1e-5))
noisy = sig + .4 * torch.randn(len(t), generator=torch.Generator().manual_seed(0))
s = torch.fft.fft(noisy); s[s.abs() < 20] = 0
clean = torch.fft.ifft(s).real
print('noise before %.3f after %.3f' % ((noisy - sig).std(), (clean - sig).std()))
z = torch.tensor([1 + 1j, -2j]); print(z.abs(), z.angle(), z.real, z.conj(), torch.view_as_real(z), (z * z).sum())
print(np.abs(np.fft.fft([1, 0, -1, 0])), complex(1, 2) * 1j, abs(3 + 4j))
w = torch.tensor(4.0, requires_grad=True)
torch.fft.rfft(torch.sin(w * t)).abs().pow(2).mean().backward(); print(w.grad.isfinite())
