import random
random.seed(7)
def bubble(a):
    a = a[:]
    for i in range(len(a)):
        swapped = False
        for j in range(len(a) - 1 - i):
            if a[j] > a[j + 1]:
                a[j], a[j + 1] = a[j + 1], a[j]; swapped = True
        if not swapped: break
    return a
def quick(a):
    if len(a) <= 1: return a
    p, *rest = a
    return quick([x for x in rest if x < p]) + [p] + quick([x for x in rest if x >= p])
def bisect(a, x):
    lo, hi = 0, len(a)
    while lo < hi:
        mid = (lo + hi) // 2
        if a[mid] < x: lo = mid + 1
        else: hi = mid
    return lo
a = [random.randint(0, 99) for _ in range(12)]
print(a, bubble(a) == quick(a) == sorted(a), bisect(sorted(a), 50))
sieve = [True] * 50; sieve[0] = sieve[1] = False
for i in range(2, 8):
    if sieve[i]: sieve[i * i::i] = [False] * len(sieve[i * i::i])
print([i for i, p in enumerate(sieve) if p])
def gcd(a, b):
    while b: a, b = b, a % b
    return a
print(gcd(84, 36), [n for n in range(1, 30) if all(n % d for d in range(2, n)) and n > 1])
for n in range(1, 16):
    print('FizzBuzz' if n % 15 == 0 else 'Fizz' if n % 3 == 0 else 'Buzz' if n % 5 == 0 else n, end=' ')
print()
for n in range(2, 8):
    for d in range(2, n):
        if n % d == 0:
            print(n, '=', d, '*', n // d); break
    else:
        print(n, '是质数')
# 杨辉三角
row = [1]
for _ in range(5):
    print(str(row).center(24)); row = [a + b for a, b in zip([0] + row, row + [0])]
