"""What real Python, torch and NumPy do for a program, within its walls.

`values` says what a program may hold, `attributes` what it may read, `calls` and `guard` how it calls, `operators` and
`text` the rest; the other modules are what can be imported. Deny by default: what is in no table is refused.
"""

from model.program.native import checks, standard, torch_modules
from model.program.native.attributes import (
    attribute,
    check_bases,
    delete_attribute,
    member,
    register_class,
    set_attribute,
)
from model.program.native.built_in import BUILTINS, use_printed
from model.program.native.calls import call, call_method
from model.program.native.limits import Limit, begin
from model.program.native.operators import (
    binary,
    compare,
    delete_subscript,
    iterate,
    store_subscript,
    subscript,
    unary,
    unpacked,
)
from model.program.native.text import Printed, formatted, text_of
from model.program.native.values import (
    Facade,
    Method,
    Native,
    admit,
    is_user_class,
    register_callable,
    register_tensor,
)

MODULES: dict[str, Facade] = {**torch_modules.MODULES, **standard.MODULES}

__all__ = [
    "BUILTINS",
    "MODULES",
    "Facade",
    "Limit",
    "Method",
    "Native",
    "Printed",
    "admit",
    "attribute",
    "begin",
    "binary",
    "call",
    "call_method",
    "check_bases",
    "checks",
    "compare",
    "delete_attribute",
    "delete_subscript",
    "formatted",
    "is_user_class",
    "iterate",
    "member",
    "register_callable",
    "register_class",
    "register_tensor",
    "set_attribute",
    "store_subscript",
    "subscript",
    "text_of",
    "unary",
    "unpacked",
    "use_printed",
]
