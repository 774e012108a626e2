"""How functions, generator expressions and classes are compiled: each has code of its own."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from model.program.compiler.calls import Calls
from model.program.compiler.code import Code, Parameters

if TYPE_CHECKING:
    from collections.abc import Sequence


class Definitions(Calls):
    """Compiles what makes functions and classes."""

    def statements(self, nodes: Sequence[ast.stmt]) -> None:
        """Compile statements one after another."""
        raise NotImplementedError

    def inner(self, node: ast.FunctionDef | ast.Lambda | ast.GeneratorExp | ast.ClassDef, name: str) -> Definitions:
        """Return a unit for code that stands within this one."""
        if self.module is self:
            qualified = name
        else:
            between = ".<locals>" if self.kind == "function" else ""
            qualified = f"{self.code.qualified_name}{between}.{name}"
        code = Code(name, qualified, self.program.source.place(node))
        code.first_line = min([node.lineno, *(each.lineno for each in getattr(node, "decorator_list", ()))])
        code.text = "\n".join([*self.program.source.text.split("\n")[code.first_line - 1 : node.end_lineno], ""])
        return type(self)(self.program, node, code, self)

    def function(self, node: ast.FunctionDef | ast.Lambda, name: str, into: int | None) -> int:
        """Compile how a function is made, and its code."""
        arguments = node.args
        defaults = self.operands(arguments.defaults)
        named = [
            (argument.arg, default)
            for argument, default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)
            if default is not None
        ]
        named_registers = self.operands([default for _, default in named])
        inner = self.inner(node, name)
        inner.code.parameters = parameters = _parameters(arguments)
        inner.begin_function(node)
        if isinstance(node, ast.Lambda):
            inner.emit(node.body, "return", inner.expression(node.body))
        else:
            inner.code.docstring = ast.get_docstring(node, clean=False)
            inner.statements(node.body)
            inner.emit(node.body[-1], "return", inner.constant(None))
        inner.code.parameters = parameters._replace(names=tuple(inner.mangled(name) for name in parameters.names))
        names = tuple(inner.mangled(name) for name, _ in named)
        return self.result(into, node, "function", inner.code, defaults, names, named_registers, self.cells_for(inner))

    def begin_function(self, node: ast.FunctionDef | ast.Lambda | ast.GeneratorExp) -> None:
        """Give parameters their registers, and variables that inner functions use their cells."""
        for name in self.code.parameters.names:
            self.mark_assigned(self.variable(self.mangled(name)), name)
        local = {symbol.get_name() for symbol in self.table.get_symbols() if symbol.is_local()} & self.captured
        self.make_cells({name: self.variable(name) for name in sorted(local)}, node)

    def visit_Lambda(self, node: ast.Lambda, into: int | None) -> int:
        """Compile ``lambda a: b``."""
        return self.function(node, "<lambda>", into)

    def visit_GeneratorExp(self, node: ast.GeneratorExp, into: int | None) -> int:
        """Compile ``(a for b in c)``: a generator that is given an iterator over ``c``."""
        iterator = self.iterator(node.generators[0].iter)
        inner = self.inner(node, "<genexpr>")
        inner.code.parameters = Parameters((".0",), 1, 1)
        inner.code.is_generator = True
        inner.begin_function(node)
        inner.comprehension_loops(
            node.generators,
            inner.variable(".0"),
            lambda: inner.emit(node.elt, "yield", inner.temporary(), inner.expression(node.elt)),
        )
        inner.emit(node, "return", inner.constant(None))
        function = self.result(None, node, "function", inner.code, (), (), (), self.cells_for(inner))
        return self.result(into, node, "call", function, (iterator,), ())

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        """Compile ``@decorator def f(a: A = 1) -> B: …``."""
        decorators = self.operands(node.decorator_list)
        function = self.function(node, node.name, self.temporary())
        self.annotations(node, function)
        self._decorated(node, decorators, function)

    def annotations(self, node: ast.FunctionDef, function: int) -> None:
        """Compile the annotations of parameters and of the result."""
        arguments = node.args
        every = [*arguments.posonlyargs, *arguments.args, arguments.vararg, *arguments.kwonlyargs, arguments.kwarg]
        named = [(argument.arg, argument.annotation) for argument in every if argument]
        for name, annotation in [*named, ("return", node.returns)]:
            if annotation is not None:
                register = self.annotation(annotation)
                self.emit(annotation, "annotate_function", function, self.mangled(name), register)

    def annotation(self, node: ast.expr) -> int:
        """Compile what annotates, or the text of it where annotations are postponed."""
        return self.constant(ast.unparse(node)) if self.program.postponed else self.expression(node)

    def _decorated(self, node: ast.FunctionDef | ast.ClassDef, decorators: Sequence[int], register: int) -> None:
        for decorator, made_by in zip(reversed(decorators), reversed(node.decorator_list), strict=True):
            register = self.result(None, made_by, "call", decorator, (register,), ())
        self.store(node.name, register, node)

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        """Compile ``@decorator class A(B, c=d): …``: its body is run with a namespace, of which a class is made."""
        decorators = self.operands(node.decorator_list)
        bases = self.spread(node, node.bases)
        named = self.named_arguments(node, node.keywords, self.constant(node.name))
        inner = self.inner(node, node.name)
        inner.begin_class(node)
        inner.statements(node.body)
        inner.emit(node.body[-1], "return", inner.class_cell)
        function = self.result(None, node, "function", inner.code, (), (), (), self.cells_for(inner))
        prepared = self.result(None, node, "prepare_class", function, bases, named)
        namespace = self.result(None, node, "namespace", prepared)
        cell = self.result(None, node, "call", function, (namespace,), ())
        self._decorated(node, decorators, self.result(None, node, "make_class", prepared, cell))

    def begin_class(self, node: ast.ClassDef) -> None:
        """Give the namespace of the class its register, and the class a cell that its methods can use."""
        self.class_name = node.name
        self.code.parameters = Parameters((".namespace",), 1, 1)
        self.variable(".namespace")
        self.code.docstring = ast.get_docstring(node, clean=False)
        self.class_cell = self.new_register()
        self.code.cells.add(self.class_cell)
        self.emit(node, "new_cell", self.class_cell, self.class_cell)


def _parameters(arguments: ast.arguments) -> Parameters:
    positional = [argument.arg for argument in (*arguments.posonlyargs, *arguments.args)]
    by_name = [argument.arg for argument in arguments.kwonlyargs]
    stars = [argument.arg for argument in (arguments.vararg, arguments.kwarg) if argument]
    return Parameters(
        (*positional, *by_name, *stars),
        len(arguments.posonlyargs),
        len(positional),
        len(by_name),
        arguments.vararg is not None,
        arguments.kwarg is not None,
    )
