from decimal import Decimal, getcontext, ROUND_HALF_UP
from fractions import Fraction
import statistics as st
getcontext().prec = 30
print(Decimal(1) / Decimal(7))
print(Decimal('0.1') + Decimal('0.2') == Decimal('0.3'), 0.1 + 0.2 == 0.3)
print(Decimal('2.675').quantize(Decimal('0.01'), rounding=ROUND_HALF_UP))
def sqrt_newton(n, steps=6):
    x = Decimal(n)
    for _ in range(steps):
        x = (x + Decimal(n) / x) / 2
    return x
print(sqrt_newton(2), Decimal(2).sqrt())
print(Fraction(1, 3) + Fraction(1, 6), Fraction('0.125'), Fraction(3.14159).limit_denominator(1000))
data = [2.5, 3.5, 1.0, 4.0, 4.0]
print(st.mean(data), st.median(data), st.stdev(data), st.mode(data), st.pvariance(data), st.quantiles(data, n=4))
print(f'{Decimal("1234.5678"):,.2f}', repr(Decimal('1E+3')), Decimal('3.14').as_tuple())
print(sum([Decimal('0.1')] * 10), max(Decimal('1'), Decimal('2')), int(Decimal('7.9')), float(Decimal('0.5')))
print(bytearray(b'abc') + b'd', bytes([1, 2, 3]), list(bytearray(3)))
ba = bytearray('héllo', 'utf-8'); ba[0] = 72; ba.append(33); print(ba, ba.decode(), len(ba))
