"""How ``match`` is compiled: each pattern as tests that jump to the next case where one fails."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import TYPE_CHECKING, cast

from model.program.compiler.code import Label
from model.program.compiler.definitions import Definitions

if TYPE_CHECKING:
    from collections.abc import Sequence

Visit = Callable[[ast.pattern, int, Label], None]


class Patterns(Definitions):
    """Compiles patterns. What a pattern captures gets its name once the whole pattern has matched."""

    def visit_Match(self, node: ast.Match) -> None:
        """Compile ``match a: case b if c: …``."""
        subject, end = self.expression(node.subject, self.temporary()), Label()
        for case in node.cases:
            following = Label()
            with self.perhaps(), self.temporaries():
                self._captured: dict[str, int] = {}
                self.pattern(case.pattern, subject, following)
                for name, register in self._captured.items():
                    self.store(name, register, case.pattern)
                if case.guard:
                    self.condition(case.guard, following, False)
                self.statements(case.body)
                self.emit(node, "jump", end)
            self.put(following)
        self.put(end)

    def pattern(self, node: ast.pattern, subject: int, failed: Label) -> None:
        """Compile what goes on where the value in a register matches, and jumps to ``failed`` where it does not."""
        cast("Visit", getattr(self, f"visit_{type(node).__name__}"))(node, subject, failed)

    def visit_MatchValue(self, node: ast.MatchValue, subject: int, failed: Label) -> None:
        """Compile ``case 1`` and ``case Color.RED``."""
        self.emit(node, "branch_compare", "==", subject, self.expression(node.value), failed, False)

    def visit_MatchSingleton(self, node: ast.MatchSingleton, subject: int, failed: Label) -> None:
        """Compile ``case None``."""
        self.emit(node, "branch_compare", "is", subject, self.constant(node.value), failed, False)

    def visit_MatchAs(self, node: ast.MatchAs, subject: int, failed: Label) -> None:
        """Compile ``case _``, ``case a`` and ``case b as a``."""
        if node.pattern is not None:
            self.pattern(node.pattern, subject, failed)
        self._capture(node, node.name, subject)

    def visit_MatchOr(self, node: ast.MatchOr, subject: int, failed: Label) -> None:
        """Compile ``case a | b``."""
        matched, before = Label(), self._captured
        names = [
            getattr(each, "rest" if isinstance(each, ast.MatchMapping) else "name", None) for each in ast.walk(node)
        ]
        captured = {name: self.temporary() for name in names if name is not None}
        for alternative in node.patterns:
            following = failed if alternative is node.patterns[-1] else Label()
            self._captured = {}
            self.pattern(alternative, subject, following)
            for name, register in self._captured.items():
                self.emit(alternative, "move", captured[name], register)
            if following is not failed:
                self.emit(alternative, "jump", matched)
                self.put(following)
        self.put(matched)
        self._captured = {**before, **captured}

    def visit_MatchSequence(self, node: ast.MatchSequence, subject: int, failed: Label) -> None:
        """Compile ``case [a, *b]``."""
        stars = [index for index, each in enumerate(node.patterns) if isinstance(each, ast.MatchStar)]
        count = len(node.patterns)
        before, after = (stars[0], count - stars[0] - 1) if stars else (count, -1)
        self._test(
            node, "match_sequence", failed, subject, self.constant(count - len(stars)), self.constant(bool(stars))
        )
        items = tuple(self.temporary() for _ in node.patterns)
        self.emit(node, "unpack", subject, items, before, after)
        self._each(node.patterns, items, failed)

    def visit_MatchStar(self, node: ast.MatchStar, subject: int, failed: Label) -> None:
        """Compile ``*a`` within a sequence."""
        self._capture(node, node.name, subject)

    def visit_MatchMapping(self, node: ast.MatchMapping, subject: int, failed: Label) -> None:
        """Compile ``case {a: b, **c}``."""
        keys = self.temporary()
        self.emit(node, "tuple", keys, self.operands(node.keys))
        values = self._test(node, "match_mapping", failed, subject, keys, self.constant(node.rest is not None))
        items = tuple(self.temporary() for _ in range(len(node.patterns) + (node.rest is not None)))
        self.emit(node, "unpack", values, items, len(items), -1)
        self._each(node.patterns, items[: len(node.patterns)], failed)
        if node.rest is not None:
            self._capture(node, node.rest, items[-1])

    def visit_MatchClass(self, node: ast.MatchClass, subject: int, failed: Label) -> None:
        """Compile ``case A(b, c=d)``."""
        patterns = [*node.patterns, *node.kwd_patterns]
        count, names = (
            self.constant(value) for value in (len(node.patterns), tuple(map(self.mangled, node.kwd_attrs)))
        )
        values = self._test(node, "match_class", failed, subject, self.expression(node.cls), count, names)
        items = tuple(self.temporary() for _ in patterns)
        self.emit(node, "unpack", values, items, len(items), -1)
        self._each(patterns, items, failed)

    def _test(self, node: ast.pattern, name: str, failed: Label, *operands: int) -> int:
        """Write an instruction that gives None where the value does not match, and return its result's register."""
        found = self.result(None, node, name, *operands)
        self.emit(node, "branch_compare", "is", found, self.constant(None), failed, True)
        return found

    def _each(self, patterns: Sequence[ast.pattern], items: Sequence[int], failed: Label) -> None:
        for pattern, item in zip(patterns, items, strict=True):
            self.pattern(pattern, item, failed)

    def _capture(self, node: ast.pattern, name: str | None, register: int) -> None:
        if name is not None:
            self._captured[name] = register
