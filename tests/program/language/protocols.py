import copy
import typing


@typing.runtime_checkable
class Named(typing.Protocol):
    def name(self): ...


class Plain:
    def name(self):
        return "plain"


class Nominal(Named):
    x = 3


class Copying(Named):
    def __deepcopy__(self, memo):
        return "a copy"


class Number:
    def __index__(self):
        return 3


print(isinstance(Plain(), Named), isinstance(3, Named), isinstance(Nominal(), Named))
print(copy.deepcopy(Nominal()).x, copy.deepcopy(Copying()), copy.copy(Plain()).name())
print([type(one).__name__ for one in copy.deepcopy([Number()]) + copy.copy([Number()])])
choices = {"number": Number, "of": list[int], "int": int, "made": [Plain]}
print(copy.deepcopy(choices) == choices, copy.deepcopy(choices)["made"][0] is Plain)
