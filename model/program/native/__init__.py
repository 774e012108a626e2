"""What real Python, torch and NumPy do for a program, within its walls.

`values` says what a program may hold, `attributes` what it may read, `calls` and `guard` how it calls, `operators` and
`text` the rest; the other modules are what can be imported. Deny by default: what is in no table is refused.
"""

import model.program.native.decimals  # pyright: ignore[reportUnusedImport]
import model.program.native.files  # pyright: ignore[reportUnusedImport]
import model.program.native.introspection  # pyright: ignore[reportUnusedImport]
import model.program.native.logs  # pyright: ignore[reportUnusedImport]
import model.program.native.numpy_modules  # pyright: ignore[reportUnusedImport]
import model.program.native.opened  # pyright: ignore[reportUnusedImport]
import model.program.native.progress  # pyright: ignore[reportUnusedImport]
import model.program.native.sparse  # pyright: ignore[reportUnusedImport]
import model.program.native.standard  # pyright: ignore[reportUnusedImport]
import model.program.native.tools  # pyright: ignore[reportUnusedImport]
import model.program.native.torch_modules  # noqa: F401  # pyright: ignore[reportUnusedImport]
from model.program.native.attributes import attribute as attribute
from model.program.native.attributes import callable_in as callable_in
from model.program.native.attributes import check_bases as check_bases
from model.program.native.attributes import delete_attribute as delete_attribute
from model.program.native.attributes import member as member
from model.program.native.attributes import set_attribute as set_attribute
from model.program.native.built_in import BUILTINS as BUILTINS
from model.program.native.calls import call as call
from model.program.native.calls import call_method as call_method
from model.program.native.clock import Clock as Clock
from model.program.native.clock import use_clock as use_clock
from model.program.native.closing import close as close
from model.program.native.closing import closed as closed
from model.program.native.facades import MODULES as MODULES
from model.program.native.facades import Elsewhere as Elsewhere
from model.program.native.introspection import prepare_traces as prepare_traces
from model.program.native.limits import Denied as Denied
from model.program.native.limits import Limit as Limit
from model.program.native.limits import begin as begin
from model.program.native.limits import check_nested as check_nested
from model.program.native.operators import binary as binary
from model.program.native.operators import compare as compare
from model.program.native.operators import delete_subscript as delete_subscript
from model.program.native.operators import iterate as iterate
from model.program.native.operators import store_subscript as store_subscript
from model.program.native.operators import subscript as subscript
from model.program.native.operators import unary as unary
from model.program.native.operators import unpacked as unpacked
from model.program.native.patience import watch as watch
from model.program.native.plots import Plots as Plots
from model.program.native.plots import use_plots as use_plots
from model.program.native.reasons import is_known as is_known
from model.program.native.reasons import reason as reason
from model.program.native.text import Printed as Printed
from model.program.native.text import formatted as formatted
from model.program.native.text import text_of as text_of
from model.program.native.text import use_printed as use_printed
from model.program.native.values import Facade as Facade
from model.program.native.values import Method as Method
from model.program.native.values import Native as Native
from model.program.native.values import admit as admit
from model.program.native.values import admit_class as admit_class
from model.program.native.values import admit_whole as admit_whole
from model.program.native.values import is_user_class as is_user_class
from model.program.native.values import register_callable as register_callable
from model.program.native.values import register_class as register_class
from model.program.native.values import register_tensor as register_tensor
from model.program.native.values import stored as stored
from model.program.native.world import World as World
from model.program.native.world import use_world as use_world
