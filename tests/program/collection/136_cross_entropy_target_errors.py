import torch
import torch.nn.functional as F
logits = torch.zeros(4, 3)

def attempt(title, fn):
    try:
        r = fn()
    except (RuntimeError, ValueError, IndexError) as err:
        print(f'{title}: {type(err).__name__}: {str(err)}')
    else:
        print(f'{title}: ok {r.item():.4f}')
    finally:
        attempt.n += 1
attempt.n = 0
attempt('right', lambda: F.cross_entropy(logits, torch.tensor([0, 1, 2, 0])))
attempt('float target', lambda: F.cross_entropy(logits, torch.tensor([0., 1., 2., 0.])))
attempt('too many', lambda: F.cross_entropy(logits, torch.tensor([0, 1, 2])))
attempt('class 3', lambda: F.cross_entropy(logits, torch.tensor([0, 1, 3, 0])))
attempt('bce shape', lambda: F.binary_cross_entropy(torch.full((4, 1), .5), torch.ones(4)))
attempt('bce range', lambda: F.binary_cross_entropy(torch.tensor([1.5]), torch.ones(1)))
attempt('mat', lambda: (logits @ logits).sum())
attempt('cat', lambda: torch.cat([logits, torch.zeros(4, 2)]).sum())
attempt('reshape', lambda: logits.reshape(5, 3).sum())
attempt('long mean', lambda: torch.arange(3).mean())
attempt('stack', lambda: torch.stack([torch.zeros(2), torch.zeros(3)]).sum())
attempt('item', lambda: torch.tensor(logits.item()))
attempt('squeeze', lambda: logits.sum(dim=2))
attempt('int grad', lambda: torch.tensor([1, 2], requires_grad=True).sum())
attempt('grad of no graph', lambda: torch.autograd.grad(logits.sum(), logits)[0].sum())
attempt('linear', lambda: F.linear(torch.ones(2, 3), torch.ones(5, 4)).sum())
attempt('conv', lambda: F.conv2d(torch.ones(1, 1, 2, 2), torch.ones(1, 1, 3, 3)).sum())
attempt('dtype', lambda: (torch.ones(2, 2) @ torch.ones(2, 2).long()).sum())
print(attempt.n)
