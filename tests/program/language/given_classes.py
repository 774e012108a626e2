import collections
import copy
import dataclasses
import functools
import operator
import types


class Made:
    def __new__(cls):
        return types.SimpleNamespace


class Choice:
    cls = property(lambda self: collections.OrderedDict)

    @functools.cached_property
    def other(self):
        return collections.Counter

    def __getattr__(self, name):
        return dict


@dataclasses.dataclass
class Kept:
    kind: type = dataclasses.field(default_factory=lambda: types.SimpleNamespace)


print(Made() is types.SimpleNamespace, [*map(lambda i: Made(), [1])] == [types.SimpleNamespace])
made = [*map(lambda name: getattr(collections, name), ["OrderedDict", "Counter"])]
print(made, made[0](), made[0] is collections.OrderedDict, collections.Counter in made, issubclass(made[1], dict))
print([*map(lambda i: list[i], [int])], functools.reduce(lambda a, b: dict, [1, 2]) is dict)
print(isinstance({}, tuple(map(lambda c: c, [dict]))), {*map(lambda c: c, [dict, dict])} == {dict})
choice = Choice()
print(choice.cls is collections.OrderedDict, choice.other is collections.Counter, vars(choice), choice.x, choice.cls())
print(sorted([(2, 1), (1, 2)], key=operator.itemgetter(1)), operator.itemgetter(0, 1)([3, 4]))
print([*map(operator.itemgetter(0), ["ab"])], max([[1], [3]], key=operator.itemgetter(0)))
found = collections.defaultdict(lambda: dict)
print(found[3] is dict, Kept(), Kept() == Kept(), Kept().kind is types.SimpleNamespace, copy.copy(Kept()).kind(a=1))
print({dict: 1}[[*map(lambda c: c, [dict])][0]], next(iter(map(lambda c: c, [dict]))) is dict)
print([*filter(lambda c: c, [dict])], sorted([3, 2], key=lambda i: i), next(c for c in [dict]) is dict)
