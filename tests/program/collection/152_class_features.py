import math
from abc import ABC, abstractmethod
from enum import Enum
from functools import total_ordering

class Shape(ABC):
    count = 0
    def __init__(self, name):
        self.name = name
        Shape.count += 1
    @abstractmethod
    def area(self): ...
    @classmethod
    def unit(cls): return cls(1)
    @staticmethod
    def about(): return 'a shape'
    def __str__(self): return f'{self.name}({self.area():.2f})'

@total_ordering
class Circle(Shape):
    def __init__(self, r):
        super().__init__('circle')
        self.r = r
    @property
    def r(self): return self._r
    @r.setter
    def r(self, v):
        if v < 0: raise ValueError('negative radius')
        self._r = v
    def area(self): return math.pi * self.r ** 2
    def __eq__(self, other): return self.r == other.r
    def __lt__(self, other): return self.r < other.r
    def __hash__(self): return hash(self.r)
    def __bool__(self): return self.r > 0

class Square(Shape):
    def __init__(self, a): Shape.__init__(self, 'square'); self.a = a
    def area(self): return self.a ** 2

print(Circle.unit(), Square(3), Shape.count, Square.about())
a, b = Circle(1), Circle(2)
print(a < b, a >= b, a != b, max(a, b).r, len({a, Circle(1), b}), bool(Circle(0)))
b.r = 5; print(b.r)
try: b.r = -1
except ValueError as e: print(e)
try: Shape('x')
except TypeError as e: print(str(e)[:45])
try: a.area = 3; print('set', a.area)
except AttributeError as e: print(e)
print(isinstance(a, Shape), issubclass(Square, Circle), type(a).__name__, Circle.__mro__[1].__name__, hasattr(a, 'a'), getattr(a, 'zz', None))

class Color(Enum):
    RED = 1
    GREEN = 2
print(Color.RED, Color(2).name, Color['RED'].value, list(Color), Color.RED is Color.RED)

class Base:
    def hi(self): return ['Base']
class Left(Base):
    def hi(self): return ['Left'] + super().hi()
class Right(Base):
    def hi(self): return ['Right'] + super().hi()
class Both(Left, Right):
    def hi(self): return ['Both'] + super().hi()
print(Both().hi(), [c.__name__ for c in Both.__mro__])

class Vec:
    __slots__ = ('x', 'y')
    def __init__(self, x, y): self.x, self.y = x, y
    def __add__(self, o): return Vec(self.x + o.x, self.y + o.y)
    def __sub__(self, o): return Vec(self.x - o.x, self.y - o.y)
    def __mul__(self, k): return Vec(self.x * k, self.y * k)
    __rmul__ = __mul__
    def __matmul__(self, o): return self.x * o.x + self.y * o.y
    def __neg__(self): return -1 * self
    def __abs__(self): return math.hypot(self.x, self.y)
    def __iter__(self): return iter((self.x, self.y))
    def __getitem__(self, i): return (self.x, self.y)[i]
    def __setitem__(self, i, v): setattr(self, 'xy'[i], v)
    def __len__(self): return 2
    def __contains__(self, v): return v in tuple(self)
    def __iadd__(self, o): self.x += o.x; self.y += o.y; return self
    def __format__(self, spec): return f'<{self.x:{spec}}, {self.y:{spec}}>'
    def __repr__(self): return f'Vec({self.x}, {self.y})'
v, w = Vec(3, 4), Vec(1, -1)
print(v + w, v - w, 2 * v, v @ w, -v, abs(v), [*v], v[1], len(v), 4 in v, f'{v:.1f}')
v += w; v[0] = 10; x, y = v; print(v, x, y)
print(vars(a)['r'] if 'r' in vars(a) else sorted(vars(a)), a.__class__.__name__, a.__dict__['name'])
