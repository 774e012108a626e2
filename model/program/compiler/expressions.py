"""How expressions are compiled: names, operators, comparisons, containers, texts."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from typing import Any, cast

from model.program.compiler.code import Label
from model.program.compiler.unit import Node, Unit

SIGNS: dict[type[ast.AST], str] = {
    **{ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.FloorDiv: "//", ast.Mod: "%", ast.Pow: "**"},
    **{ast.MatMult: "@", ast.BitAnd: "&", ast.BitOr: "|", ast.BitXor: "^", ast.LShift: "<<", ast.RShift: ">>"},
    **{ast.USub: "-", ast.UAdd: "+", ast.Invert: "~", ast.Not: "not"},
    **{ast.Eq: "==", ast.NotEq: "!=", ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">="},
    **{ast.Is: "is", ast.IsNot: "is not", ast.In: "in", ast.NotIn: "not in"},
}
_CONVERSIONS = {-1: "", ord("r"): "r", ord("s"): "s", ord("a"): "a"}
_CONTAINERS: dict[type[ast.expr], str] = {ast.Tuple: "tuple", ast.List: "list", ast.Set: "set"}

Visit = Callable[[ast.expr, "int | None"], int]


class Expressions(Unit):
    """Compiles expressions. A ``visit_`` method is named after the kind of node that it compiles."""

    def expression(self, node: ast.expr, into: int | None = None) -> int:
        """Compile an expression and return the register that has its value.

        That register is ``into`` where it is given: nothing is put there before all of the expression is computed.
        """
        return cast("Visit", getattr(self, f"visit_{type(node).__name__}"))(node, into)

    def operands(self, nodes: Sequence[ast.expr], later: Sequence[ast.expr] = ()) -> tuple[int, ...]:
        """Compile expressions from left to right; their registers keep the values while ``later`` ones are computed."""
        following = [*nodes, *later]
        return tuple(self.steady(node, following[index + 1 :]) for index, node in enumerate(nodes))

    def steady(self, node: ast.expr, later: Sequence[ast.expr]) -> int:
        """Compile an expression; its register keeps the value, whatever ``later`` ones do to a variable."""
        register = self.expression(node)
        restless = isinstance(node, ast.Name) and node.id in self.program.restless
        if restless and not all(isinstance(each, ast.Name | ast.Constant) for each in later):
            return self.moved(node, register, self.temporary())
        return register

    def result(self, into: int | None, node: Node, name: str, *operands: Any) -> int:
        """Write an instruction and return the register of its result, which is its first operand."""
        target = self.temporary() if into is None else into
        self.emit(node, name, target, *operands)
        return target

    # --- names, constants, operators ------------------------------------------------------------------------------

    def visit_Constant(self, node: ast.Constant, into: int | None) -> int:
        """Compile ``5``."""
        return self.moved(node, self.constant(node.value), into)

    def visit_Name(self, node: ast.Name, into: int | None) -> int:
        """Compile ``x``."""
        return self.load(node.id, node, into)

    def visit_NamedExpr(self, node: ast.NamedExpr, into: int | None) -> int:
        """Compile ``(x := value)``, which in a comprehension belongs to the scope around it."""
        register = self.expression(node.value, self.temporary())
        comprehensions, self.comprehensions = self.comprehensions, []
        self.store(node.target.id, register, node)
        self.comprehensions = comprehensions
        return self.moved(node, register, into)

    def visit_BinOp(self, node: ast.BinOp, into: int | None) -> int:
        """Compile ``a + b``."""
        operands = self.operands([node.left, node.right])
        return self.result(into, node, "binary", SIGNS[type(node.op)], *operands)

    def visit_UnaryOp(self, node: ast.UnaryOp, into: int | None) -> int:
        """Compile ``-a``; of a number, that is a constant."""
        match node:
            case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() | float() | complex() as value)):
                return self.moved(node, self.constant(-value), into)
            case _:
                return self.result(into, node, "unary", SIGNS[type(node.op)], self.expression(node.operand))

    def visit_Compare(self, node: ast.Compare, into: int | None) -> int:
        """Compile ``a < b <= c``: where one comparison is false, so is the whole."""
        if len(node.ops) == 1:
            operands = self.operands([node.left, *node.comparators])
            return self.result(into, node, "compare", SIGNS[type(node.ops[0])], *operands)
        target, end = self.temporary(), Label()
        left = self.expression(node.left, self.temporary())
        with self.perhaps():
            for index, (sign, comparator) in enumerate(zip(node.ops, node.comparators, strict=True)):
                right = self.steady(comparator, node.comparators[index + 1 :])
                self.emit(node, "compare", target, SIGNS[type(sign)], left, right)
                if index < len(node.ops) - 1:
                    self.emit(node, "branch", target, end, False)
                left = right
        self.put(end)
        return self.moved(node, target, into)

    def visit_BoolOp(self, node: ast.BoolOp, into: int | None) -> int:
        """Compile ``a and b or c``."""
        target, end = self.temporary(), Label()
        with self.perhaps():
            for value in node.values[:-1]:
                self.expression(value, target)
                self.emit(node, "branch", target, end, isinstance(node.op, ast.Or))
            self.expression(node.values[-1], target)
        self.put(end)
        return self.moved(node, target, into)

    def visit_IfExp(self, node: ast.IfExp, into: int | None) -> int:
        """Compile ``a if condition else b``."""
        target = self.temporary() if into is None else into
        otherwise, end = Label(), Label()
        self.condition(node.test, otherwise, False)
        with self.perhaps():
            self.expression(node.body, target)
        self.emit(node, "jump", end)
        self.put(otherwise)
        with self.perhaps():
            self.expression(node.orelse, target)
        self.put(end)
        return target

    def condition(self, node: ast.expr, target: Label, when: bool) -> None:
        """Compile a jump to ``target`` that is made where an expression is true, or false, as ``when`` says."""
        match node:
            case ast.UnaryOp(op=ast.Not()):
                self.condition(node.operand, target, not when)
            case ast.BoolOp():
                decided = isinstance(node.op, ast.Or)  # a value like this decides without the others
                end = target if decided == when else Label()
                with self.perhaps():
                    for value in node.values[:-1]:
                        self.condition(value, end, decided)
                    self.condition(node.values[-1], target, when)
                if end is not target:
                    self.put(end)
            case ast.Compare(ops=[sign], comparators=[right]):
                registers = self.operands([node.left, right])
                self.emit(node, "branch_compare", SIGNS[type(sign)], *registers, target, when)
            case ast.Constant():
                if bool(node.value) == when:
                    self.emit(node, "jump", target)
            case _:
                self.emit(node, "branch", self.expression(node), target, when)

    # --- attributes and items -------------------------------------------------------------------------------------

    def part(self, node: ast.Attribute | ast.Subscript, *later: ast.expr) -> tuple[str, tuple[Any, ...]]:
        """Compile what ``a.name`` or ``a[index]`` is a part of; return its kind, and the operands for that."""
        if isinstance(node, ast.Attribute):
            return "attribute", (self.steady(node.value, later), self.mangled(node.attr))
        return "subscript", self.operands([node.value, node.slice], later)

    def visit_Attribute(self, node: ast.Attribute | ast.Subscript, into: int | None) -> int:
        """Compile ``a.name``."""
        kind, operands = self.part(node)
        return self.result(into, node, f"load_{kind}", *operands)

    visit_Subscript = visit_Attribute

    def visit_Slice(self, node: ast.Slice, into: int | None) -> int:
        """Compile ``a:b:c`` within brackets."""
        none = ast.copy_location(ast.Constant(None), node)
        parts = self.operands([part or none for part in (node.lower, node.upper, node.step)])
        return self.result(into, node, "slice", *parts)

    # --- containers -----------------------------------------------------------------------------------------------

    def visit_Tuple(self, node: ast.Tuple | ast.List | ast.Set, into: int | None) -> int:
        """Compile ``a, *b``; a tuple of constants is a constant."""
        kind = _CONTAINERS[type(node)]
        constants = [element.value for element in node.elts if isinstance(element, ast.Constant)]
        if kind == "tuple" and len(constants) == len(node.elts):
            return self.moved(node, self.constant(tuple(constants)), into)
        if any(isinstance(element, ast.Starred) for element in node.elts):
            return self.result(into, node, f"{kind}_of", self.spread(node, node.elts))
        return self.result(into, node, kind, self.operands(node.elts))

    visit_List = visit_Set = visit_Tuple

    def spread(self, node: ast.expr | ast.stmt, elements: Sequence[ast.expr]) -> int:
        """Compile elements, some of them with a star, and return the register of a list of them."""
        items = self.temporary()
        self.emit(node, "list", items, ())
        for element in elements:
            if isinstance(element, ast.Starred):
                self.emit(element, "extend", items, self.expression(element.value))
            else:
                self.emit(element, "append", items, self.expression(element))
        return items

    def visit_Dict(self, node: ast.Dict, into: int | None) -> int:
        """Compile ``{a: b, **c}``."""
        target = self.temporary()
        self.emit(node, "dict", target)
        for key, value in zip(node.keys, node.values, strict=True):
            if key is None:
                self.emit(node, "merge", target, self.expression(value))
            else:
                self.emit(node, "put", target, *self.operands([key, value]))
        return self.moved(node, target, into)

    # --- texts ----------------------------------------------------------------------------------------------------

    def visit_JoinedStr(self, node: ast.JoinedStr, into: int | None) -> int:
        """Compile ``f"{a:>{width}}"``."""
        return self.result(into, node, "join", tuple(self.expression(value) for value in node.values))

    def visit_FormattedValue(self, node: ast.FormattedValue, into: int | None) -> int:
        """Compile ``{a!r:>5}`` within an f-string."""
        specification = node.format_spec or ast.copy_location(ast.Constant(""), node)
        value, written = self.operands([node.value, specification])
        return self.result(into, node, "format", value, _CONVERSIONS[node.conversion], written)
