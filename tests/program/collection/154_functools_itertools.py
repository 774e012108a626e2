import functools, itertools, operator
from functools import partial, reduce, lru_cache

@lru_cache(maxsize=None)
def fib(n): return n if n < 2 else fib(n - 1) + fib(n - 2)
print(fib(60), fib.cache_info().hits > 0)
power = lambda base, exp: base ** exp
square = partial(power, exp=2); print(square(7), list(map(partial(power, 2), range(5))))
print(reduce(operator.mul, range(1, 6)), reduce(lambda a, b: a + b, [[1], [2]], []))
print(list(itertools.chain([1], 'ab')), list(itertools.combinations('abc', 2)), len(list(itertools.permutations(range(4)))))
print(list(itertools.accumulate([1, 2, 3, 4])), list(itertools.accumulate([3, 1, 2], max)), list(itertools.repeat(0, 3)))
for k, g in itertools.groupby(sorted(['bb', 'a', 'cc', 'd'], key=len), key=len): print(k, list(g), end='; ')
print()
print(list(itertools.takewhile(lambda v: v < 3, itertools.count())), list(itertools.zip_longest('ab', 'c', fillvalue='-')))
print(list(itertools.starmap(pow, [(2, 3), (3, 2)])), next(itertools.cycle('xy')), list(itertools.pairwise([1, 2, 3])))
print(sorted(['b', 'C', 'a'], key=str.lower), sorted([(1, 'b'), (1, 'a')], key=operator.itemgetter(1)))

class Grid:
    def __init__(self, n): self.n = n; self.calls = 0
    @functools.cached_property
    def cells(self):
        self.calls += 1
        return [(i, j) for i in range(self.n) for j in range(self.n)]
g = Grid(2); print(g.cells, g.cells is g.cells, g.calls)

@functools.singledispatch
def describe(x): return 'something'
@describe.register
def _(x: int): return 'int'
@describe.register(list)
def _(x): return f'list of {len(x)}'
print(describe(1), describe([1, 2]), describe('s'))
cmp = functools.cmp_to_key(lambda a, b: (a % 3) - (b % 3)); print(sorted(range(7), key=cmp))
