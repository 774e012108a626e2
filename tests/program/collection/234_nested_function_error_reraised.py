import torch
def load(i):
    if i == 2: raise IOError('坏文件 %d' % i)
    return torch.full((2,), float(i))
def batch(n):
    out = []
    for i in range(n):
        try: out.append(load(i))
        except OSError as e:
            print('warning:', e, type(e) is OSError)
            if i > 1: raise RuntimeError('cannot build batch') from e
    return torch.stack(out)
print(batch(2))
print(batch(3))
