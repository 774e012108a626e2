class Count:
    total = 0
    def __init__(self, n):
        self.n = n
        self.other = self
    def __add__(self, m):
        Count.total += m
        return Count(self.n + m)
    @property
    def twice(self):
        return 2*self.n
    @staticmethod
    def make():
        return Count(0)
    @classmethod
    def of(cls, n):
        return cls(n)
class More(Count):
    def __init__(self, n):
        super().__init__(n)
        self.read = self.get
    def get(self):
        return self.n
c = More.of(1)
for step in range(4):
    c = c + step
    m = More(step)
    print(c.twice, Count.total, m.read(), Count.make().n, isinstance(m, Count))
