from collections import Counter, defaultdict, OrderedDict, namedtuple, deque, ChainMap
import math

scores = {'张三': [90, 85], '李四': [70, 65], 'Eve': [99]}
avg = {k: sum(v) / len(v) for k, v in scores.items()}
for name, s in sorted(avg.items(), key=lambda kv: -kv[1]):
    print(name, s, end=' | ')
print()
print([*scores], list(scores.values())[0], scores.get('Bob', 'nobody'), 'Eve' in scores)
scores.setdefault('Bob', []).append(60); scores.update({'Eve': [1]}); print(scores.pop('张三'), len(scores))
groups = defaultdict(list)
for w in 'the quick brown fox jumps over the lazy dog'.split():
    groups[len(w)].append(w)
print(dict(groups)); print(groups.keys(), list(groups.items())[0])
c = Counter('mississippi'); print(c, c.most_common(1), c['z'], sum(c.values()), sorted(c.elements())[:4])
c.subtract('miss'); print(c, +c, Counter(a=3) + Counter(a=1, b=2), Counter(a=3) & Counter(a=1))
a = [3, 1, 4, 1, 5, 9, 2, 6]
print(sorted(a), sorted(a, reverse=True)[:3], a[::-1], a[-3:], a.index(4), a.count(1), max(a), sum(a))
a.sort(key=lambda v: (v % 2, v)); a.insert(0, 'x'); a.remove(9); a.extend([7]); print(a, a.pop(), a.pop(0))
b = a; b2 = a[:]; b.append(0); print(len(a), len(b2), a is b, a == b2)
m = [[0] * 2] * 2; m[0][0] = 1; print(m, [[0] * 2 for _ in range(2)])
print(list(zip('ab', [1, 2, 3])), dict(zip('ab', (1, 2))), list(enumerate('xy', 1)), list(map(str, range(3))), list(filter(None, [0, 1, '', 'a'])))
x, (y, *z) = 1, (2, 3, 4); print(x, y, z); x, y = y, x; print(x, y)
print({1, 2} | {2, 3}, {1, 2} & {2}, {1, 2, 3} - {1}, frozenset([1]) <= {1, 2}, {1} ^ {2})
P = namedtuple('P', ['x', 'y'], defaults=[0]); p = P(3); print(p, p._replace(y=5), p._asdict(), math.hypot(*P(3, 4)))
d = deque([1, 2, 3], maxlen=3); d.append(4); d.rotate(1); d.appendleft(0); print(d, d[0])
print(OrderedDict(b=1, a=2), ChainMap({'a': 1}, {'a': 2, 'b': 3})['b'], any(v > 5 for v in d), all([]))
nested = {'a': {'b': [1, {'c': 2}]}}; print(nested['a']['b'][1]['c']); del nested['a']['b'][0]; print(nested)
print(tuple(range(3)) + (9,), (1, 2) < (1, 3), [1] * 3, 'ab' * 2, divmod(7, 3), round(2.675, 2), abs(-3), pow(2, 10, 7))
print(str([1, 'a', None, 2.0]), repr('it\'s'), [i for i in range(20) if i % 3 == 0 if i % 2], [(i, j) for i in range(2) for j in 'ab'])
while (n := len(a)) > 5: a.pop()
print(n, a, [q := 5, q ** 2], sum(1 for _ in 'abc'), reversed([1, 2]).__next__() if False else list(reversed([1, 2])))
