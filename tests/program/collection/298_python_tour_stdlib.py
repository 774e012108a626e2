import heapq, bisect, re, string, textwrap, pprint, operator, datetime, enum, abc, contextlib, io, json
from typing import NamedTuple, Protocol, TypedDict, Union, Any, Callable, TypeVar, Generic
from datetime import timedelta
class Task(NamedTuple):
    priority: int
    name: str = 'task'
h = []
for t in [Task(3, 'c'), Task(1, 'a'), Task(2)]:
    heapq.heappush(h, t)
print([heapq.heappop(h) for _ in range(3)])
print(list(heapq.merge([1, 4], [2, 3])), heapq.nlargest(2, [5, 1, 9]), bisect.bisect([1, 3, 5], 3))
class Color(enum.Enum):
    RED = 1
    GREEN = enum.auto()
print(Color.RED, repr(Color.GREEN), Color['RED'].value, [c.name for c in Color], Color(2))
class Shape(abc.ABC):
    @abc.abstractmethod
    def area(self): ...
    @property
    @abc.abstractmethod
    def name(self): ...
class Sq(Shape):
    def __init__(self, s): self.s = s
    def area(self): return self.s ** 2
    @property
    def name(self): return 'sq'
try:
    Shape()
except TypeError as e:
    print(e)
print(Sq(3).area(), Sq(3).name, isinstance(Sq(1), Shape))
class HasArea(Protocol):
    def area(self) -> float: ...
def total(xs: 'list[HasArea]') -> float: return sum(x.area() for x in xs)
print(total([Sq(1), Sq(2)]))
class Movie(TypedDict):
    title: str
    year: int
m: Movie = {'title': 'X', 'year': 1999}; print(m)
T = TypeVar('T')
class Stack(Generic[T]):
    def __init__(self) -> None: self.items: list[T] = []
    def push(self, x: T) -> None: self.items.append(x)
s = Stack[int](); s.push(1); print(s.items)
print(textwrap.dedent('''
    hello
      world
''').strip(), textwrap.fill('the quick brown fox jumps', 10), sep='\n')
pprint.pprint({'b': list(range(30)), 'a': {'x': 1.5, 'y': [1, 2]}}, width=40)
print(re.findall(r'(\w+)=(\d+)', 'a=1, bb=22'), re.sub(r'\s+', ' ', 'a   b\n c'), re.split('[,;]', 'a,b;c'))
mm = re.match(r'(?P<y>\d{4})-(?P<m>\d\d)', '2024-05'); print(mm.group('y'), mm.groupdict(), mm.span())
d = datetime.date(2024, 2, 28) + timedelta(days=2); print(d, d.strftime('%Y/%m/%d'), (datetime.datetime(2024, 1, 1, 12) - datetime.datetime(2023, 1, 1)).days)
print(str(timedelta(seconds=3725)), string.Template('$a is $b').substitute(a=1, b=2), string.punctuation[:5])
@contextlib.contextmanager
def tag(name):
    print(f'<{name}>')
    yield name.upper()
    print(f'</{name}>')
with tag('p') as t: print(t)
buf = io.StringIO(); print('x', 1, file=buf, sep='-'); print(repr(buf.getvalue()))
with contextlib.redirect_stdout(buf): print('inside')
print(buf.getvalue().splitlines(), json.dumps({'a': [1, None, True]}, sort_keys=True))
print(sorted([('b', 2), ('a', 2), ('c', 1)], key=operator.itemgetter(1, 0)), operator.mul(3, 4), list(map(operator.attrgetter('real'), [1, 2j])))
match {'kind': 'circle', 'r': 2}:
    case {'kind': 'circle', 'r': r} if r > 1: print('big circle', r)
    case _: print('other')
