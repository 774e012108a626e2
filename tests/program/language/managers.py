class Manager:
    def __init__(self, name, swallow=False):
        self.name, self.swallow = name, swallow

    def __enter__(self):
        print("enter", self.name)
        return self.name.upper()

    def __exit__(self, kind, error, trace):
        print("exit", self.name, kind.__name__ if kind else None, error)
        return self.swallow


with Manager("a") as a, Manager("b") as b:
    print(a, b)
with Manager("swallow", True):
    1 / 0
print("after")
with (Manager("c") as c, Manager("d")):
    print(c)


def leaving():
    for i in range(3):
        with Manager(f"loop {i}"):
            if i == 0:
                continue
            if i == 1:
                return i


print(leaving())
for i in range(3):
    with Manager(i.__class__.__name__):
        break
try:
    with Manager("outer"), Manager("inner"):
        raise ValueError("problem")
except ValueError as error:
    print("caught", error)


class Failing(Manager):
    def __exit__(self, *details):
        raise KeyError("in exit")


try:
    with Failing("f"):
        raise ValueError("first")
except KeyError as error:
    print(repr(error), repr(error.__context__))
targets = [0, 0]
with Manager("target") as targets[1]:
    print(targets)


class Pair:
    def __enter__(self):
        return 1, (2, 3)

    def __exit__(self, *details):
        return False


with Pair() as (p, (q, r)):
    print(p, q, r)


def generator():
    with Manager("in generator"):
        yield 1
        yield 2


g = generator()
print(next(g))
g.close()
try:
    with Manager("finally"):
        try:
            raise TypeError("inside")
        finally:
            print("cleanup")
except TypeError:
    print("outside")


class NoExit:
    def __enter__(self):
        pass


try:
    with NoExit():
        pass
except TypeError as error:
    print(error)
try:
    with 5:
        pass
except TypeError as error:
    print(error)
with Manager("last"):
    undefined_name
