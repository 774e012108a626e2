class Single:
    made = None
    count = 0

    def __new__(cls):
        Single.count += 1
        if cls.made is None:
            cls.made = super().__new__(cls)
        return cls.made


class Slotted:
    __slots__ = ("a", "b")

    def __setattr__(self, name, value):
        print("attribute", name)
        super().__setattr__(name, value)


class Trouble(Exception):
    def __init__(self, code):
        super().__init__(f"code {code}")
        self.code = code


single, slotted, trouble = Single(), Slotted(), Trouble(3)
slotted.a = 1
for step in range(4):
    slotted.b = [step]
    print(Single() is single, Single.count, slotted.a, trouble, trouble.code)
