import random
random.seed(1337)

class Unit:
    def __init__(self, fan_in):
        self.weights = [random.gauss(0, 1) for _ in range(fan_in)]
        self.bias = 0.0
    def __call__(self, inputs):
        s = self.bias
        for w, v in zip(self.weights, inputs):
            s += w * v
        return s if s > 0 else 0.1 * s

class Stack:
    def __init__(self, *widths):
        self.layers = [[Unit(a) for _ in range(b)] for a, b in zip(widths, widths[1:])]
    def __call__(self, inputs):
        for layer in self.layers:
            inputs = [u(inputs) for u in layer]
        return inputs[0] if len(inputs) == 1 else inputs
    def __len__(self): return len(self.layers)
    def __iter__(self):
        for layer in self.layers:
            yield from layer
    def size(self):
        return sum(len(u.weights) + 1 for u in self)

net = Stack(2, 3, 1)
print(len(net), net.size(), [round(w, 3) for w in next(iter(net)).weights])
table = {(0, 0): 0, (0, 1): 1, (1, 0): 1, (1, 1): 1}

def cost(): return sum((net(k) - v) ** 2 for k, v in table.items())

start = cost()
h = 1e-6
for sweep in range(15):
    base = cost()
    moves = []
    for u in net:
        for i in range(len(u.weights)):
            u.weights[i] += h; d = (cost() - base) / h; u.weights[i] -= h
            moves.append((u, i, d))
        u.bias += h; d = (cost() - base) / h; u.bias -= h
        moves.append((u, None, d))
    for u, i, d in moves:
        if i is None: u.bias -= 0.05 * d
        else: u.weights[i] -= 0.05 * d
    if sweep % 5 == 0: print(sweep, round(base, 4))
print('%.4f -> %.4f' % (start, cost()))
print({k: round(net(k), 2) for k in table})
