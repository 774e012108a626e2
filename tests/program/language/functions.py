def plain(a, b=2, *args, c, d=4, **kwargs):
    """Say what was given."""
    return a, b, args, c, d, kwargs


print(plain(1, c=3))
print(plain(1, 5, 6, 7, c=3, e=8, d=9))
print(plain(*[1, 2, 3], **{"c": 4, "f": 5}))
print(plain(0, *(1,), 2, *[], c=1, **{}, **{"z": 0}))
print(plain.__name__, plain.__doc__)


def positional(a, b, /, c, *, d):
    return a + b + c + d


print(positional(1, 2, 3, d=4), positional(1, 2, c=3, d=4))


def default(items=[]):
    items.append(len(items))
    return items


print(default(), default(), default([9]))
square = lambda x, y=2, *z, **k: (x ** y, z, k)
print(square(3), square(2, 3, 4, k=5))


def counter():
    count = 0

    def increase(by=1):
        nonlocal count
        count += by
        return count

    return increase


one, two = counter(), counter()
one()
print(one(5), two(), one.__name__)
total = 0


def add(n):
    global total, made
    total += n
    made = n


add(3)
add(4)
print(total, made)
functions = [lambda: i for i in range(3)]
print([f() for f in functions])
functions = [lambda i=i: i for i in range(3)]
print([f() for f in functions])


def logged(prefix):
    def decorate(function):
        def wrapper(*args, **kwargs):
            print(prefix, function.__name__, args, kwargs)
            return function(*args, **kwargs)

        return wrapper

    return decorate


@logged("one")
@logged("two")
def multiply(a, b=3):
    return a * b


print(multiply(2), multiply(2, b=5))


def recursive(n):
    return 1 if n <= 1 else n * recursive(n - 1)


print(recursive(20))


def even(n):
    return n == 0 or odd(n - 1)


def odd(n):
    return n != 0 and even(n - 1)


print(even(10), odd(7))


def early(x):
    if x > 0:
        return "positive"
    if x < 0:
        return


print(early(1), early(-1), early(0))


def annotated(x: int, *y: "text", z: float = 1.0) -> str:
    w: undefined = 3
    return x, w


print(annotated(5), annotated.__annotations__, plain.__annotations__)
print((lambda *, a, b=2: a + b)(a=1))
print(sorted([3, -1, 2], key=lambda v: abs(v)), max([1, 5, 3], key=lambda v: -v), list(map(lambda a, b: a + b, [1, 2], [3, 4])))
print(list(filter(None, [0, 1, "", "a"])), list(map(str, [1, 2])), sum(map(int, "123")))


def outer():
    def inner():
        return late

    late = 5
    return inner()


print(outer())


def function_with_attribute():
    function_with_attribute.calls += 1


function_with_attribute.calls = 0
function_with_attribute()
function_with_attribute()
print(function_with_attribute.calls)


def compose(*functions):
    def composed(x):
        for function in functions:
            x = function(x)
        return x

    return composed


print(compose(lambda x: x + 1, lambda x: x * 2, str)(4))


def 平方(数):
    return 数 ** 2


print(平方(5))
plain(1)
