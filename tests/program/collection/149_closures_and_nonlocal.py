def make_counter(start=0):
    count = start
    def inc(by=1):
        nonlocal count
        count += by
        return count
    def reset():
        nonlocal count
        count = start
    return inc, reset

inc, reset = make_counter(10)
print(inc(), inc(5)); reset(); print(inc())

# 经典陷阱: 循环变量
fs = [lambda: i for i in range(3)]
print([f() for f in fs])
fs = [lambda i=i: i for i in range(3)]
print([f() for f in fs])

def bad_default(x, acc=[]):
    acc.append(x)
    return acc
print(bad_default(1), bad_default(2), bad_default(3, []))

def compose(*fns):
    def run(x):
        for f in fns: x = f(x)
        return x
    return run
print(compose(str.strip, str.upper, lambda s: s + '!')('  hi '))

def running_mean():
    values = []
    def add(v):
        values.append(v)
        return sum(values) / len(values)
    return add
m = running_mean()
print([round(m(v), 3) for v in (1, 2, 6)])
x = 'global'
def outer():
    x = 'outer'
    def inner():
        print(x)
    inner()
    global y
    y = 'made global'
outer(); print(x, y)
def unbound():
    print(x)
    x = 1
try:
    unbound()
except UnboundLocalError as e:
    print(e)
