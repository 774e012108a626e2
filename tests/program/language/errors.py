def divide(a, b):
    try:
        result = a / b
    except ZeroDivisionError:
        print("zero")
        return None
    except (TypeError, ValueError) as error:
        print(type(error).__name__, error)
        raise
    else:
        print("fine")
        return result
    finally:
        print("finally", a, b)


print(divide(1, 2), divide(1, 0))
try:
    divide("a", 2)
except Exception as error:
    print("outer", error, error.args)


def returns():
    for i in range(5):
        try:
            if i == 1:
                continue
            if i == 3:
                return i
            print("body", i)
        finally:
            print("cleanup", i)


print(returns())


def overrides():
    try:
        return "try"
    finally:
        return "finally"


print(overrides())


def swallows():
    while True:
        try:
            1 / 0
        finally:
            break
    return "swallowed"


print(swallows())


def kept(x):
    try:
        return x
    finally:
        x = 100


print(kept(5))


def nested():
    try:
        try:
            raise ValueError("inner")
        finally:
            print("inner finally")
    except ValueError as error:
        print("caught", error)
        try:
            raise KeyError("second")
        except KeyError as second:
            print("second", second, repr(second.__context__))
        return "done"
    finally:
        print("outer finally")


print(nested())


class AppError(Exception):
    def __init__(self, code, message="default"):
        super().__init__(message)
        self.code = code

    def __str__(self):
        return f"[{self.code}] {self.args[0]}"


class Special(AppError):
    pass


for make in (lambda: AppError(1), lambda: Special(2, "special"), lambda: ValueError("v", 3)):
    try:
        raise make()
    except Special as error:
        print("special", error, error.code)
    except AppError as error:
        print("app", error, error.code, error.args)
    except ValueError as error:
        print("value", error, repr(error))
try:
    raise ValueError
except ValueError as error:
    print(repr(error), error)
try:
    try:
        raise ValueError("cause")
    except ValueError as cause:
        raise RuntimeError("effect") from cause
except RuntimeError as error:
    print(repr(error.__cause__), error.__cause__ is error.__context__)
try:
    try:
        raise ValueError("hidden")
    finally:
        raise RuntimeError("shown") from None
except RuntimeError as error:
    print(error.__cause__, repr(error.__context__))
try:
    raise
except RuntimeError as error:
    print(error)


def reraises():
    try:
        raise ValueError("again")
    except ValueError:
        helper()


def helper():
    raise


try:
    reraises()
except ValueError as error:
    print("helper", error)
try:
    error
except NameError as missing:
    print(missing)
for expression in (lambda: [][1], lambda: {}["k"], lambda: int("x"), lambda: None.x, lambda: undefined, lambda: "a" + 1):
    try:
        expression()
    except (IndexError, KeyError) as error:
        print("lookup", type(error).__name__, error)
    except Exception as error:
        print(type(error).__name__, error)
try:
    raise 5
except TypeError as error:
    print(error)
try:
    try:
        1 / 0
    except 5:
        pass
except TypeError as error:
    print(error)
try:
    assert 1 > 2, ("several", "values")
except AssertionError as error:
    print(error.args)
try:
    assert []
except AssertionError as error:
    print(repr(error))
try:
    raise KeyboardInterrupt
except Exception:
    print("no")
except BaseException as error:
    print("base", type(error).__name__)
error = "kept?"
try:
    raise ValueError
except ValueError as error:
    pass
try:
    print(error)
except NameError as missing:
    print(missing)


def unbound():
    print(later)
    later = 1


try:
    unbound()
except UnboundLocalError as problem:
    print(problem)


def free():
    def inner():
        return x

    try:
        inner()
    except NameError as problem:
        print(problem)
    x = 1
    del x
    inner()


try:
    free()
except NameError as problem:
    print(problem)
try:
    raise Special(
        3,
        "over lines",
    )
finally:
    print("end")
