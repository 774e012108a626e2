def f(a, b=2, *args, c, d=4, **kw):
    return a, b, args, c, d, kw
print(f(1, c=3), f(1, 5, 6, 7, c=0, e=9), f(*[1, 2], **{'c': 3, 'z': 26}))
def g(x, /, y, *, z): return x + y + z
print(g(1, y=2, z=3), g(1, 2, z=3))
for call in ("g(x=1, y=2, z=3)", "g(1, 2, 3)", "g(1)", "f()", "f(1)", "f(1, c=1, a=2)"):
    try:
        {'g(x=1, y=2, z=3)': lambda: g(x=1, y=2, z=3), 'g(1, 2, 3)': lambda: g(1, 2, 3), 'g(1)': lambda: g(1),
         'f()': lambda: f(), 'f(1)': lambda: f(1), 'f(1, c=1, a=2)': lambda: f(1, c=1, a=2)}[call]()
    except TypeError as e:
        print(call, '->', e)
def total(*nums, **opts):
    """sum with options"""
    s = sum(nums)
    return -s if opts.get('neg') else s
print(total(), total(1, 2, 3), total(*range(4), neg=True), total.__doc__, total.__name__)
first, *middle, last = range(6); print(first, middle, last)
print([*'ab', *[1]], {**{'a': 1}, 'b': 2, **{'a': 3}}, (*(), 1), {*[1, 1]}, max(*[3, 1], 2))
def default_order(x, y=[], z=None):
    z = z or {}
    y.append(x); z[x] = len(y)
    return y, z
print(default_order(1), default_order('b'))
sq = lambda *a, k=1: [k * v * v for v in a]; print(sq(1, 2, k=10), (lambda: 'iife')())
print(sorted({'b': 2, 'a': 1}, key={'b': 2, 'a': 1}.get), (lambda x, y=3: x * y)(2), f.__defaults__, f.__kwdefaults__)
