class Lazy:
    """attributes that are computed when asked for"""
    def __init__(self, **makers):
        self.makers = makers
        self.log = []
    def __getattr__(self, name):
        # only when the normal look-up fails
        if name.startswith('__') or name not in self.makers:
            raise AttributeError(f'no {name}')
        self.log.append(name)
        value = self.makers[name]()
        setattr(self, name, value)
        return value

z = Lazy(big=lambda: sum(range(100)), text=lambda: 'hi')
print(z.big, z.big, z.text, z.log, hasattr(z, 'nope'))

class Registry(dict):
    def register(self, name=None):
        def deco(f):
            self[name or f.__name__] = f
            return f
        return deco
ops = Registry()
@ops.register()
def add(a, b): return a + b
@ops.register('times')
def mul(a, b): return a * b
print(sorted(ops), ops['times'](3, 4), ops['add']('a', 'b'), isinstance(ops, dict))

class Averager:
    def __init__(self): self.s, self.n = 0.0, 0
    def __call__(self, v): self.s += v; self.n += 1; return self.s / self.n
a = Averager(); print([a(v) for v in (1, 2, 3)], callable(a), callable(3))

class Countdown:
    def __init__(self, n): self.n = n
    def __iter__(self): return self
    def __next__(self):
        if self.n <= 0: raise StopIteration
        self.n -= 1
        return self.n + 1
print(list(Countdown(3)), sum(Countdown(4)), max(Countdown(2)), 2 in Countdown(3))

class Singleton:
    inst = None
    def __new__(cls, *args):
        if cls.inst is None: cls.inst = super().__new__(cls)
        return cls.inst
print(Singleton() is Singleton())

class Typed:
    def __init__(self, kind): self.kind = kind
    def __set_name__(self, owner, name): self.name = '_' + name
    def __get__(self, obj, owner=None): return self if obj is None else getattr(obj, self.name)
    def __set__(self, obj, value):
        if not isinstance(value, self.kind): raise TypeError(f'{self.name[1:]} must be {self.kind.__name__}')
        setattr(obj, self.name, value)
class Conf:
    lr = Typed(float)
    def __init__(self, lr): self.lr = lr
print(Conf(0.1).lr)
try: Conf('fast')
except TypeError as e: print(e)
