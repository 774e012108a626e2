import logging
import sys
import os
import warnings
warnings.filterwarnings('ignore')
import torch
os.environ['KMP_DUPLICATE_LIB_OK'] = 'TRUE'
logging.basicConfig(level=logging.INFO, format='%(levelname)s %(message)s', stream=sys.stdout)
logger = logging.getLogger(__name__)
logger.info('start training')
w = torch.tensor([1.0], requires_grad=True)
for i in range(3):
    loss = (w * 2 - 3).pow(2).sum()
    loss.backward()
    w.data.sub_(0.1 * w.grad.data); w.grad.zero_()
    logger.info('step %d loss %.4f', i, loss.item())
logger.debug('not shown')
print('done')
