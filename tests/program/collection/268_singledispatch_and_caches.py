from functools import singledispatch, lru_cache, reduce, wraps
import torch, time

@singledispatch
def to_float(x):
    raise NotImplementedError(f"no rule for {type(x).__name__}")
@to_float.register
def _(x: int):
    return float(x)
@to_float.register(list)
def _(x):
    return [to_float(i) for i in x]
@to_float.register(torch.Tensor)
def _(x):
    return x.float()
print(to_float(3), to_float([1, 2]), to_float(torch.arange(3)))
try:
    to_float("a")
except NotImplementedError as e:
    print(e)

def timer(func):
    @wraps(func)
    def wrapper(*args, **kwargs):
        start = time.time()
        out = func(*args, **kwargs)
        took = time.time() - start
        print(f"{func.__name__} finished: {took >= 0}")
        return out
    return wrapper

@timer
def heavy(n):
    "sum of squares"
    return sum(i * i for i in range(n))
print(heavy(1000), heavy.__name__, heavy.__doc__)
@lru_cache(maxsize=None)
def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)
print(fib(80), fib.cache_info().hits)
print(reduce(lambda a, b: a * b, range(1, 6)))
