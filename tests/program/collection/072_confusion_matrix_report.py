import torch
import numpy as np

def confusion_matrix(y_true, y_pred, num_classes):
    cm = torch.zeros(num_classes, num_classes, dtype=torch.int64)
    for t, p in zip(y_true.view(-1), y_pred.view(-1)):
        cm[t.long(), p.long()] += 1
    return cm

def report(cm, names):
    width = max(len(n) for n in names)
    print(' ' * width + ' precision  recall  f1-score  support')
    for i, n in enumerate(names):
        tp = cm[i, i].item()
        prec = tp / max(1, cm[:, i].sum().item())
        rec = tp / max(1, cm[i].sum().item())
        f1 = 2 * prec * rec / (prec + rec) if prec + rec else 0.0
        print(f'{n:>{width}} {prec:9.2f} {rec:7.2f} {f1:9.2f} {cm[i].sum().item():8d}')
    print('accuracy: %.3f' % (cm.diag().sum().item() / cm.sum().item()))

g = torch.Generator().manual_seed(5)
y_true = torch.randint(0, 3, (100,), generator=g)
noise = torch.rand(100, generator=g)
y_pred = torch.where(noise < 0.75, y_true, torch.randint(0, 3, (100,), generator=g))
cm = confusion_matrix(y_true, y_pred, 3)
print(cm)
cm2 = torch.bincount(y_true * 3 + y_pred, minlength=9).reshape(3, 3)
assert torch.equal(cm, cm2)
report(cm, ['cat', 'dog', 'wombat'])
print((cm.float() / cm.sum(1, keepdim=True)).numpy().round(2))
print(np.trace(cm.numpy()) / cm.numpy().sum())
