try:
    import no_such_module
except ImportError as error:
    print(type(error).__name__, error)
try:
    from no_such_module.inner import name as other, more
    print("never")
except (ValueError, ModuleNotFoundError):
    other = None
print(other)


def late():
    try:
        import no_such_module as module
    except Exception:
        return "without"
    else:
        return module
    finally:
        print("tried")


print(late())
try:
    try:
        import math, no_such_module
    except KeyError:
        print("no")
    finally:
        print(math.floor(2.5))
except:
    print("outer")
try:
    import json
    from collections import deque
except ImportError:
    json = None
print(json.dumps([1]), deque([2]))
try:
    import math as m, random
    import no_such_module
except ImportError:
    print(m.sqrt(4))
import math as _math
from collections import OrderedDict as _Ordered

_version = "1.2"
print(_math.pi, _Ordered(a=1)["a"], _version)
