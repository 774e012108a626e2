from typing import Generic, Protocol, TypeVar

T = TypeVar("T")


class Sized(Protocol):
    def size(self) -> int: ...


class Box(Generic[T]):
    __slots__ = ("value",)

    def __init__(self, value: T) -> None:
        self.value = value


box = Box(0)
for step in range(4):
    box = Box(box.value + step)
    print(box.value, isinstance(box, Box))
