import time
import functools
import torch

def timed(label=None, keep=3):
    """记录每次调用的秒数 (不打印, 每次都不同)"""
    def decorate(fn):
        history = []
        @functools.wraps(fn)
        def inner(*args, **kwargs):
            begun = time.perf_counter()
            try:
                return fn(*args, **kwargs)
            finally:
                history.append(time.perf_counter() - begun)
                if len(history) > keep: history.pop(0)
                # print(f'{fn.__name__}: {history[-1]:.6f}s')
        inner.history = history
        inner.label = label or fn.__name__
        return inner
    return decorate

@timed()
def slow_add(a, b):
    """one element after the other"""
    r = torch.empty_like(a)
    for i in range(len(a)):
        r[i] = a[i] + b[i]
    return r

@timed(label='fast')
def quick_add(a, b):
    return a + b

@timed('broken')
def bad(x):
    return x / 0

n = 300
a = torch.arange(n, dtype=torch.float32); b = torch.ones(n)
same = [torch.equal(slow_add(a, b), quick_add(a, b)) for _ in range(5)]
print(all(same), slow_add.__name__, '|', slow_add.__doc__, '|', quick_add.label)
print(len(slow_add.history), all(t >= 0 for t in quick_add.history))
try:
    bad(1)
except ZeroDivisionError as e:
    print(bad.label, 'raised:', e, len(bad.history))

class Stopwatch:
    def __enter__(self):
        self.begun = time.time()
        return self
    def __exit__(self, kind, error, tb):
        self.seconds = time.time() - self.begun
        return False
with Stopwatch() as w:
    s = sum(i * i for i in range(1000))
print(s, 0 <= w.seconds < 100)
del w
