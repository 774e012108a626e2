import torch
import numpy as np
from collections import defaultdict, namedtuple

def accuracy(output, target, topk=(1,)):
    """Computes the accuracy over the k top predictions for the specified values of k"""
    with torch.no_grad():
        maxk = max(topk)
        batch_size = target.size(0)
        _, pred = output.topk(maxk, 1, True, True)
        pred = pred.t()
        correct = pred.eq(target.view(1, -1).expand_as(pred))
        res = []
        for k in topk:
            correct_k = correct[:k].reshape(-1).float().sum(0, keepdim=True)
            res.append(correct_k.mul_(100.0 / batch_size))
        return res

class AverageMeter(object):
    """Computes and stores the average and current value"""
    def __init__(self, name, fmt=':f'):
        self.name = name
        self.fmt = fmt
        self.reset()
    def reset(self):
        self.val = 0
        self.avg = 0
        self.sum = 0
        self.count = 0
    def update(self, val, n=1):
        self.val = val
        self.sum += val * n
        self.count += n
        self.avg = self.sum / self.count
    def __str__(self):
        fmtstr = '{name} {val' + self.fmt + '} ({avg' + self.fmt + '})'
        return fmtstr.format(**self.__dict__)

class ProgressMeter(object):
    def __init__(self, num_batches, meters, prefix=""):
        self.batch_fmtstr = self._get_batch_fmtstr(num_batches)
        self.meters = meters
        self.prefix = prefix
    def display(self, batch):
        entries = [self.prefix + self.batch_fmtstr.format(batch)]
        entries += [str(meter) for meter in self.meters]
        print('\t'.join(entries))
    def _get_batch_fmtstr(self, num_batches):
        num_digits = len(str(num_batches // 1))
        fmt = '{:' + str(num_digits) + 'd}'
        return '[' + fmt + '/' + fmt.format(num_batches) + ']'

torch.manual_seed(7)
losses = AverageMeter('Loss', ':.4e')
top1 = AverageMeter('Acc@1', ':6.2f')
top5 = AverageMeter('Acc@5', ':6.2f')
progress = ProgressMeter(12, [losses, top1, top5], prefix="Epoch: [{}]".format(1))
for i in range(12):
    out, t = torch.randn(32, 10), torch.randint(10, (32,))
    loss = torch.nn.functional.cross_entropy(out, t)
    acc1, acc5 = accuracy(out, t, topk=(1, 5))
    losses.update(loss.item(), out.size(0)); top1.update(acc1[0], 32); top5.update(acc5[0], 32)
    if i % 5 == 0:
        progress.display(i)

def roc_auc(scores, labels):
    order = np.argsort(-scores)
    tps = np.cumsum(labels[order]); fps = np.cumsum(1 - labels[order])
    tpr = np.r_[0, tps / tps[-1]]; fpr = np.r_[0, fps / fps[-1]]
    return np.trapezoid(tpr, fpr)
rng = np.random.RandomState(0)
labels = rng.randint(0, 2, 50); scores = rng.rand(50) + 0.4 * labels
print("AUC = %.6f" % roc_auc(scores, labels))
Result = namedtuple('Result', ['precision', 'recall', 'f1'])
def prf(pred, true):
    tp = np.sum((pred == 1) & (true == 1)); fp = np.sum((pred == 1) & (true == 0)); fn = np.sum((pred == 0) & (true == 1))
    p, r = tp / (tp + fp), tp / (tp + fn)
    return Result(p, r, 2 * p * r / (p + r))
r = prf((scores > 0.7).astype(int), labels)
print(r); print(r._asdict())
cm = np.zeros((2, 2), dtype=int)
for a, b in zip(labels, scores > 0.7): cm[a, int(b)] += 1
print(cm, cm.trace() / cm.sum())
