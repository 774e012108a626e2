import torch

def kmeans(X, k, iters=20, verbose=True):
    # k-means++ would be better
    centers = X[torch.randperm(len(X))[:k]].clone()
    for it in range(iters):
        d = torch.cdist(X, centers)
        assign = d.argmin(dim=1)
        new = torch.stack([X[assign == j].mean(0) if (assign == j).any() else centers[j] for j in range(k)])
        shift = (new - centers).norm()
        centers = new
        if verbose:
            inertia = ((X - centers[assign]) ** 2).sum()
            print(f'iter {it}: inertia={inertia:.3f} shift={shift:.4f}')
        if shift < 1e-6:
            break
    return centers, assign

torch.manual_seed(8)
blobs = [torch.randn(30, 2) * 0.4 + torch.tensor(c) for c in ([0., 0.], [4., 4.], [0., 5.])]
X = torch.cat(blobs)
centers, labels = kmeans(X, 3)
order = centers[:, 0].argsort()
print(centers[order].round(decimals=3))
print(torch.bincount(labels, minlength=3).sort().values)
