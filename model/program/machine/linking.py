"""How code is linked for a run: names of Python and of modules looked up, instructions made into blocks."""

from __future__ import annotations

import builtins
import sys
from typing import TYPE_CHECKING, Any

from model.message import QT_TRANSLATE_NOOP
from model.program import native
from model.program.compiler import UNBOUND, Code
from model.program.machine.frames import Block, Routine
from model.program.machine.instructions import At
from model.program.machine.matching import STEPS as MATCHING
from model.program.machine.operations import STEPS as OPERATIONS
from model.program.machine.operations import WATCHED
from model.program.machine.structures import STEPS as STRUCTURES
from model.program.machine.transfers import ENDS
from model.program.source import Place, Refused

if TYPE_CHECKING:
    from model.program.compiler.uses import Use
    from model.program.machine.run import Run

STEPS = {**OPERATIONS, **STRUCTURES, **MATCHING}
_PACKAGES = frozenset(
    """IPython PIL cv2 ipywidgets pandas plotly requests scipy seaborn sklearn tensorboard torchaudio torchinfo
    torchmetrics torchsummary torchtext torchvision torchviz wandb""".split()
)
LONGEST = 50
"""Instructions of a block."""

_NO_BUILTIN = QT_TRANSLATE_NOOP(
    "program", "{name} cannot be used here: programs take no input, and run no text as code."
)
_NO_MODULE = QT_TRANSLATE_NOOP(
    "program",
    "{module} cannot be imported here. There are torch, numpy, matplotlib, tqdm, and of Python's own library what "
    "touches nothing outside of the program, such as math, random and collections.",
)
_NO_NAME = QT_TRANSLATE_NOOP("program", "{module} has no {name}.")


def link(code: Code, run: Run) -> Routine:
    """Make code ready to run, and what stands within it.

    Raises
    ------
    Refused
        Where it imports or uses what programs may not have.
    """
    template = list(code.template)
    for name, (register, place) in code.builtins.items():
        program = run.routines[0].code if run.routines else code
        template[register] = program.docstring if name == "__doc__" else _builtin(name, place)
    for (module, name), (register, place, is_used) in code.imports.items():
        full = f"{module}.{name}" if name else module
        is_left_out = not is_used and place is not None and _is_elsewhere(module, name)
        template[register] = native.Elsewhere(full, None, {}) if is_left_out else _imported(module, name, place)
    for use in code.uses:
        _check_use(use)
    if not run.routines:  # the program itself: what Python has under a name, until the program gives it another value
        for name, register in code.variables.items():
            template[register] = native.BUILTINS.get(name, UNBOUND)
    linker = _Linker(code, run, template)
    run.routines.append(linker.routine)
    linker.routine.entry = linker.block_at(0)
    return linker.routine


def _builtin(name: str, place: Place) -> Any:
    if name not in native.BUILTINS and hasattr(builtins, name):
        is_class = isinstance(getattr(builtins, name), type)
        raise Refused(place, native.reason(name) if is_class else _NO_BUILTIN.fill(name=name))
    return native.BUILTINS.get(name, UNBOUND)


def _is_elsewhere(module: str, name: str | None) -> bool:
    """Tell whether there is something to import that programs may not have: it is refused where it is used."""
    root, *names = [*module.split("."), *([name] if name else [])]
    if root not in native.MODULES:
        return root in sys.stdlib_module_names or root in _PACKAGES
    facade = native.MODULES.get(module)
    if facade is not None and (name is None or name in facade.members):
        return False
    found = native.MODULES[root].real
    for each in names:
        found = getattr(found, each, None)
    return found is not None or native.is_known(".".join([root, *names]))


def _imported(module: str, name: str | None, place: Place | None) -> Any:
    """Return what is imported, or the error to raise where that is not there and the program goes on without it."""
    facade = native.MODULES.get(module)
    if facade is None:
        if place is None:
            return ModuleNotFoundError(f"No module named '{module}'", name=module)
        if native.is_known(module):
            raise Refused(place, native.reason(module))
        raise Refused(place, _NO_MODULE, module=module)
    if name is None:
        return facade
    if (inner := native.MODULES.get(f"{module}.{name}")) is not None:
        return inner
    try:
        return native.member(facade, name)
    except (AttributeError, native.Denied) as error:
        if place is None:
            return ImportError(f"cannot import name '{name}' from '{module}'", name=module)
        is_denied = isinstance(error, native.Denied)
        raise Refused(place, error.message if is_denied else _NO_NAME.fill(module=module, name=name)) from None


def _check_use(use: Use) -> None:
    """Refuse a chain of names that comes to what no program may use."""
    module, _, last = use.imported.rpartition(".")
    value: Any = native.MODULES.get(use.imported) or native.MODULES.get(module)
    names = use.names if use.imported in native.MODULES else ((last, use.names[0][1]), *use.names)
    for name, place in names:
        if not isinstance(value, (native.Facade, native.Native, type)):
            return
        try:
            value = native.attribute(value, name)
        except native.Denied as denied:
            raise Refused(place, denied.message) from None
        except Exception:  # the program's own error, when it comes there
            return


class _Linker:
    """Makes the blocks of a routine.

    A block goes through jumps, and on into what other blocks begin with, up to an instruction that may lead elsewhere.
    """

    def __init__(self, code: Code, run: Run, template: list[Any]) -> None:
        self.run = run
        self.routine = Routine(code, len(run.routines), template, run.execute, self.block_at)
        self.inner: dict[Code, Routine] = {}
        self.blocks: dict[int, Block] = {}
        self.waiting: list[Block] = []

    def block_at(self, pc: int) -> Block:
        """Return the block that begins with an instruction; make it, and all that it leads to, where it is new."""
        block = self.blocks.get(pc) or self.new_block(pc)
        while self.waiting:
            made = self.waiting.pop()
            self.fill(made)
            made.watch(self.run.watched)
            self.run.blocks.append(made)
        return block

    def new_block(self, pc: int) -> Block:
        """Return the block that begins with an instruction, which may have to be filled yet."""
        if pc not in self.blocks:
            self.blocks[pc] = Block(pc)
            self.waiting.append(self.blocks[pc])
        return self.blocks[pc]

    def linked(self, code: Code) -> Routine:
        """Return the routine of code that stands within this."""
        if code not in self.inner:
            self.inner[code] = link(code, self.run)
        return self.inner[code]

    def fill(self, block: Block) -> None:
        """Put instructions into a block."""
        instructions, pc = self.routine.code.instructions, block.start
        handler = instructions[pc].handler
        block.handler = self.new_block(handler.at) if handler else None
        plain, watched = block.plain, block.watched
        for _ in range(LONGEST):
            name, operands, place, errors_to = instructions[pc]
            if errors_to is not handler:
                break
            at = At(self.run, self.routine, pc, place, block, False, self.new_block, self.linked)
            told = at._replace(watched=True)
            if name in ENDS:
                plain.finish(pc, ENDS[name](at, *operands))
                watched.finish(pc, ENDS[name](told, *operands))
                return
            if name in WATCHED:
                watched.add(pc, WATCHED[name](told))
                plain.begun += [len(plain.steps)] if name == "statement" else []
            elif name in STEPS and not (name == "check" and self.routine.template[operands[0]] is not UNBOUND):
                plain.add(pc, STEPS[name](at, *operands))
                watched.add(pc, STEPS[name](told, *operands))
            pc = operands[0].at if name == "jump" else pc + 1
        following = self.new_block(pc)
        plain.finish(pc, lambda frame: following)
        watched.finish(pc, lambda frame: following)
