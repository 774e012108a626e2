print([x ** 2 for x in range(5)], {x % 3 for x in range(7)}, {x: x * 2 for x in range(3)})
print([(x, y) for x in range(3) for y in "ab" if x if y != "a"])
print([[j for j in range(i)] for i in range(4)])
print([a + b for a, b in [(1, 2), (3, 4)]], [z for x, *z in [(1, 2, 3)]])
matrix = [[1, 2, 3], [4, 5, 6]]
print([[row[i] for row in matrix] for i in range(3)], [x for row in matrix for x in row])
x = "outer"
print([x for x in range(3)], x)
print([y := 5, y + 1], y)
print([last := n for n in range(3)], last)
def scope():
    k = 2
    inside = [k * v for v in range(3)]
    functions = [lambda: v + k for v in range(3)]
    adders = {n: (lambda m, n=n: m + n) for n in range(2)}
    return inside, [f() for f in functions], adders[1](5)
print(scope())
class Table:
    size = 3
    rows = [n for n in range(size)]
    names = {str(n): n for n in rows}
print(Table.rows, Table.names)
print({k: v for k, v in sorted({"b": 1, "a": 2}.items())}, {**{"a": 1}, "b": 2, **{"a": 3}})
print([*range(3), *"ab"], (*[1], 2), {*[1, 1], 2}, [*[]])
print(sum(i * j for i in range(4) for j in range(i)))
print([f"{i}{c}" for i, c in enumerate("abc") if i % 2 == 0])
print([i if i % 2 else -i for i in range(5)], [not i for i in (0, 1)])
print(dict(a=1, **{"b": 2}), dict([("k", 1)]), list({"a": 1}), set("aab") == {"a", "b"})
print([[(i, j, k) for k in range(2)] for i in range(2) for j in range(2)][3])
print(any([]), all([]), [] == [x for x in ()])
print([lam(3) for lam in [lambda v: v * f for f in (1, 2)]])
def values():
    return [total := total_of(v) for v in range(3)], total
def total_of(v):
    return v + 1
print(values())
print([x for x in range(3) if x / 0])
