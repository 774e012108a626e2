import torch, numpy as np
torch.manual_seed(0)
data = torch.rand(6, 3) * 100
def loop(d):
    out = torch.empty_like(d)
    for j in range(d.shape[1]):
        m = sum(d[:, j]) / len(d); s = (sum((v - m) ** 2 for v in d[:, j]) / (len(d) - 1)) ** 0.5
        for i in range(d.shape[0]): out[i, j] = (d[i, j] - m) / s
    return out
vec = (data - data.mean(0)) / data.std(0)
mm = (data - data.min(0).values) / (data.max(0)[0] - data.min(0)[0])
print(torch.allclose(loop(data), vec, atol=1e-5), mm.amin(0), mm.amax(0), vec.mean(0).abs().max() < 1e-6)
a = data.numpy(); z = (a - a.mean(axis=0)) / a.std(axis=0, ddof=1); print(np.allclose(z, vec.numpy(), atol=1e-5), a.shape, a[a[:, 0].argsort()][0].round(2), np.percentile(a, [25, 75]).round(2))
out = torch.nn.functional.normalize(data, dim=1); print(out.norm(dim=1)); w = data.div(data.sum(1, keepdim=True)); print(w.sum(1))
