class Vector:
    def __init__(self, *values):
        self.values = values

    def __repr__(self):
        return f"Vector{self.values}"

    def __str__(self):
        return "<" + " ".join(map(str, self.values)) + ">"

    def __add__(self, other):
        if not isinstance(other, Vector):
            return NotImplemented
        return Vector(*(a + b for a, b in zip(self.values, other.values)))

    def __radd__(self, other):
        return self if other == 0 else NotImplemented

    def __sub__(self, other):
        return self + -other

    def __neg__(self):
        return Vector(*[-v for v in self.values])

    def __mul__(self, k):
        return Vector(*[v * k for v in self.values])

    __rmul__ = __mul__

    def __matmul__(self, other):
        return sum(a * b for a, b in zip(self.values, other.values))

    def __truediv__(self, k):
        return self * (1 / k)

    def __iadd__(self, other):
        print("in place")
        self.values = (self + other).values
        return self

    def __pow__(self, n):
        return Vector(*[v ** n for v in self.values])

    def __abs__(self):
        return sum(v * v for v in self.values) ** 0.5

    def __eq__(self, other):
        return isinstance(other, Vector) and self.values == other.values

    def __hash__(self):
        return hash(self.values)

    def __lt__(self, other):
        return abs(self) < abs(other)

    def __le__(self, other):
        return abs(self) <= abs(other)

    def __bool__(self):
        return any(self.values)

    def __len__(self):
        return len(self.values)

    def __getitem__(self, i):
        return self.values[i]

    def __setitem__(self, i, value):
        values = list(self.values)
        values[i] = value
        self.values = tuple(values)

    def __delitem__(self, i):
        self.values = self.values[:i] + self.values[i + 1:]

    def __contains__(self, value):
        return value in self.values

    def __iter__(self):
        return iter(self.values)

    def __reversed__(self):
        return reversed(self.values)

    def __call__(self, x):
        return sum(c * x ** i for i, c in enumerate(self.values))

    def __format__(self, spec):
        return "(" + ", ".join(format(v, spec) for v in self.values) + ")"

    def __float__(self):
        return float(abs(self))

    def __int__(self):
        return int(abs(self))

    def __index__(self):
        return len(self)

    def __round__(self, n=0):
        return Vector(*[round(v, n) for v in self.values])


v, w = Vector(3, 4), Vector(1, 2)
print(v, repr(w), v + w, v - w, 2 * v, v * 2, v @ w, v / 2, v ** 2, abs(v), -v)
print(sum([v, w]), v == Vector(3, 4), v != w, v < w, v > w, v <= w, v >= w, sorted([v, w]), max(v, w))
u = v
u += w
print(u is v, v, bool(Vector(0, 0)), not v, len(v), v[0], v[-1], v[0:1], 4 in v, 9 not in v)
v[0] = 10
del v[1]
print(v, list(v), [*w], tuple(reversed(w)), w(2), f"{w:.2f}", f"{w!r:>15}", f"{w!s}", "{:.1f}".format(w))
print(float(w), int(w), [1, 2, 3, 4][w], hash(w) == hash(Vector(1, 2)), {w: "key"}[Vector(1, 2)], round(Vector(1.234), 1))
a, b = w
print(a, b, dict(zip("xy", w)), str(w), "%s and %r" % (w, w))
try:
    v + 5
except TypeError as error:
    print(error)
try:
    v < 5
except AttributeError as error:
    print(error)


class Countdown:
    def __init__(self, n):
        self.n = n

    def __iter__(self):
        return self

    def __next__(self):
        if self.n == 0:
            raise StopIteration
        self.n -= 1
        return self.n


print(list(Countdown(3)), [x for x in Countdown(2)], sum(Countdown(4)), next(Countdown(1)))


class Loader:
    def __init__(self, n):
        self.n = n

    def __iter__(self):
        print("again")
        self.at = 0
        return self

    def __next__(self):
        if self.at == self.n:
            raise StopIteration
        self.at += 1
        return self.at


loader = Loader(3)
for x in loader:
    print(x)
print([x for x in loader], list(loader), [*loader])
a, *b = loader
print(a, b)


class Old:
    def __getitem__(self, i):
        if i > 2:
            raise IndexError
        return i * 10


print(list(Old()), 20 in Old())


class Sized:
    def __len__(self):
        return 0


print(bool(Sized()), "empty" if not Sized() else "full")


class Unhashable:
    def __eq__(self, other):
        return True


try:
    {Unhashable(): 1}
except TypeError as error:
    print(error)


class Comparable:
    def __init__(self, v):
        self.v = v

    def __eq__(self, other):
        return self.v == other.v

    def __gt__(self, other):
        return self.v > other.v


print(Comparable(1) < Comparable(2), Comparable(3) == Comparable(3), Comparable(1) != Comparable(1))


class Value:
    def __init__(self, data, children=()):
        self.data, self.grad, self._backward, self._prev = data, 0.0, lambda: None, set(children)

    def __add__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        out = Value(self.data + other.data, (self, other))

        def _backward():
            self.grad += out.grad
            other.grad += out.grad

        out._backward = _backward
        return out

    def __mul__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        out = Value(self.data * other.data, (self, other))

        def _backward():
            self.grad += other.data * out.grad
            other.grad += self.data * out.grad

        out._backward = _backward
        return out

    def backward(self):
        topo, visited = [], set()

        def build(v):
            if v not in visited:
                visited.add(v)
                for child in v._prev:
                    build(child)
                topo.append(v)

        build(self)
        self.grad = 1.0
        for v in reversed(topo):
            v._backward()


x, y = Value(2.0), Value(3.0)
z = x * y + x
z.backward()
print(z.data, x.grad, y.grad)
v + "text"
print((1.5).__round__(), [1, 2].__len__(), "ab".__getitem__(0), list(map([5, 6].__getitem__, [0, 1])), {1}.__contains__(1))
print((3).__str__(), "a".__repr__(), sorted([2, 0, 1], key=[3, 1, 2].__getitem__), {"a": 1}.__contains__("b"))
