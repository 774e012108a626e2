def step(w, lr=0.1, *, clip=None, name="a"):
    """One step.

    More."""
    return w - lr


print(step.__defaults__, step.__kwdefaults__, step.__name__, step.__qualname__, step.__doc__.splitlines()[0], step.__module__)
print((lambda x, y=[1]: x).__defaults__, (lambda: 1).__kwdefaults__, (lambda: 1).__name__, (lambda: 1).__doc__)


class A:
    """About A."""

    shared = 1

    def __init__(self):
        self.own = 2

    def method(self):
        """About the method."""

    def __len__(self):
        return 3

    @property
    def fails(self):
        raise AttributeError("not yet")


a = A()
for name in ("own", "shared", "method", "__len__", "__iter__", "__doc__", "nope", "fails", "__array__", "__call__"):
    print(name, hasattr(a, name), hasattr(A, name))
for value in (1, 1.5, "a", [1], (1,), {1: 2}, {1}, None, print, step, A, iter([]), (x for x in ()), range(3), b"a", a.method):
    names = ["__len__", "__iter__", "__next__", "__call__", "__getitem__", "__name__", "append", "send", "shape", "__add__"]
    print(type(value).__name__, [name for name in names if hasattr(value, name)])
print(getattr(a, "nope", "default"), getattr(a, "own", "default"), getattr(a, "fails", "default"), A.method.__doc__, a.__class__.__doc__)
try:
    raise ValueError("first")
except ValueError as first:
    try:
        raise KeyError("second") from None
    except KeyError as second:
        print(second.__suppress_context__, second.__context__ is first, second.__cause__)
try:
    hasattr(a, 1)
except TypeError as error:
    print(error)
