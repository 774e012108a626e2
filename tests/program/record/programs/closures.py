def counter():
    n = 0
    def up(by=1):
        nonlocal n
        n += by
        return n
    return up, lambda: n
up, read = counter()
fs = [lambda x, k=k: x*k for k in range(3)]
for step in range(4):
    up(step)
    print(read(), [f(step) for f in fs])
