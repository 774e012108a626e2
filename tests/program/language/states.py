import copy
import dataclasses


@dataclasses.dataclass(frozen=True, slots=True)
class Point:
    x: int
    y: int = 2


class Named(Point):
    def name(self):
        return f"{self.x}, {self.y}"


@dataclasses.dataclass(slots=True)
class Open:
    x: int


print(copy.copy(Point(3)), copy.deepcopy([Point(3)]), copy.deepcopy(Named(5)).name(), copy.deepcopy(Open(4)))


class Manager:
    __enter__ = property(lambda self: lambda: "entered")
    __exit__ = property(lambda self: lambda *told: print(told[0]) or True)


with Manager() as entered:
    print(entered)
    raise ValueError("left")
