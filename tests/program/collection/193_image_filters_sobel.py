import torch
import torch.nn.functional as F
img = torch.zeros(1, 1, 9, 9); img[..., 2:7, 2:7] = 1.
sob = torch.tensor([[-1., 0, 1], [-2, 0, 2], [-1, 0, 1]])
k = torch.stack([sob, sob.T]).unsqueeze(1)
g = F.conv2d(img, k, padding=1)
mag = g.pow(2).sum(1).sqrt()[0]
print(mag.round().int())
ax = torch.arange(5.) - 2; gauss = torch.exp(-(ax ** 2) / 2); gauss = (gauss[:, None] * gauss) / gauss.sum() ** 2
blur = F.conv2d(img, gauss.view(1, 1, 5, 5), padding=2); print(blur.max().item() <= 1, blur.sum().item())
print(F.max_pool2d(img, 3).squeeze(), F.avg_pool2d(img, 3).squeeze(), (-F.max_pool2d(-img, 3, 1, 1)).sum())
rgb = torch.rand(3, 2, 2, generator=torch.Generator().manual_seed(0)); gray = (rgb * torch.tensor([.299, .587, .114]).view(3, 1, 1)).sum(0); print(gray, rgb.permute(1, 2, 0).shape)
mean, std = rgb.mean((1, 2), keepdim=True), rgb.std((1, 2), keepdim=True); print(((rgb - mean) / std).mean().abs() < 1e-6, (rgb * 255).byte())
print(torch.flip(gray, [1]), gray.rot90(1, [0, 1]))
def gram(f): c, h, w = f.shape; f = f.view(c, -1); return f @ f.t() / (c * h * w)
print(gram(rgb))
