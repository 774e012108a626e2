class Animal:
    """An animal."""

    kind = "animal"
    count = 0

    def __init__(self, name):
        self.name = name
        Animal.count += 1

    def speak(self):
        return f"{self.name} makes a sound"

    def __repr__(self):
        return f"{type(self).__name__}({self.name!r})"


class Dog(Animal):
    kind = "dog"

    def __init__(self, name, tricks=()):
        super().__init__(name)
        self.tricks = list(tricks)

    def speak(self):
        return super().speak() + ": woof"


class Puppy(Dog):
    def speak(self):
        return super(Puppy, self).speak().upper()


d, p = Dog("Rex", ["sit"]), Puppy("Bo")
print(d, p, d.speak(), p.speak(), Animal.count, Puppy.kind, Animal.__doc__)
print(isinstance(p, Animal), isinstance(d, Puppy), issubclass(Puppy, (int, Dog)), type(p) is Puppy, type(p) == Dog)
print(p.__class__.__name__, Puppy.__name__, d.tricks, hasattr(d, "nope"), getattr(d, "nope", 3), getattr(d, "name"))
d.kind = "own"
print(d.kind, Dog.kind)
del d.kind
print(d.kind)
setattr(d, "age", 3)
print(d.age, vars(d))


class Account:
    rate = 0.1

    def __init__(self, balance=0):
        self._balance = balance
        self.__secret = "s"

    @property
    def balance(self):
        """The balance."""
        return self._balance

    @balance.setter
    def balance(self, value):
        if value < 0:
            raise ValueError("negative")
        self._balance = value

    @balance.deleter
    def balance(self):
        print("deleted")
        self._balance = 0

    @classmethod
    def of(cls, text):
        return cls(int(text))

    @staticmethod
    def double(x):
        return 2 * x

    def secret(self):
        return self.__secret


a = Account.of("5")
a.balance += 10
print(a.balance, a.double(4), Account.double(3), a.secret(), a._Account__secret, Account.balance.__doc__)
try:
    a.balance = -1
except ValueError as error:
    print(error)
del a.balance
print(a.balance)
try:
    a.__secret
except AttributeError as error:
    print(error)


class A:
    def who(self):
        return "A"


class B(A):
    def who(self):
        return "B" + super().who()


class C(A):
    def who(self):
        return "C" + super().who()


class D(B, C):
    def who(self):
        return "D" + super().who()


print(D().who(), [c.__name__ for c in D.__mro__])


class Mixin:
    def describe(self):
        return ", ".join(f"{k}={v}" for k, v in sorted(vars(self).items()))


class Point(Mixin):
    __slots__ = ("x", "y")

    def __init__(self, x, y):
        self.x, self.y = x, y


q = Point(1, 2)
print(q.x + q.y)
q.z = 1
print(q.describe())


class Slotted:
    __slots__ = ("x",)


s = Slotted()
s.x = 1
try:
    s.y = 2
except AttributeError as error:
    print(error)


class Meta:
    registry = []

    def __init_subclass__(cls, tag=None, **kwargs):
        super().__init_subclass__(**kwargs)
        cls.registry.append((cls.__name__, tag))


class First(Meta, tag="one"):
    pass


class Second(Meta):
    pass


print(Meta.registry)


class Descriptor:
    def __set_name__(self, owner, name):
        self.name = "_" + name

    def __get__(self, instance, owner):
        if instance is None:
            return self
        return getattr(instance, self.name, "unset")

    def __set__(self, instance, value):
        setattr(instance, self.name, value * 2)


class Holder:
    field = Descriptor()


h = Holder()
print(h.field)
h.field = 21
print(h.field)


class Single:
    made = None

    def __new__(cls, *args):
        if cls.made is None:
            print("making")
            cls.made = super().__new__(cls)
        return cls.made

    def __init__(self, value=0):
        self.value = value


print(Single(1) is Single(2), Single.made.value)


class Dynamic:
    def __getattr__(self, name):
        if name == "missing":
            raise AttributeError(name)
        return f"dynamic {name}"

    def __setattr__(self, name, value):
        print("set", name)
        super().__setattr__(name, value)

    def __delattr__(self, name):
        print("del", name)
        super().__delattr__(name)


y = Dynamic()
y.x = 1
print(y.x, y.anything, hasattr(y, "missing"))
del y.x
print(y.x)


class Outer:
    class Inner:
        value = 5

    def make(self):
        return self.Inner()


print(Outer().make().value, Outer.Inner.__qualname__)


def decorate(cls):
    cls.extra = 1
    return cls


@decorate
class Decorated:
    x = y = 2
    if x > 1:
        z = x + y
    for i in range(3):
        last = i
    del i


print(Decorated.extra, Decorated.z, Decorated.last, hasattr(Decorated, "i"))


class Calls:
    def __init__(self, f):
        self.f = f

    def __call__(self, *args):
        print("calling")
        return self.f(*args)


@Calls
def added(a, b):
    return a + b


print(added(1, 2))


class Bad:
    def __init__(self):
        return 5


try:
    Bad()
except TypeError as error:
    print(error)
method = d.speak
print(method(), Dog.speak(p))


def attached(self):
    return "attached to " + self.name


Dog.attached = attached
print(d.attached())


x = 10


class Scoped:
    x = x + 1

    def get(self):
        return x


print(Scoped.x, Scoped().get())
print(D().nothing)
