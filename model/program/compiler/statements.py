"""How statements are compiled, and with them a whole program."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from functools import partial
from typing import cast

from model.program.compiler.code import Code, Label
from model.program.compiler.expressions import SIGNS
from model.program.compiler.patterns import Patterns
from model.program.compiler.unit import Context, Program
from model.program.compiler.uses import uses
from model.program.source import TOO_INVOLVED, Place, Refused, Source

Visit = Callable[[ast.stmt], None]
_IMPORT_ERRORS = ("ImportError", "ModuleNotFoundError", "Exception", "BaseException")


def compile_source(source: Source) -> Code:
    """Return the code of a program; refused where too much in it is within each other."""
    try:
        return _compiled(source)
    except RecursionError:
        raise Refused(Place(1, 1), TOO_INVOLVED) from None


def _compiled(source: Source) -> Code:
    program = Program(source)
    unit = Statements(program, source.tree, Code("<program>", "<program>", Place(1, 1)))
    unit.code.uses, unit.code.text = uses(source), source.text
    unit.code.docstring = ast.get_docstring(source.tree, clean=False)
    unit.statements(source.tree.body)
    end = source.tree.body[-1] if source.tree.body else ast.Pass(lineno=1, col_offset=0)
    unit.emit(end, "return", unit.constant(None))
    return unit.code


class Statements(Patterns):
    """Compiles statements, each in a method named after its kind of node."""

    def statements(self, nodes: Sequence[ast.stmt]) -> None:
        """Compile statements one after another, each with an instruction first that says that it begins."""
        for node in nodes:
            with self.temporaries():
                if not _is_docstring(node):
                    self.emit(node, "statement")
                cast("Visit", getattr(self, f"visit_{type(node).__name__}"))(node)

    def visit_Pass(self, node: ast.stmt) -> None:
        """Compile ``pass``, ``global a`` or ``nonlocal a``: nothing, since the symbol table knows of the names."""

    visit_Global = visit_Nonlocal = visit_Pass

    def visit_Expr(self, node: ast.Expr) -> None:
        """Compile ``f()``."""
        self.expression(node.value)

    # --- assignment -----------------------------------------------------------------------------------------------

    def visit_Assign(self, node: ast.Assign) -> None:
        """Compile ``a = b, *c = value``."""
        into = self.plain_register(node.targets[0]) if len(node.targets) == 1 else self.temporary()
        register = self.steady(node.value, node.targets) if into is None else self.expression(node.value, into)
        for target in node.targets:
            self.assign(target, register)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        """Compile ``a: A = value``; what annotates a variable of a function is not computed."""
        if node.value is not None:
            self.assign(node.target, self.expression(node.value))
        if self.kind == "function":
            return
        annotation = self.annotation(node.annotation)
        if self.kind == "class" and isinstance(node.target, ast.Name) and node.simple:
            self.emit(node, "annotate", 0, self.mangled(node.target.id), annotation)

    def visit_AugAssign(self, node: ast.AugAssign) -> None:
        """Compile ``a += b``: the object is asked to change in place."""
        sign = f"{SIGNS[type(node.op)]}="
        if isinstance(node.target, ast.Name):
            load = ast.copy_location(ast.Name(node.target.id, ast.Load()), node.target)
            operands = self.operands([load, node.value])
            target = self.item_register(node.target)
            self.emit(node, "binary", target, sign, *operands)
            self.store(node.target.id, target, node.target)
        else:
            kind, operands = self.part(node.target, node.value)
            old = self.result(None, node.target, f"load_{kind}", *operands)
            self.emit(node, "binary", old, sign, old, self.expression(node.value))
            self.emit(node.target, f"store_{kind}", *operands, old)

    def visit_Delete(self, node: ast.Delete) -> None:
        """Compile ``del a, b.c, d[e]``."""
        for target in node.targets:
            self._delete(target)

    def _delete(self, target: ast.expr) -> None:
        match target:
            case ast.Name():
                self.delete(target.id, target)
            case ast.Attribute() | ast.Subscript():
                kind, operands = self.part(target)
                self.emit(target, f"delete_{kind}", *operands)
            case ast.Tuple() | ast.List():
                for element in target.elts:
                    self._delete(element)
            case _:
                raise AssertionError(f"{type(target).__name__} is no target")

    # --- branches and loops ---------------------------------------------------------------------------------------

    def visit_If(self, node: ast.If) -> None:
        """Compile ``if a: … elif b: … else: …``."""
        otherwise, end = Label(), Label()
        with self.perhaps():
            self.condition(node.test, otherwise, False)
            self.statements(node.body)
        if node.orelse:
            self.emit(node, "jump", end)
        self.put(otherwise)
        with self.perhaps():
            self.statements(node.orelse)
        self.put(end)

    def visit_While(self, node: ast.While) -> None:
        """Compile ``while a: … else: …``, with the condition before the loop and at its end, as in `loop_over`."""
        top, following, exhausted, after = Label(), Label(), Label(), Label()
        with self.perhaps():
            self._head(node, exhausted, False)
            self.put(top)
            with self.within(Context(self.handler, loop=node, following=following, after=after)):
                self.statements(node.body)
            self.put(following)
            self._head(node, top, True)
        self.put(exhausted)
        with self.perhaps():
            self.statements(node.orelse)
        self.put(after)

    def _head(self, node: ast.While, target: Label, when: bool) -> None:
        with self.temporaries():
            self.emit(node, "loop")
            self.condition(node.test, target, when)

    def visit_For(self, node: ast.For) -> None:
        """Compile ``for a in b: … else: …``."""
        after = Label()

        def body(following: Label) -> None:
            with self.within(Context(self.handler, loop=node, following=following, after=after)):
                self.statements(node.body)

        iterator = self.iterator(node.iter)
        self.loop_over(node.iter, node.target, iterator, body, partial(self.emit, node, "loop"))
        with self.perhaps():
            self.statements(node.orelse)
        self.put(after)

    def visit_Break(self, node: ast.Break) -> None:
        """Compile ``break``."""
        self._jump_out(node, lambda loop: loop.after)

    def visit_Continue(self, node: ast.Continue) -> None:
        """Compile ``continue``."""
        self._jump_out(node, lambda loop: loop.following)

    def _jump_out(self, node: ast.stmt, where: Callable[[Context], Label | None]) -> None:
        innermost = max(index for index, context in enumerate(self.contexts) if context.loop)
        loop = self.contexts[innermost]
        with self.leaving(innermost + 1):
            if where(loop) is loop.after:
                self._end_round()
            self.emit(node, "jump", where(loop))

    def _end_round(self) -> None:
        """Tell of the last round of the innermost loop, which does not come back to its head."""
        loops = [context.loop for context in self.contexts if context.loop]
        if loops:
            self.emit(loops[-1], "loop")

    def visit_Return(self, node: ast.Return) -> None:
        """Compile ``return a``."""
        kept = self.new_register() if self.contexts else None  # of its own, since "finally" has its own temporaries
        value = self.expression(node.value, kept) if node.value else self.constant(None)
        self._end_round()
        with self.leaving(0):
            self.emit(node, "return", value)

    # --- errors ---------------------------------------------------------------------------------------------------

    def visit_Raise(self, node: ast.Raise) -> None:
        """Compile ``raise a from b``."""
        if node.exc is None:
            self.emit(node, "raise_again")
        elif node.cause is None:
            self.emit(node, "raise", self.expression(node.exc))
        else:
            self.emit(node, "raise", *self.operands([node.exc, node.cause]))

    def visit_Assert(self, node: ast.Assert) -> None:
        """Compile ``assert a, b``."""
        end = Label()
        self.condition(node.test, end, True)
        with self.perhaps():
            error = self.constant(AssertionError)
            if node.msg:
                made = self.temporary()
                self.emit(node, "call", made, error, (self.expression(node.msg),), ())
                error = made
            self.emit(node, "raise", error)
        self.put(end)

    def visit_Try(self, node: ast.Try) -> None:
        """Compile ``try: … except A as a: … else: … finally: …``."""
        if node.finalbody:
            self._with_finally(node)
        else:
            self._with_handlers(node)

    def _with_finally(self, node: ast.Try) -> None:
        """Compile ``finally`` once, as a subroutine.

        A register says where to go on afterwards: an error in it is raised again; a number is that of a label among
        ``returns``. The first is that after the statement, the others those of jumps out of it.
        """
        state, before = self.temporary(), self.temporary()
        caught, final, after = Label(), Label(), Label()
        returns = [after]

        def leave() -> None:
            here = Label()
            self.emit(node, "move", state, self.constant(len(returns)))
            self.emit(node, "jump", final)
            returns.append(here)
            self.put(here)

        self.emit(node, "try", before)
        with self.perhaps():
            with self.within(Context(self.handler, leave), caught):
                if node.handlers:
                    self._with_handlers(node)
                else:
                    self.statements(node.body)
            self.emit(node, "move", state, self.constant(0))
            self.emit(node, "jump", final)
            self.put(caught)
            self.emit(node, "catch", state)
        self.put(final)
        with self.within(Context(self.handler, partial(self.emit, node, "release_finally", state, before))):
            self.statements(node.finalbody)
        self.emit(node, "end_finally", state, before, tuple(returns))
        self.put(after)

    def _with_handlers(self, node: ast.Try) -> None:
        error, before = self.temporary(), self.temporary()
        caught, after = Label(), Label()
        self.emit(node, "try", before)
        with self.perhaps():
            with self.within(Context(self.handler, catches_imports=_catches_imports(node)), caught):
                self.statements(node.body)
            self.statements(node.orelse)
            self.emit(node, "jump", after)
        self.put(caught)
        self.emit(node, "catch", error)
        for handler in node.handlers:
            with self.perhaps():
                self._handler(handler, error, before, after)
        self.emit(node, "release", before)
        self.emit(node, "throw", error)
        self.put(after)

    def _handler(self, handler: ast.ExceptHandler, error: int, before: int, after: Label) -> None:
        following, failed = Label(), Label()

        def forget() -> None:
            if handler.name:
                self.store(handler.name, self.constant(None), handler)  # so that deleting it never fails
                self.delete(handler.name, handler)

        def leave() -> None:
            self.emit(handler, "release", before)
            forget()

        with self.temporaries():
            if handler.type:
                self.emit(handler.type, "unless_match", error, self.expression(handler.type), following)
            if handler.name:
                self.store(handler.name, error, handler)
            with self.within(Context(self.handler, leave), failed if handler.name else None):
                self.statements(handler.body)
            leave()
            self.emit(handler, "jump", after)
            if handler.name:
                self.put(failed)
                self.emit(handler, "catch", error)
                forget()
                self.emit(handler, "throw", error)
            self.put(following)

    def visit_With(self, node: ast.With) -> None:
        """Compile ``with a as b, c: …``."""
        self._with(node, node.items)

    def _with(self, node: ast.With, items: Sequence[ast.withitem]) -> None:
        if not items:
            self.statements(node.body)
            return
        place = items[0].context_expr
        enter, leave, error, before, result = (self.temporary() for _ in range(5))
        none = self.constant(None)
        caught, after = Label(), Label()
        self.emit(place, "manager", enter, leave, self.expression(place))
        self.emit(place, "call", enter, enter, (), ())
        self.emit(place, "try", before)
        ordinary = partial(self.emit, place, "call", result, leave, (none, none, none), ())
        with self.perhaps():
            with self.within(Context(self.handler, ordinary), caught):
                if items[0].optional_vars:
                    self.assign(items[0].optional_vars, enter)
                self._with(node, items[1:])
            ordinary()
            self.emit(place, "jump", after)
        self.put(caught)
        self.emit(place, "catch", error)
        self.emit(place, "class_of", result, error)
        self.emit(place, "call", result, leave, (result, error, none), ())
        self.emit(place, "release", before)
        self.emit(place, "branch", result, after, True)
        self.emit(place, "throw", error)
        self.put(after)

    # --- imports --------------------------------------------------------------------------------------------------

    def visit_Import(self, node: ast.Import) -> None:
        """Compile ``import a.b as c, d``: what it is stands in a register from the start."""
        for alias in node.names:
            first, _, rest = alias.name.partition(".")
            whole = self._imported(alias.name, None, alias, "" if rest and not alias.asname else alias.asname or first)
            if alias.asname:
                self.store(alias.asname, whole, alias)
            else:
                self.store(first, self._imported(first, None, alias, first), alias)

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        """Compile ``from a import b as c``."""
        if node.module == "__future__":
            return
        for alias in node.names:
            bound = alias.asname or alias.name
            self.store(bound, self._imported(node.module or "", alias.name, alias, bound), alias)

    def _imported(self, module: str, name: str | None, node: ast.alias, bound: str) -> int:
        imports = self.code.imports
        is_caught = any(context.catches_imports for context in self.contexts)
        register, place, is_used = imports.get((module, name)) or (self.new_register(), None, False)
        place = place if is_caught else place or self.program.source.place(node)
        imports[module, name] = register, place, is_used or bound in self.program.used
        if is_caught:
            self.emit(node, "check_import", register)
        return register


def _catches_imports(node: ast.Try) -> bool:
    """Tell whether a program goes on where something that it imports is not there."""
    kinds = [handler.type for handler in node.handlers]
    kinds = [each for kind in kinds for each in (kind.elts if isinstance(kind, ast.Tuple) else [kind])]
    return any(kind is None or (isinstance(kind, ast.Name) and kind.id in _IMPORT_ERRORS) for kind in kinds)


def _is_docstring(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
