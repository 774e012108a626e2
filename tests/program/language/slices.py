numbers = list(range(10))
print(numbers[2:5], numbers[:3], numbers[7:], numbers[::3], numbers[::-1], numbers[-3:], numbers[8:2:-2], numbers[:])
numbers[2:4] = ["a", "b", "c"]
print(numbers)
numbers[::2] = [0] * len(numbers[::2])
print(numbers)
del numbers[1], numbers[2:4]
print(numbers)
del numbers[:]
print(numbers)


class Show:
    def __getitem__(self, key):
        return key

    def __setitem__(self, key, value):
        print("set", key, value)

    def __delitem__(self, key):
        print("del", key)


s = Show()
print(s[1], s[1:2], s[::], s[1, 2], s[1:2, ..., None], s[:, 0], s[()], s["a":"b"], s[*[1, 2], 3])
s[1:2] = 5
s[0, :] += (1,) if False else ()
del s[3:]
d = {"a": [1, 2], "b": {"c": (3, 4)}}
d["a"][0] += 5
d["b"]["c"] = d["b"]["c"] + (5,)
print(d, d["b"]["c"][-1], "a" in d, d.get("z"), d.get("z", 0), list(d), len(d), d.pop("a"), d)
x, y = [1, 2, 3], (4, 5)
x[0], x[-1] = x[-1], x[0]
print(x, y[0], x + list(y), [x, y][1][0], sorted(x, reverse=True), x.index(2), min(x), max(y), sum(x))
x.insert(1, 9)
x.extend([7, 7])
x.remove(7)
print(x, x.pop(), x.pop(0), x.count(9), x.sort(), x, x.reverse(), x.copy() == x)
s1, s2 = {1, 2, 3}, {2, 3, 4}
print(s1 & s2, s1 | s2, s1 - s2, s1 ^ s2, s1 < s2, {2} <= s1, 5 in s1, frozenset([1]) == {1})
m = {}
for word in "a b a c b a".split():
    m[word] = m.get(word, 0) + 1
print(m, sorted(m.items(), key=lambda kv: (-kv[1], kv[0])), max(m, key=m.get), [*m.values()], {v: k for k, v in m.items()})
for key in list(m):
    if m[key] == 1:
        del m[key]
print(m)
try:
    y[0] = 1
except TypeError as error:
    print(error)
try:
    for key in m:
        m[key + "x"] = 1
except RuntimeError as error:
    print(error)
print([1, 2, 3][5])
