import inspect, traceback, sys
import torch.nn as nn
def deco(f): return f
@deco
def train(model, lr: float = 0.1, *args, epochs=10, **kwargs) -> float:
    '''Train.

    Long.
    '''
    x = 1
    return x
print(inspect.signature(train), inspect.getsource(train), inspect.getdoc(train))
for n, p in inspect.signature(train).parameters.items(): print(n, p.kind, p.default is inspect.Parameter.empty, p.annotation)
class Net(nn.Module):
    def __init__(self, n=3):
        super().__init__()
    def forward(self, x): return x
print(inspect.signature(Net), inspect.getsource(Net), inspect.getsource(Net.forward), inspect.isclass(Net), inspect.isfunction(train), inspect.ismethod(Net().forward), inspect.isfunction(len), inspect.isbuiltin(len))
b = inspect.signature(train).bind('m', 0.5, 1, 2, epochs=3, z=4); b.apply_defaults(); print(b.arguments, b)
print(train.__code__.co_varnames, train.__code__.co_argcount)
class H:
    def save(self, ignore=[]):
        frame = inspect.currentframe().f_back
        _, _, _, local_vars = inspect.getargvalues(frame)
        self.h = {k: v for k, v in local_vars.items() if k not in set(ignore + ['self']) and not k.startswith('_')}
class B(H):
    def __init__(self, a, b=2):
        self.save()
        print(self.h)
B(1)
def inner(a, b):
    return a @ b
def outer():
    return inner(1, [2][0] + 3)
try:
    outer()
except TypeError as e:
    print(traceback.format_exc())
    print(e.__traceback__.tb_lineno, e.__traceback__.tb_next.tb_lineno, sys.exc_info()[0])
    traceback.print_exc(file=sys.stdout)
try:
    try:
        {}['k']
    except KeyError as e:
        raise ValueError('bad') from e
except ValueError:
    print(traceback.format_exc())
print(traceback.format_exception_only(ValueError, ValueError('bad')))
print((lambda __: __ + 1)(1))

import torch
class G(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x): return x
    @staticmethod
    def backward(ctx, g): return g
print(G.apply, G, traceback.format_exc())
