import torch
from torch import nn

def slide(img, ker):
    """二维互相关, 两重循环"""
    kh, kw = ker.shape
    rows, cols = img.shape[0] - kh + 1, img.shape[1] - kw + 1
    res = img.new_zeros(rows, cols)
    for r in range(rows):
        for c in range(cols):
            res[r, c] = (img[r:r + kh, c:c + kw] * ker).sum()
    return res

img = torch.arange(20.).reshape(4, 5)
ker = torch.tensor([[1., 0.], [0., -1.]])
print(slide(img, ker))
print(torch.equal(slide(img, ker), nn.functional.conv2d(img[None, None], ker[None, None])[0, 0]))

class SlowConv(nn.Module):
    def __init__(self, size):
        super().__init__()
        self.k = nn.Parameter(torch.rand(size))
        self.b = nn.Parameter(torch.zeros(()))
    def forward(self, t):
        return slide(t, self.k) + self.b

# 学一个边缘检测核
torch.manual_seed(2)
pic = torch.zeros(5, 9); pic[:, 3:6] = 1
want = slide(pic, torch.tensor([[-1., 1.]]))
print(want[0])
layer = SlowConv((1, 2))
for step in range(1, 16):
    diff = layer(pic) - want
    err = diff.square().sum()
    layer.zero_grad()
    err.backward()
    with torch.no_grad():
        for p in layer.parameters():
            p -= 0.02 * p.grad
    if step % 5 == 0:
        print(f'{step:>3}: {err:.4f}')
print(layer.k.data.numpy().round(2), round(layer.b.item(), 3))
unf = nn.functional.unfold(img[None, None], (2, 2))
print(unf.shape, (ker.reshape(1, -1) @ unf[0]).reshape(3, 4)[0])
