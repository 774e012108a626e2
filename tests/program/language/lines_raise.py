def check(n):
    if n > 2:
        raise ValueError(
            f"too large: {n}"
        )
    return n


def all_of(numbers):
    return [check(n)
            for n in numbers]


try:
    all_of([1, 5])
except ValueError as error:
    saved = error
try:
    pass
finally:
    raise saved
