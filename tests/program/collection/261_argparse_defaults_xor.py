import argparse
import torch
import torch.nn as nn
import torch.optim as optim

parser = argparse.ArgumentParser(description='PyTorch XOR example')
parser.add_argument('--batch-size', type=int, default=4, metavar='N',
                    help='input batch size for training (default: 4)')
parser.add_argument('--epochs', type=int, default=200, metavar='N')
parser.add_argument('--lr', type=float, default=0.1, metavar='LR')
parser.add_argument('--no-cuda', action='store_true', default=False,
                    help='disables CUDA training')
parser.add_argument('--seed', type=int, default=1, metavar='S')
parser.add_argument('--hidden', nargs='+', type=int, default=[8, 8])
args = parser.parse_args([])
use_cuda = not args.no_cuda and torch.cuda.is_available()
torch.manual_seed(args.seed)
device = torch.device("cuda" if use_cuda else "cpu")
print(args)
print(vars(args)['lr'], args.batch_size)

class Net(nn.Module):
    def __init__(self, sizes):
        super(Net, self).__init__()
        layers = []
        last = 2
        for s in sizes:
            layers += [nn.Linear(last, s), nn.Tanh()]
            last = s
        layers.append(nn.Linear(last, 1))
        self.net = nn.Sequential(*layers)
    def forward(self, x):
        return torch.sigmoid(self.net(x))

model = Net(args.hidden).to(device)
print(model)
X = torch.tensor([[0,0],[0,1],[1,0],[1,1]], dtype=torch.float32, device=device)
Y = torch.tensor([[0],[1],[1],[0]], dtype=torch.float32, device=device)
opt = optim.SGD(model.parameters(), lr=args.lr, momentum=0.9)
crit = nn.BCELoss()
for epoch in range(1, args.epochs + 1):
    opt.zero_grad()
    out = model(X)
    loss = crit(out, Y)
    loss.backward()
    opt.step()
    if epoch % 50 == 0:
        print('Train Epoch: {} [{}/{} ({:.0f}%)]\tLoss: {:.6f}'.format(epoch, len(X), len(X), 100., loss.item()))
