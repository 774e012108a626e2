import typing
from typing import NewType, overload

UserId = NewType("UserId", int)
print(UserId, UserId(5) + 1, UserId.__name__, list[UserId], typing.Optional[UserId], type(UserId))
print([*map(UserId, [1, 2])], typing.NewType)


def name_of(user: UserId) -> UserId:
    return user


@overload
def double(x: int) -> int: ...
@overload
def double(x: str) -> str: ...
def double(x):
    return 2 * x


@overload
def undone(x: int) -> int: ...


print(name_of.__annotations__, name_of(UserId("7")), double(2), double("ab"))
try:
    undone(1)
except NotImplementedError as error:
    print(error)
Row = typing.NamedTuple("Row", [("a", int), ("b", str)])
print(Row(1, "x"), Row._fields, Row.__annotations__, Row(a=1, b=2).b, Row(1, 2) == (1, 2))
try:
    typing.NamedTuple("Row", [("_a", int)])
except ValueError as error:
    print(error)
