"""One piece of code in the making: its registers, its names, and the instructions written so far."""

from __future__ import annotations

import ast
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from model.program.compiler.code import UNBOUND, Code, Instruction, Label
from model.program.compiler.scopes import Scopes, captured_names, symbol_of
from model.program.compiler.uses import names_used
from model.program.source import Place, Source, is_special

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from symtable import SymbolTable

Node = ast.expr | ast.stmt | ast.excepthandler | ast.alias | ast.keyword | ast.pattern


class Home(NamedTuple):
    """Where a variable lives: in a register, in the cell that a register holds, or in the class being made.

    The ``register`` of a "global" is one of the program's own frame; so is that of a "class", where the variable is
    looked for second. A "builtin" is one that the program gives no value anywhere.
    """

    kind: Literal["register", "cell", "global", "class", "builtin"]
    register: int


@dataclass(frozen=True)
class Context:
    """A statement that has to be left in order when ``break``, ``continue`` or ``return`` jump out of it.

    ``leave`` writes the instructions for that; errors in them go to ``handler``. A loop says where it goes on,
    a ``try`` whether the program goes on where an import fails.
    """

    handler: Label | None
    leave: Callable[[], None] = lambda: None
    loop: ast.stmt | None = None
    following: Label | None = None
    after: Label | None = None
    catches_imports: bool = False


@dataclass
class Program:
    """What all pieces of a program's code share.

    Attributes
    ----------
    bound
        The global names that the program gives a value anywhere; all others are Python's own.
    deleted
        Names that some ``del`` takes a value from: they have to be looked at each time.
    restless
        Names whose value may change while an expression is computed.
    used
        Names that the program reads under no condition.
    postponed
        Whether annotations are not computed: ``from __future__ import annotations``.
    """

    source: Source
    scopes: dict[ast.AST, SymbolTable] = field(init=False)
    bound: set[str] = field(default_factory=set[str])
    deleted: set[str] = field(default_factory=set[str])
    restless: set[str] = field(default_factory=set[str])
    postponed: bool = False
    used: set[str] = field(init=False)

    def __post_init__(self) -> None:
        self.used = names_used(self.source)
        self.scopes = Scopes(self.source.tree, self.source.table).found
        for table in self.scopes.values():
            for symbol in table.get_symbols():
                if symbol.is_declared_global():
                    self.restless.add(symbol.get_name())
                elif table.get_type() == "module" and (symbol.is_assigned() or symbol.is_imported()):
                    self.bound.add(symbol.get_name())
        for node in ast.walk(self.source.tree):
            match node:
                case ast.Name(id=name, ctx=ast.Del()) | ast.ExceptHandler(name=str() as name):
                    self.deleted.add(name)
                case ast.NamedExpr(target=ast.Name(id=name)):
                    self.restless.add(name)
                case ast.ImportFrom(module="__future__", names=names):
                    self.postponed |= any(alias.name == "annotations" for alias in names)
                case _:
                    pass
        self.bound |= self.restless


