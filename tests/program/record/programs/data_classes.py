from dataclasses import dataclass, field
from collections import namedtuple, defaultdict, deque, Counter
@dataclass
class Point:
    x: float
    history: list = field(default_factory=lambda: [extra])
Pair = namedtuple('Pair', 'a b')
extra = 0
d = defaultdict(list)
q = deque(maxlen=3)
c = Counter()
for step in range(4):
    extra += 1
    p = Point(step)
    p.history.append(Pair(step, p.x))
    d[step % 2].append(p)
    q.append(step)
    c[step % 2] += 1
    print(p, d, q, c)
