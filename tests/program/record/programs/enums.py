from enum import Enum
from typing import NamedTuple


class Colour(Enum):
    RED = 1
    BLUE = 2


class Pair(NamedTuple):
    a: int
    b: Colour = Colour.RED

    def scaled(self):
        return self.a * scale


pairs, scale = [], 0
for step in range(4):
    scale += 1
    pairs.append(Pair(step, Colour.BLUE if step % 2 else Colour.RED))
    print(pairs, [pair.b is Colour.RED for pair in pairs], pairs[-1].scaled())
