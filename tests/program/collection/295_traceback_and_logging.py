import traceback
import sys
import torch
def inner(a, b):
    return a @ b
def outer():
    x = torch.ones(2, 3)
    return inner(x, x)
try:
    outer()
except RuntimeError as e:
    print('caught', e)
    print(traceback.format_exc().splitlines()[-1])
    s = traceback.format_exc()
    print('inner' in s, 'Traceback (most recent call last):' in s)
try:
    {}['k']
except KeyError:
    etype, val, tb = sys.exc_info()
    print(etype.__name__, val)
def safe(f, *a):
    try:
        return f(*a)
    except Exception as exc:
        print(f"{f.__name__} failed: {exc!r}")
        return None
    finally:
        print('done')
safe(inner, 1, 2)
safe(lambda: 1 / 0)
print(traceback.format_exception_only(ValueError, ValueError('bad')))
