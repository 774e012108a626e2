for i in range(10):
    if i == 2:
        continue
    elif i == 5:
        break
    else:
        print(i, end=" ")
else:
    print("never")
print()
for i in []:
    pass
else:
    print("empty")
n = 3
while n:
    n -= 1
    if n == 5:
        break
else:
    print("while else", n)
while True:
    n += 1
    if n > 3:
        break
print(n)
print(1 < 2 < 3, 1 < 3 < 2, 3 > 2 >= 2 != 1, 1 == 1.0 == True)


def noisy(value):
    print("noisy", value)
    return value


print(noisy(1) < noisy(5) < noisy(3) < noisy(9))
print(noisy(0) and noisy(1), noisy(2) or noisy(3), not noisy(4))
print(noisy(0) or noisy("") or noisy([]))
x = noisy(1) if noisy(0) else noisy(2)
print(x, (5 if x else 6) + 1)
if not (x == 2 and n or x is None) or n in (1, 2) and n not in {3}:
    print("odd")
else:
    print("even")
if x and not n:
    print("a")
elif not x or n > 3 and x < 5:
    print("b")
assert x == 2, "fine"
assert noisy(1)
for a in range(3):
    for b in range(3):
        if b == 1:
            break
        print(a, b)
    else:
        print("no")
    if a == 1:
        continue
    print("after", a)
print([i for i in range(3)], i)
if 0:
    print("no")
if "text":
    print("yes")
while 0:
    pass
else:
    print("else of while 0")
r = range(5, 0, -2)
print(list(r), len(r), r[1], 3 in r, list(reversed(r)))
for i, (k, v) in enumerate({"a": 1, "b": 2}.items(), start=1):
    print(i, k, v)
for a, b, c in zip([1, 2, 3], "xy", (True, False, None)):
    print(a, b, c)
pass
assert noisy(0), f"not {n}"
