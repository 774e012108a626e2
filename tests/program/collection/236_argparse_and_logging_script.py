import argparse
import logging
import sys
import torch
from torch import nn

logging.basicConfig(level=logging.INFO, format='%(levelname)s:%(message)s', stream=sys.stdout)
logger = logging.getLogger(__name__)

parser = argparse.ArgumentParser(description='toy training')
parser.add_argument('--lr', type=float, default=0.1, metavar='LR')
parser.add_argument('--epochs', type=int, default=3)
parser.add_argument('--no-bias', action='store_true')
args = parser.parse_args([])
print(args)

torch.manual_seed(0)
model = nn.Linear(2, 1, bias=not args.no_bias)
opt = torch.optim.SGD(model.parameters(), lr=args.lr)
x = torch.randn(16, 2); y = x.sum(1, keepdim=True)
for epoch in range(args.epochs):
    loss = nn.functional.mse_loss(model(x), y)
    opt.zero_grad(); loss.backward(); opt.step()
    logger.info('epoch %d loss %.4f', epoch, loss.item())
logger.debug('not shown')
logging.warning('done')
