def attempt(function, *args, **kwargs):
    try:
        print(function(*args, **kwargs))
    except TypeError as error:
        print(error)


def f(a, b):
    return a, b


def g(a, /, b, *, c, d):
    return a, b, c, d


def h():
    pass


def v(a, b=1, *args):
    return a, b, args


def k(a, **others):
    return a, others


attempt(f)
attempt(f, 1)
attempt(f, 1, 2, 3)
attempt(f, 1, a=2)
attempt(f, 1, c=2)
attempt(f, b=1, a=2)
attempt(g, 1, 2)
attempt(g, 1, 2, 3)
attempt(g, 1, 2, c=3)
attempt(g, a=1, b=2, c=3, d=4)
attempt(g, 1, b=2, c=3, d=4)
attempt(h, 1)
attempt(h, x=1)
attempt(v)
attempt(v, b=5)
attempt(v, 1, 2, 3, 4)
attempt(k, 1, a=2)
attempt(k, a=1, b=2)
attempt(lambda x: x)


class A:
    def __init__(self, x):
        self.x = x

    def m(self, y):
        return y


attempt(A)
attempt(A, 1, 2)
attempt(A(1).m)
attempt(A(1).m, 1, 2)
attempt(A.m, A(1))


class B:
    pass


attempt(B, 1)
attempt(f, **{"a": 1, "b": 2})
try:
    f(**{"a": 1}, **{"a": 2})
except TypeError as error:
    print(error)
try:
    f(a=1, **{"a": 2})
except TypeError as error:
    print(error)
try:
    f(**{1: 2})
except TypeError as error:
    print(error)
try:
    f(**5)
except TypeError as error:
    print(error)
attempt(5)
attempt(None)
attempt("text")
5()