class Unit:
    """The code of one function, class body or program, and the names that are known in it."""

    def __init__(self, program: Program, node: ast.AST, code: Code, outer: Unit | None = None) -> None:
        self.program = program
        self.code = code
        self.outer = outer
        self.module: Unit = outer.module if outer else self
        self.table = program.scopes[node]
        self.kind = self.table.get_type()
        self.captured = captured_names(self.table)
        self.class_name: str | None = outer.class_name if outer else None
        self.class_cell: int | None = None
        self.contexts: list[Context] = []
        self.handler: Label | None = None
        self.assigned: set[int] = set()
        """Registers of variables that have a value for certain."""
        self.comprehensions: list[dict[str, int]] = []
        """The variables of the comprehensions that are being written, innermost last."""
        self._used: list[int] = []
        self._spare: list[int] = []
        self._constants: dict[tuple[type, str], int] = {}
        self._inherited: dict[str, int] = {}

    # --- instructions ---------------------------------------------------------------------------------------------

    def place(self, node: Node) -> Place:
        """Return where Python says that a node stands: an attribute, or a call of one, on the line of its name."""
        name = node.func if isinstance(node, ast.Call) else node
        if isinstance(name, ast.Attribute) and name.end_lineno != name.lineno:
            return Place(name.end_lineno or 1, (name.end_col_offset or 0) - len(name.attr) + 1)
        return self.program.source.place(node)

    def emit(self, node: Node, name: str, *operands: Any) -> None:
        """Write an instruction."""
        place = self.place(node)
        self.code.instructions.append(Instruction(name, operands, place, self.handler))
        column = node.col_offset if place.line == node.lineno else place.column - 1
        self.code.spans.append((column, node.end_lineno or place.line, node.end_col_offset or 0))

    def put(self, label: Label) -> None:
        """Let a label be here."""
        label.at = len(self.code.instructions)

    @contextmanager
    def within(self, context: Context, handler: Label | None = None) -> Generator[None]:
        """Write what is within a statement, with ``handler`` for its errors where that is given."""
        before = self.handler
        self.contexts.append(context)
        self.handler = handler or before
        yield
        self.contexts.pop()
        self.handler = before

    @contextmanager
    def leaving(self, until: int) -> Generator[None]:
        """Write how all contexts but the first ``until`` are left, then what follows on that outside of them."""
        contexts, handler = self.contexts, self.handler
        while len(self.contexts) > until:
            context, self.contexts = self.contexts[-1], self.contexts[:-1]
            self.handler = context.handler
            context.leave()
        yield
        self.contexts, self.handler = contexts, handler

    @contextmanager
    def perhaps(self) -> Generator[None]:
        """Write what may be passed over, or may end halfway: what it assigns is not certain afterwards."""
        before = set(self.assigned)
        yield
        self.assigned = before

    # --- registers ------------------------------------------------------------------------------------------------

    def new_register(self, value: object = UNBOUND) -> int:
        """Return a register of its own, with what is in it when a frame begins."""
        self.code.template.append(value)
        return len(self.code.template) - 1

    def temporary(self) -> int:
        """Return a register for an intermediate value, free again at the end of the statement."""
        register = self._spare.pop() if self._spare else self.new_register()
        self._used.append(register)
        return register

    @contextmanager
    def temporaries(self) -> Generator[None]:
        """Free afterwards what `temporary` gives in between."""
        mark = len(self._used)
        yield
        while len(self._used) > mark:
            self._spare.append(self._used.pop())

    def constant(self, value: object) -> int:
        """Return the register of a constant; 1, 1.0 and True, or 0.0 and -0.0, are different ones."""
        key = (type(value), repr(value))
        if key not in self._constants:
            self._constants[key] = self.new_register(value)
        return self._constants[key]

    def variable(self, name: str) -> int:
        """Return the register of a variable of this unit."""
        if name not in self.code.variables:
            self.code.variables[name] = self.new_register()
        return self.code.variables[name]

    def moved(self, node: Node, register: int, into: int | None) -> int:
        """Write how a value gets into another register, where one is given, and return where it is then."""
        if into is None or into == register:
            return register
        self.emit(node, "move", into, register)
        return into

    # --- names ----------------------------------------------------------------------------------------------------

    def mangled(self, name: str) -> str:
        """Return a private name as Python spells it within a class: ``__x`` as ``_Class__x``."""
        if self.class_name and name.startswith("__") and not is_special(name):
            return f"_{self.class_name.lstrip('_')}{name}"
        return name

    def home(self, name: str) -> Home:
        """Return where the variable of a name lives, seen from here."""
        for scope in reversed(self.comprehensions):
            if name in scope:
                return self._register_or_cell(scope[name])
        symbol = symbol_of(self.table, name)
        local = symbol is not None and symbol.is_local() and self.module is not self
        if local and self.kind == "function":
            return self._register_or_cell(self.variable(name))
        if local and not self.comprehensions:  # a comprehension does not see the names of the class around it
            return Home("class", self.module.variable(name))
        if symbol is None or not symbol.is_global():
            cell = self._inherit(name)
            if cell is not None:
                return Home("cell", cell)
        if name not in self.program.bound:
            return Home("builtin", -1)
        return Home("register" if self.module is self else "global", self.module.variable(name))

    def _register_or_cell(self, register: int) -> Home:
        return Home("cell" if register in self.code.cells else "register", register)

    def make_cells(self, names: dict[str, int], node: Node) -> None:
        """Write how variables that scopes within this one use get a cell of their own."""
        for name, register in names.items():
            if name in self.captured:
                self.code.cells.add(register)
                self.emit(node, "new_cell", register, register)

    def cell_of(self, name: str) -> int | None:
        """Return the register with the cell of a variable that a scope within this one uses; None if it is global."""
        for scope in reversed(self.comprehensions):
            if name in scope:
                return scope[name]
        if self.kind == "class" and name == "__class__":
            return self.class_cell
        symbol = symbol_of(self.table, name)
        if self.kind == "function" and symbol is not None and symbol.is_local():
            return self.variable(name)
        return self._inherit(name)

    def _inherit(self, name: str) -> int | None:
        """Return the register for the cell of a variable of a scope around this one."""
        if name not in self._inherited:
            if self.outer is None or self.outer.cell_of(name) is None:
                return None
            register = self._inherited[name] = self.variable(name)
            self.code.free.append(register)
            self.code.cells.add(register)
        return self._inherited[name]

    def cells_for(self, inner: Unit) -> tuple[int, ...]:
        """Return the registers here whose cells the closure of a unit within takes."""
        cells = [self.cell_of(name) for name in inner._inherited]
        return tuple(cell for cell in cells if cell is not None)

    def load(self, name: str, node: Node, into: int | None = None) -> int:
        """Write how the value of a variable is looked up, and return the register that has it then."""
        name = self.mangled(name)
        kind, register = self.home(name)
        if kind in ("register", "builtin"):
            register = self._prefilled(name, node) if kind == "builtin" else register
            if register not in self.assigned:
                self.emit(node, "check", register, name, kind == "builtin" or self.module is self)
                self.mark_assigned(register, name)
            return self.moved(node, register, into)
        target = self.temporary() if into is None else into
        self.emit(node, f"load_{kind}", target, register, name)
        return target

    def _prefilled(self, name: str, node: Node) -> int:
        if name not in self.code.builtins:
            self.code.builtins[name] = (self.new_register(), self.place(node))
        return self.code.builtins[name][0]

    def store(self, name: str, register: int, node: Node) -> None:
        """Write how a variable gets the value that is in a register."""
        name = self.mangled(name)
        kind, home = self.home(name)
        if kind == "register":
            self.moved(node, register, home)
            self.mark_assigned(home, name)
        elif kind == "class":
            self.emit(node, "put", 0, name, register)
        else:
            self.emit(node, f"store_{kind}", home, name, register)

    def delete(self, name: str, node: Node) -> None:
        """Write how a variable loses its value."""
        name = self.mangled(name)
        kind, register = self.home(name)
        if kind == "class":
            self.emit(node, "delete_subscript", 0, name)
        else:
            self.assigned.discard(register)
            self.load(name, node)  # fails where it has none
            self.emit(node, f"delete_{kind}", register, name)

    def plain_register(self, target: ast.expr) -> int | None:
        """Return the register of a variable that a value computed for it may go to straight away."""
        kind, register = self.home(self.mangled(target.id)) if isinstance(target, ast.Name) else Home("builtin", -1)
        return register if kind == "register" else None

    def mark_assigned(self, register: int, name: str) -> None:
        """Keep in mind that a variable has a value from here on."""
        if name not in self.program.deleted:
            self.assigned.add(register)
