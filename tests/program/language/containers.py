from collections import OrderedDict, defaultdict, deque, namedtuple

Pair = namedtuple("Pair", "first second")
numbers = (x for x in range(3))
held = []
held.append(numbers)
held.insert(0, iter("ab"))
pair = Pair(numbers, [1])
table = {}
table.setdefault("lazy", numbers)
queue = deque()
queue.append(numbers)
queue.appendleft(5)
print(held[1] is numbers, pair.first is numbers, table["lazy"] is numbers, queue[1] is numbers, next(held[0]), next(numbers))
print(held.index(numbers), held.count(numbers), table.get("nope", numbers) is numbers, numbers in held)
held.remove(numbers)
held.extend(x for x in range(2))
print(len(held), list(numbers), [*held[0]], held[1:])


class Row(list):
    pass


class Table(dict):
    pass


print(Row(x for x in range(2)), Row("ab"), Table(a=1), Table([("b", 2)]), OrderedDict(x=1), defaultdict(list, {1: 2}), Pair(Row(), Table()))
try:
    Pair(1)
except TypeError as error:
    print(error)
try:
    Row(5)
except TypeError as error:
    print(error)
