def count(n):
    print("begin")
    i = 0
    while i < n:
        got = yield i
        if got is not None:
            print("got", got)
            i = got
        i += 1
    return "result"


g = count(5)
print(next(g), g.send(None), g.send(3))
print(next(g, "default"))
print(list(count(3)), sum(count(4)), max(count(3)), sorted(count(3), reverse=True))
print(tuple(x * 2 for x in range(3)), sum(x for x in range(5) if x % 2), "".join(str(x) for x in range(3)))


def both(n):
    result = yield from count(n)
    print("inner gave", result)
    yield from "ab"
    return result


print(list(both(2)))


def catching():
    while True:
        try:
            x = yield "ready"
            print("x", x)
        except ValueError as error:
            print("caught", error)
            yield "handled"
        except GeneratorExit:
            print("closing")
            raise
        finally:
            print("round")


c = catching()
print(next(c), c.throw(ValueError("thrown")), next(c), c.send(5))
c.close()
c.close()
try:
    next(c)
except StopIteration as stop:
    print("stopped", stop.value)


def ignoring():
    try:
        yield 1
    except GeneratorExit:
        yield 2


i = ignoring()
next(i)
try:
    i.close()
except RuntimeError as error:
    print(error)


def delegating():
    try:
        r = yield from catching()
    except KeyError as error:
        print("outside", error)
        r = "none"
    return r


d = delegating()
print(next(d), d.throw(ValueError("through")))
try:
    d.throw(KeyError("k"))
except StopIteration as stop:
    print("value", stop.value)


def stopping():
    yield 1
    raise StopIteration("early")


try:
    list(stopping())
except RuntimeError as error:
    print(error, repr(error.__cause__))


def again():
    yield next(me)


me = again()
try:
    next(me)
except ValueError as error:
    print(error)
fresh = count(1)
try:
    fresh.send(1)
except TypeError as error:
    print(error)


def fibonacci():
    a, b = 0, 1
    while True:
        yield a
        a, b = b, a + b


for value in fibonacci():
    if value > 20:
        break
    print(value, end=" ")
print()


def tree(node):
    if node:
        left, value, right = node
        yield from tree(left)
        yield value
        yield from tree(right)


print(*tree(((None, 1, None), 2, (None, 3, None))))
pairs = ((x, y) for x in range(3) for y in range(x) if (x + y) % 2)
print(next(pairs), list(pairs))
n = 10
lazy = (n * x for x in range(3))
n = 100
print(list(lazy))


def with_return(n):
    if n:
        return
    yield


print(list(with_return(1)), list(with_return(0)))


class Iterable:
    def __iter__(self):
        for x in (1, 2, 3):
            yield x * self.factor

    factor = 10


a, *b = Iterable()
print(a, b, [*Iterable()], {*Iterable()}, 20 in Iterable())
for x, y in zip(Iterable(), fibonacci()):
    print(x, y)
print(all(x > 5 for x in Iterable()), any(x > 25 for x in Iterable()))


def failing():
    yield 1
    yield 1 / 0


for x in failing():
    print(x)


def counting():
    yield 1


for kind, *value in ((int,), (list,), (print,), (3,), (ValueError("a"), "b"), (ValueError, "c"), (KeyError, 4), (OSError,)):
    k = counting()
    next(k)
    try:
        print(k.throw(kind, *value))  # pyright: ignore
    except Exception as e:
        print(type(e), e)
