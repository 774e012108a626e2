import os
import sys
import random
import numpy as np
import torch
import torch.nn as nn

def seed_everything(seed=3407):
    random.seed(seed)
    np.random.seed(seed)
    torch.manual_seed(seed)
    torch.cuda.manual_seed_all(seed)
    torch.backends.cudnn.deterministic = True
    torch.backends.cudnn.benchmark = False
    # os.environ['PYTHONHASHSEED'] = str(seed)

class Args:
    epochs = 5
    lr = 0.05
    batch_size = 16
    no_cuda = True

def get_loader(args):
    x = torch.randn(64, 8)
    y = (x.sum(dim=1) > 0).long()
    ds = torch.utils.data.TensorDataset(x, y)
    return torch.utils.data.DataLoader(ds, batch_size=args.batch_size, shuffle=True, pin_memory=False)

def train(args, model, device, loader, optimizer, epoch):
    model.train()
    for batch_idx, (data, target) in enumerate(loader):
        data, target = data.to(device), target.to(device)
        optimizer.zero_grad()
        loss = nn.functional.cross_entropy(model(data), target)
        loss.backward()
        optimizer.step()
        if batch_idx % 2 == 0:
            print('epoch {} [{:>2}/{} ({:.0f}%)] loss {:.6f}'.format(epoch, batch_idx * len(data), len(loader.dataset), 100. * batch_idx / len(loader), loss.item()))

def main():
    args = Args()
    seed_everything()
    device = torch.device('cuda' if not args.no_cuda and torch.cuda.is_available() else 'cpu')
    model = nn.Sequential(nn.Linear(8, 8), nn.ReLU(), nn.Linear(8, 2)).to(device)
    optimizer = torch.optim.Adadelta(model.parameters(), lr=1.0)
    for epoch in range(1, args.epochs + 1):
        train(args, model, device, get_loader(args), optimizer, epoch)
    return 0

if __name__ == '__main__':
    code = main()
    print('exit code', code, __name__)
