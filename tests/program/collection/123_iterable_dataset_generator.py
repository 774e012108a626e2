import torch
from torch.utils.data import IterableDataset, DataLoader
import itertools

class Countdown(IterableDataset):
    def __init__(self, start, stop):
        super().__init__()
        self.start, self.stop = start, stop
    def __iter__(self):
        k = self.start
        while k > self.stop:
            yield torch.tensor([float(k)]), k % 2
            k -= 1

for x, y in DataLoader(Countdown(7, 0), batch_size=3):
    print(x.flatten().tolist(), y)

def endless():
    n = 0
    while True:
        yield n
        n += 1
print(list(itertools.islice(endless(), 3, 9, 2)))

def windows(seq, size):
    it = iter(seq)
    win = list(itertools.islice(it, size))
    yield tuple(win)
    for x in it:
        win = win[1:] + [x]
        yield tuple(win)
print(*windows('torch', 3))

def averager():
    total = n = 0
    avg = None
    while True:
        x = yield avg
        if x is None:
            return
        total += x; n += 1
        avg = total / n
co = averager()
next(co)
print([co.send(v) for v in (10, 20, 60)])
try:
    co.send(None)
except StopIteration as e:
    print('generator ended', e.value)

def chain(*its):
    for i in its:
        yield from i
print(list(chain('ab', (1, 2), {3: 'x'})), sum(x * x for x in range(5)))
