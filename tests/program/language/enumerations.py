import abc
import json
from abc import ABC, ABCMeta, abstractmethod
from enum import Enum, IntEnum, IntFlag, StrEnum, auto, unique


@unique
class Act(str, Enum):
    RELU = "relu"
    GELU = "gelu"

    def shout(self):
        return self.value.upper() + self.name

    @classmethod
    def default(cls):
        return cls.RELU


class I(int, Enum):
    ONE = 1
    TWO = 2


class F(float, Enum):
    HALF = 0.5


class P(IntEnum):
    A = 1
    B = auto()


class Q(IntFlag):
    R = 1
    W = 2


class S(StrEnum):
    L2 = auto()
    COSINE = auto()


a = Act.RELU
print(a, repr(a), Act("gelu"), Act["GELU"].value, a == "relu", "relu" == a, a in ("relu",), {"relu": 1}[a])
print(f"{a}", f"{a.value:>6}", "%s" % a, "{}".format(a), a + "x", "x" + a, a * 2, a.upper(), len(a), a[0], a.shout())
print(Act.default(), list(Act), Act.__members__, isinstance(a, str), a.startswith("r"), "-".join([a, Act.GELU]))
print(sorted(Act), a.name, a in Act, "re" in a, json.dumps({"a": a, "b": I.ONE}), {a: 1}, a < Act.GELU, [*a])
print("a relu".replace(a, S.L2), a.join("ab"), "x".ljust(3, S.L2[0]), a.split(S.L2[0]))
print(I.ONE + 1, I.TWO * 3, I.TWO**3, I.ONE << 4, [1, 2, 3][I.ONE], I.ONE, repr(I.ONE), range(I.TWO), -I.ONE)
print(I.ONE < I.TWO, max(I), sum(I), F.HALF * 2, F.HALF, P.B | 4, Q.R | Q.W, Q.R & 3, ~Q.R, Q.R ^ Q.W, Q.R + 1)
print(Q.R << 2, P.A in P, P.B / 2, round(F.HALF), int(I.TWO), float(I.TWO), f"{I.ONE}", "%d" % I.TWO, "ab" * P.B)
print([0] * I.TWO, divmod(P.B, 2), 2 - P.A, 7 % P.B, S.L2, repr(S.COSINE), S("l2"), S.L2 == "l2", f"{S.L2:>5}")
print(S.COSINE.upper(), S.L2 + "!", S.L2.name, [*S], type(S.L2 * 2).__name__)
for bad in (lambda: Act("x"), lambda: Act["x"], lambda: I(5), lambda: Act.nope, lambda: a + 1, lambda: a[9]):
    try:
        bad()
    except (ValueError, KeyError, AttributeError, TypeError, IndexError) as error:
        print(type(error).__name__, error)
match Act("gelu"):
    case Act.RELU:
        print("r")
    case Act.GELU:
        print("g")


class Base(metaclass=ABCMeta):
    @abstractmethod
    def f(self):
        """What it does."""

    @property
    @abstractmethod
    def g(self): ...


class Made(Base):
    g = 2

    def f(self):
        return 1


class Other(metaclass=abc.ABCMeta):
    pass


try:
    Base()
except TypeError as error:
    print(error)
print(Made().f(), isinstance(Made(), Base), type(Base), type(Base) is ABCMeta, type(Made).__name__, type(Other()))
print([one.__name__ for one in Base.__subclasses__()], Base.__abstractmethods__ == {"f", "g"}, Made.__mro__[1] is Base)
print(issubclass(Made, ABC), Made.__bases__)
