import math
import torch
def trapezoid(f, a, b, n):
    h = (b - a) / n
    return h * (0.5 * f(a) + sum(f(a + i * h) for i in range(1, n)) + 0.5 * f(b))
def simpson(f, a, b, n):
    h = (b - a) / n
    return h / 3 * sum((1 if i in (0, n) else 4 if i % 2 else 2) * f(a + i * h) for i in range(n + 1))
for n in (4, 16, 64):
    print(f'n={n:<3} trap {trapezoid(math.sin, 0, math.pi, n):.8f} simpson {simpson(math.sin, 0, math.pi, n):.8f}')
x = torch.linspace(0, math.pi, 1001, dtype=torch.float64); print(torch.trapezoid(x.sin(), x))
e, term = 0.0, 1.0
for i in range(1, 30):
    e += term; term /= i
    if term < 1e-16: break
print(i, e == math.e, abs(e - math.e) < 1e-15)
a, b = 0, 1; seq = []
while b < 200: a, b = b, a + b; seq.append(a)
print(seq, [round(q / p, 4) for p, q in zip(seq[4:], seq[5:])][:4])
n, steps = 27, 0
while n != 1: n = n // 2 if n % 2 == 0 else 3 * n + 1; steps += 1
print('collatz', steps, 2 ** 100, str(3 ** 50)[::-1], (123456789 ** 5) % 1000007, bin(37), hex(255), int('ff', 16))
lo, hi = 1.0, 2.0
while hi - lo > 1e-12:
    mid = (lo + hi) / 2
    if mid ** 3 < 3: lo = mid
    else: hi = mid
print('cbrt(3) = %.10f' % lo, math.isclose(lo, 3 ** (1 / 3)))
