import torch
import torch.nn as nn
import torch.nn.functional as F
import torch.optim as optim

class StripeNet(nn.Module):
    """tells horizontal, vertical and diagonal stripes apart"""
    def __init__(self, channels=4, n_classes=3):
        super(StripeNet, self).__init__()
        self.conv_a = nn.Conv2d(1, channels, 3, padding=1)
        self.conv_b = nn.Conv2d(channels, 2 * channels, 3)
        self.drop = nn.Dropout2d(0.1)
        self.out = nn.Linear(2 * channels * 9, n_classes)

    def forward(self, img):
        h = F.max_pool2d(torch.relu(self.conv_a(img)), 2)   # [B, 4, 5, 5]
        h = self.drop(torch.relu(self.conv_b(h)))           # [B, 8, 3, 3]
        return self.out(h.view(h.size(0), -1))

def stripes(kind, size=10):
    r, c = torch.meshgrid(torch.arange(size), torch.arange(size), indexing='ij')
    return [(r % 2), (c % 2), ((r + c) % 3 == 0)][kind].float()

torch.manual_seed(0)
labels = torch.randint(0, 3, (36,))
images = torch.stack([stripes(k) for k in labels.tolist()]).unsqueeze(1) + 0.5 * torch.randn(36, 1, 10, 10)
net = StripeNet()
print(net)
print(sum(p.numel() for p in net.parameters()), list(net.conv_a.weight.shape))
opt = optim.SGD(net.parameters(), lr=0.05, momentum=0.9)
lossf = nn.CrossEntropyLoss()
for ep in range(5):
    net.train()
    total = 0.
    for lo in range(0, 36, 9):
        opt.zero_grad()
        l = lossf(net(images[lo:lo + 9]), labels[lo:lo + 9])
        l.backward()
        opt.step()
        total += l.item()
    print('轮 %d  平均损失 %.4f' % (ep, total / 4))
net.eval()
names = ['横', '竖', '斜']
with torch.no_grad():
    best = net(images).max(dim=1)
print('准确率 %.2f' % (best.indices == labels).float().mean())
print([names[i] for i in best.indices[:6]], best.values[:2])
