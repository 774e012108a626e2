data = [1, 2, 3]
names = {'a': 1, 'b': 2}
rest = iter(range(10))
for (i, a), b in zip(enumerate(data), reversed(data)):
    for name in names:
        print(i, a, b, name, next(rest))
for name, value in names.items():
    for x in map(lambda v: v*value, data):
        print(name, x)
