"""What the compiler makes: the instructions of a function, a class body or the whole program."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from model.program.source import Place

if TYPE_CHECKING:
    from model.program.compiler.uses import Use


class Unbound:
    """What stands in the register of a variable that has no value."""

    def __repr__(self) -> str:
        return "·"

    def __reduce__(self) -> str:
        return "UNBOUND"  # the same one for whoever copies it


UNBOUND = Unbound()


@dataclass(slots=True, eq=False)
class Label:
    """A place among the instructions to jump to; ``at`` is the number of the instruction there."""

    at: int = -1

    def __repr__(self) -> str:
        return f"→{self.at}"


class Instruction(NamedTuple):
    """One step: its name, its operands (registers, names, labels), where it stands, and where its errors go."""

    name: str
    operands: tuple[Any, ...]
    place: Place
    handler: Label | None


class Parameters(NamedTuple):
    """The parameters of a function, in the order of their registers, which is CPython's.

    First those that can be given by position, of which the first ``positional_only`` cannot be given by name; then
    those by name only; then ``*args`` and ``**kwargs`` where there are such.
    """

    names: tuple[str, ...] = ()
    positional_only: int = 0
    positional: int = 0
    keyword_only: int = 0
    star: bool = False
    double_star: bool = False


@dataclass(eq=False)
class Code:
    """The instructions of a function, of a class body or of the program itself.

    Attributes
    ----------
    template
        What is in the registers when a frame begins: constants, and UNBOUND for variables.
    variables
        The registers of named variables; those in ``cells`` hold a cell that closures share.
    free
        The registers that take the cells of the enclosing function, in the order of a closure's cells.
    builtins
        The registers for names that the program never binds, to be filled with Python's functions.
    imports
        The registers for what is imported, by module and by name in it (none for the module itself), with the place;
        without one where the program goes on if there is no such module. And whether it is used under no condition.
    spans
        Of each instruction where its node begins and ends as Python says it: column, line and column of the end.
    text, first_line
        The lines in which it stands, from its decorators on.
    uses
        What of the program itself stands for names of modules.
    """

    name: str
    qualified_name: str
    place: Place
    docstring: str | None = None
    parameters: Parameters = field(default_factory=Parameters)
    is_generator: bool = False
    instructions: list[Instruction] = field(default_factory=list[Instruction])
    template: list[Any] = field(default_factory=list[Any])
    variables: dict[str, int] = field(default_factory=dict[str, int])
    cells: set[int] = field(default_factory=set[int])
    free: list[int] = field(default_factory=list[int])
    builtins: dict[str, tuple[int, Place]] = field(default_factory=dict[str, tuple[int, Place]])
    imports: dict[tuple[str, str | None], tuple[int, Place | None, bool]] = field(
        default_factory=dict[tuple[str, "str | None"], tuple[int, "Place | None", bool]]
    )
    spans: list[tuple[int, int, int]] = field(default_factory=list[tuple[int, int, int]])
    text: str = ""
    first_line: int = 1
    uses: list[Use] = field(default_factory=list["Use"])

    @property
    def is_class(self) -> bool:
        """Whether it is the body of a class."""
        return self.parameters.names == (".namespace",)


def listing(code: Code) -> str:
    """Write the instructions for people: number, line, name and operands; registers as they are named."""
    names = {register: repr(value) for register, value in enumerate(code.template) if value is not UNBOUND}
    names |= {register: name for name, register in code.variables.items()}
    names |= {register: name for name, (register, _) in code.builtins.items()}
    lines: list[str] = []
    for number, (name, operands, place, handler) in enumerate(code.instructions):
        texts = " ".join(_operand(operand, names) for operand in operands)
        lines.append(f"{number:3} {place.line:3} {name} {texts}".rstrip() + (f"  !{handler}" if handler else ""))
    return "\n".join(lines)


def _operand(operand: object, names: dict[int, str]) -> str:
    if isinstance(operand, tuple):
        return f"({' '.join(_operand(each, names) for each in operand)})"
    if isinstance(operand, Code):
        return f"<{operand.name}>"
    if isinstance(operand, int) and not isinstance(operand, bool):
        return names.get(operand, f"%{operand}")
    return str(operand)
