def inner(x):
    y = (
        x
        + 1
    )
    return (
        y /
        0
    )


class A:
    def method(self):
        return self.missing


def report(function):
    try:
        function()
    except Exception as error:
        print(type(error).__name__)


report(lambda: inner(1))
report(A().method)
values = [1,
          2,
          3]
text = ("a"
        .upper()
        .lower())
result = sum([
    inner(v) if v > 2
    else v
    for v in values
])
