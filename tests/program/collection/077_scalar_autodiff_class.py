import math
import torch

class Num:
    """一个会记住自己怎么来的数"""
    count = 0

    def __init__(self, val, parents=(), name=None):
        self.val = float(val)
        self.parents = parents          # pairs (Num, local derivative)
        self.adj = 0.0
        Num.count += 1
        self.name = name or 'n%d' % Num.count

    @staticmethod
    def lift(other):
        return other if isinstance(other, Num) else Num(other)

    def __add__(self, other):
        other = Num.lift(other)
        return Num(self.val + other.val, ((self, 1.0), (other, 1.0)))
    __radd__ = __add__

    def __mul__(self, other):
        other = Num.lift(other)
        return Num(self.val * other.val, ((self, other.val), (other, self.val)))
    __rmul__ = __mul__

    def __neg__(self): return self * -1.0
    def __sub__(self, other): return self + -Num.lift(other)
    def __rsub__(self, other): return Num.lift(other) - self
    def __pow__(self, k): return Num(self.val ** k, ((self, k * self.val ** (k - 1)),))
    def __truediv__(self, other): return self * Num.lift(other) ** -1
    def __rtruediv__(self, other): return Num.lift(other) * self ** -1
    def exp(self):
        e = math.exp(self.val)
        return Num(e, ((self, e),))
    def tanh(self):
        t = math.tanh(self.val)
        return Num(t, [(self, 1 - t ** 2)])
    def __lt__(self, other): return self.val < Num.lift(other).val
    def __float__(self): return self.val
    def __repr__(self): return f'<{self.name} {self.val:.5g} adj={self.adj:.5g}>'

    def backward(self):
        order, seen = [], set()
        def visit(n):
            if id(n) in seen: return
            seen.add(id(n))
            for p, _ in n.parents: visit(p)
            order.append(n)
        visit(self)
        self.adj = 1.0
        for n in order[::-1]:
            for p, d in n.parents:
                p.adj += d * n.adj
        return len(order)

def formula(a, b):
    c = a * b + 3
    d = (a - b) ** 2 / c
    return 2 * d.tanh() + (1 / (1 + (-a).exp())) - c * 0.01

a, b = Num(0.7, name='a'), Num(-1.2, name='b')
r = formula(a, b)
print('nodes:', r.backward(), r)
print(a, b, a < b, float(a), max(a, b, key=lambda n: n.val))
ta, tb = (torch.tensor(v, dtype=torch.float64, requires_grad=True) for v in (0.7, -1.2))
tr = formula(ta, tb); tr.backward()
print(math.isclose(r.val, tr.item()), math.isclose(a.adj, ta.grad.item()), math.isclose(b.adj, tb.grad.item()))
