"""How calls, comprehensions and assignments to targets are compiled, and what makes a function a generator."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from model.program.compiler.code import Label
from model.program.compiler.expressions import Expressions

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from model.program.compiler.unit import Node

Comprehension = ast.ListComp | ast.SetComp | ast.DictComp
_COLLECTING: dict[type[ast.expr], tuple[str, str]] = {
    ast.ListComp: ("list", "append"),
    ast.SetComp: ("set", "add"),
    ast.DictComp: ("dict", "put"),
}


class Calls(Expressions):
    """Compiles calls, comprehensions and ``yield``."""

    def visit_Call(self, node: ast.Call, into: int | None) -> int:
        """Compile ``f(a, *b, c=1, **d)``."""
        if isinstance(node.func, ast.Name) and node.func.id == "super" and not node.args and not node.keywords:
            return self._super(node, into)
        starred = any(isinstance(argument, ast.Starred) for argument in node.args)
        if starred or any(keyword.arg is None for keyword in node.keywords):
            function = self.expression(node.func, self.temporary())
            positional = self.spread(node, node.args)
            named = self.named_arguments(node, node.keywords, function)
            return self.result(into, node, "call_spread", function, positional, named)
        function, *arguments = self.operands([node.func, *node.args, *(keyword.value for keyword in node.keywords)])
        names = tuple(keyword.arg for keyword in node.keywords)
        return self.result(into, node, "call", function, tuple(arguments), names)

    def named_arguments(self, node: Node, keywords: Sequence[ast.keyword], function: int) -> int:
        """Compile arguments by name and return the register of a dictionary of them."""
        named = self.temporary()
        self.emit(node, "dict", named)
        for keyword in keywords:
            self.emit(keyword, "name_argument", named, keyword.arg, self.expression(keyword.value), function)
        return named

    def _super(self, node: ast.Call, into: int | None) -> int:
        """Compile ``super()``: of the class in which the function stands, and of the function's first argument."""
        cell = self.cell_of("__class__") if self.home("super").kind == "builtin" else None
        if cell is None or not self.code.parameters.names:
            return self.result(into, node, "call", self.expression(node.func), (), ())
        return self.result(into, node, "super", cell, self.load(self.code.parameters.names[0], node))

    # --- comprehensions -------------------------------------------------------------------------------------------

    def visit_ListComp(self, node: Comprehension, into: int | None) -> int:
        """Compile ``[a for b in c if d]``: compiled within the code around it, with variables of its own."""
        kind, add = _COLLECTING[type(node)]
        items = [node.key, node.value] if isinstance(node, ast.DictComp) else [node.elt]
        target = self.temporary()
        self.emit(node, kind, target, *([] if kind == "dict" else [()]))
        first = self.iterator(node.generators[0].iter)
        targets = [each for generator in node.generators for each in ast.walk(generator.target)]
        names = {name.id for name in targets if isinstance(name, ast.Name) and isinstance(name.ctx, ast.Store)}
        own = {name: self.new_register() for name in sorted(names)}
        self.make_cells(own, node)
        self.comprehensions.append(own)
        self.comprehension_loops(
            node.generators, first, lambda: self.emit(items[0], add, target, *self.operands(items))
        )
        self.comprehensions.pop()
        return self.moved(node, target, into)

    visit_SetComp = visit_DictComp = visit_ListComp

    def comprehension_loops(
        self, generators: Sequence[ast.comprehension], iterator: int, body: Callable[[], None]
    ) -> None:
        """Compile the loops of a comprehension, one within another, around what is done with each element."""
        generator, *inner = generators

        def once(following: Label) -> None:
            for condition in generator.ifs:
                self.condition(condition, following, False)
            if inner:
                self.comprehension_loops(inner, self.iterator(inner[0].iter), body)
            else:
                body()

        self.loop_over(generator.iter, generator.target, iterator, once)

    def iterator(self, node: ast.expr) -> int:
        """Compile what a loop goes over and return the register of an iterator over it."""
        return self.result(None, node, "iterate", self.expression(node))

    def loop_over(
        self,
        node: ast.expr,
        target: ast.expr,
        iterator: int,
        body: Callable[[Label], None],
        head: Callable[[], None] = lambda: None,
    ) -> None:
        """Compile a loop, whose ``body`` is given the label for the next round.

        What looks for an item, after ``head``, stands before the loop and at its end, so that a round makes one jump.
        """
        top, following, exhausted = Label(), Label(), Label()
        with self.perhaps(), self.temporaries():
            item = self.item_register(target)
            head()
            self.emit(node, "for", iterator, item, exhausted)
            self.put(top)
            self.assign(target, item)
            body(following)
            self.put(following)
            head()
            self.emit(node, "for", iterator, item, exhausted)
            self.emit(node, "jump", top)
        self.put(exhausted)

    # --- targets --------------------------------------------------------------------------------------------------

    def item_register(self, target: ast.expr) -> int:
        """Return the register for a value that a target gets: that of a variable, where it is a plain one."""
        register = self.plain_register(target)
        return self.temporary() if register is None else register

    def assign(self, target: ast.expr, register: int) -> None:
        """Compile how a target gets the value in a register."""
        match target:
            case ast.Name():
                self.store(target.id, register, target)
            case ast.Attribute() | ast.Subscript():
                kind, operands = self.part(target)
                self.emit(target, f"store_{kind}", *operands, register)
            case ast.Tuple() | ast.List():
                self._unpack(target, register)
            case _:
                raise AssertionError(f"{type(target).__name__} is no target")

    def _unpack(self, target: ast.Tuple | ast.List, register: int) -> None:
        """Compile ``a, *b, c = values``."""
        stars = [index for index, element in enumerate(target.elts) if isinstance(element, ast.Starred)]
        elements = [element.value if isinstance(element, ast.Starred) else element for element in target.elts]
        names = all(isinstance(element, ast.Name) for element in elements)  # else one may use another: a[i], i = 1, 2
        registers = tuple(self.item_register(element) if names else self.temporary() for element in elements)
        before = stars[0] if stars else len(elements)
        self.emit(target, "unpack", register, registers, before, len(elements) - before - 1 if stars else -1)
        for element, item in zip(elements, registers, strict=True):
            self.assign(element, item)

    # --- generators -----------------------------------------------------------------------------------------------

    def visit_Yield(self, node: ast.Yield, into: int | None) -> int:
        """Compile ``yield a``."""
        self.code.is_generator = True
        value = self.expression(node.value) if node.value else self.constant(None)
        return self.result(into, node, "yield", value)

    def visit_YieldFrom(self, node: ast.YieldFrom, into: int | None) -> int:
        """Compile ``yield from a``: what is sent goes on to ``a``."""
        self.code.is_generator = True
        iterator, sent = self.iterator(node.value), self.temporary()
        self.emit(node, "move", sent, self.constant(None))
        return self.result(into, node, "delegate", iterator, sent)
