def count(n):
    total = 0
    for k in range(n):
        got = yield total + k
        total += got or 0
def twice(n):
    yield from count(n)
    yield from count(n)
g = twice(3)
for value in g:
    for k in range(2):
        print(value, k)
