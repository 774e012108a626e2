def f():
    global g
    g = 5


f()
print(g)
del g
try:
    print(g)
except NameError as error:
    print(error)
sum = 10
print(sum)
del sum
print(sum([1, 2]))
list = [1]
print(list)


def shadow(len):
    print(len)
    max = 3
    return max


print(shadow(4), len([1]), max(1, 2))


def conditional(flag):
    if flag:
        bound = 1
    return bound


print(conditional(True))
try:
    conditional(False)
except UnboundLocalError as error:
    print(error)


def deleted():
    x = 1
    del x
    x


try:
    deleted()
except UnboundLocalError as error:
    print(error)
x = 1


def reads():
    return x


def changes():
    global x
    x += 1
    return x


print(x + changes() + x, reads())
print((x, changes(), x), [x, changes()], {x: changes()})
y = [x, (x := 50), x]
print(y, x)


def steady(k=0):
    values = [0, 1, 2, 3]
    values[(k := 1)] = k
    values[k] += (k := 2)
    print(0 < k <= (k := 1), k, f"{k:{(k := 3)}}", k, values)
    x = k < 5, k + (k := 7) + k, [k, (k := 8)], {k: (k := 9)}
    return x, k


print(steady())


def three():
    a = 1

    def middle():
        def innermost():
            nonlocal a
            a += 1
            return a

        return innermost

    return middle()(), a


print(three())


def loops():
    for i in range(3):
        pass
    return i


print(loops())


def parameters(a, b=x):
    a, b = b, a
    return a, b


print(parameters(1))


def cells(a):
    def get():
        return a

    a += 1
    return get()


print(cells(1))
print(__name__)
if __name__ == "__main__":
    print("main")


class K:
    x = x
    y = [x for _ in range(2)]
    z = lambda: x


print(K.x, K.y, K.z())


def sets():
    values = []
    for n in range(3):
        def add(m=n):
            values.append((m, n))
        add()
    return values


print(sets())
del x
print(x)
