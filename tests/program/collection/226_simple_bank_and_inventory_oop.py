class Account:
    rate = 0.02
    def __init__(self, owner, balance=0):
        self.owner, self.balance, self.__log = owner, balance, []
    def deposit(self, amount):
        if amount <= 0: raise ValueError('金额必须为正')
        self.balance += amount; self.__log.append(('存', amount)); return self
    def withdraw(self, amount):
        if amount > self.balance: raise RuntimeError(f'余额不足: {self.balance} < {amount}')
        self.balance -= amount; self._note('取', amount); return self
    def _note(self, kind, amount): self.__log.append((kind, amount))
    @property
    def history(self): return tuple(self.__log)
    def __enter__(self): return self
    def __exit__(self, *exc): print('closing', self.owner); return False
    def __str__(self): return f'{self.owner}: ¥{self.balance:,.2f}'
    def __lt__(self, other): return self.balance < other.balance
class Savings(Account):
    def add_interest(self): self.balance *= 1 + self.rate; return self
    def __repr__(self): return f'{self.__class__.__name__}({self.owner!r}, {self.balance})'
a = Account('小明', 100).deposit(50).withdraw(30); b = Savings('Ann', 1000).add_interest()
print(a, b, a.history, [b, a] and min([a, b]).owner, sorted([b, a])[0].owner)
try: a.withdraw(1e6)
except RuntimeError as e: print(e)
try: a.deposit(-5)
except ValueError as e: print(e)
Savings.rate = .1; print(Account.rate, b.rate, Savings.rate, hasattr(a, '__log'), '_Account__log' in a.__dict__)
with b as acc: acc.deposit(1)
print(b.history, repr(b))
a.history = []
