"""An experiment as a complete PyTorch program, as a student would write it.

It needs torch and NumPy only, draws the same random numbers and ends at the same parameters as the descent. Its last
lines print every parameter, in the units descended in, and the loss of all points there. It stops at the experiment's
tolerance, but does not stop where the descent has diverged.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from model.catalogue.clipping import CLIPS
from model.catalogue.losses import LOSSES
from model.catalogue.noise import NOISES
from model.catalogue.optimizers import OPTIMIZERS
from model.catalogue.schedules import MOMENTUM_KNOBS, SCHEDULES
from model.experiment import Seeded
from model.formula.writers import identifier
from model.listing.data import data_lines
from model.listing.source_text import WIDTH, Listing, assignment

if TYPE_CHECKING:
    from collections.abc import Sequence

    from model.experiment import Descending, OfFunction, Regression, Surface

_HESSIAN_OF = """
def hessian_of(loss, parameters):
    # so that a straight loss has a Hessian too: all zeros
    loss = loss + 0 * sum(p**2 for p in parameters)
    slopes = torch.autograd.grad(
        loss, parameters, create_graph=True
    )
    rows = []
    for slope in slopes:
        row = torch.autograd.grad(
            slope, parameters, retain_graph=True,
            materialize_grads=True,
        )
        rows.append(torch.stack(row))
    return torch.stack(rows)
"""


@dataclass(slots=True)
class _Writer:
    """Lines of a program, with the phases marked on the way."""

    text: list[str] = field(default_factory=list[str])
    phases: dict[str, int] = field(default_factory=dict[str, int])
    indent: int = 0
    prefix: str = ""

    def add(self, *lines: str) -> None:
        self.text.extend(" " * self.indent + line if line else "" for line in lines)

    def mark(self, *phases: str) -> None:
        """Mark the next line as that of these phases."""
        self.phases.update({f"{self.prefix}{phase}": len(self.text) + 1 for phase in phases})

    def assign(self, name: str, expression: str) -> None:
        """Add ``name = expression``, broken where it is too long for a side panel."""
        self.add(*assignment(name, expression, WIDTH - self.indent))

    def listing(self) -> Listing:
        """Return the program."""
        return Listing("\n".join(self.text) + "\n", self.phases)


def function_program(experiment: OfFunction) -> Listing:
    """Write the program of a descent on a function."""
    writer = _Writer()
    _write_imports(writer, experiment, [experiment])
    _write_draw(writer, experiment)
    _write_tensors(writer, experiment)
    _write_descent(writer, experiment, experiment.formula.python())
    return writer.listing()


def race_program(experiment: Surface) -> Listing:
    """Write the program of a race: one descent after the other, from the same start on the same function."""
    writer, runs = _Writer(), experiment.runs
    _write_imports(writer, experiment, runs)
    _write_draw(writer, experiment)
    if isinstance(experiment.start, Seeded):
        writer.add("")
    variables = ", ".join(experiment.parameters)
    writer.add(f"def f({variables}):")
    writer.indent = 4
    writer.assign("z", experiment.formula.python())
    writer.add("return z")
    writer.indent = 0
    for index, (runner, run) in enumerate(zip(experiment.runners, runs, strict=True)):
        writer.prefix = f"runners[{index}]."
        writer.add("", f"# {runner.title}", f'print("runner {index + 1}")')
        _write_tensors(writer, run)
        _write_descent(writer, run, f"f({variables})")
    return writer.listing()


def _write_imports(writer: _Writer, experiment: Descending | Surface, runs: Sequence[Descending]) -> None:
    """Write what a program begins with: imports, the number type, and the definitions that a run needs."""
    if isinstance(experiment.start, Seeded) or any(run.noise is not None for run in runs):
        writer.add("import numpy as np")
    writer.add("import torch", "")
    _write_type(writer, experiment)
    _write_definitions(writer, runs)


def _write_descent(writer: _Writer, experiment: OfFunction, function: str) -> None:
    value = next(name for name in ("y", "z") if name not in experiment.parameters)
    _write_optimizer(writer, experiment)
    writer.add("", f"for epoch in range({experiment.epochs}):")
    writer.indent = 4
    writer.mark("zero")
    writer.add("optimizer.zero_grad()")
    writer.mark("forward", "loss")
    writer.assign(value, function)
    _write_hessian(writer, experiment, value)
    writer.mark("backward")
    writer.add(f"{value}.backward()")
    _write_tolerance(writer, experiment)
    _write_update(writer, experiment)
    writer.indent = 0
    writer.add("")
    writer.mark("final.forward", "final.loss")
    writer.assign(value, function)
    writer.add(*(f'print("{name} =", {identifier(name)}.item())' for name in experiment.parameters))
    writer.add(f'print("loss =", {value}.item())')


def fit_program(experiment: Regression) -> Listing:
    """Write the program of a prediction fitted to points."""
    writer = _Writer()
    imports, data = data_lines(experiment.data)
    writer.add(*imports, "import numpy as np", "import torch", "")
    _write_type(writer, experiment)
    _write_definitions(writer, [experiment])
    writer.add(*data)
    if experiment.standardise:
        writer.add("x = (x - x.mean()) / x.std()")
    convert = "torch.tensor({})" if experiment.dtype == "float64" else "torch.tensor({}).float()"
    writer.add(f"x = {convert.format('x')}", f"y = {convert.format('y')}", "")
    _write_draw(writer, experiment)
    _write_tensors(writer, experiment)
    _write_optimizer(writer, experiment)
    writer.add("")
    if experiment.updates_per_epoch() > 1:
        _write_batches(writer, experiment)
    else:
        writer.add(f"for epoch in range({experiment.epochs}):")
        writer.indent = 4
        _write_step(writer, experiment)
    writer.indent = 0
    writer.add("")
    _write_loss(writer, experiment, "final.")
    writer.add(*(f'print("{name} =", {identifier(name)}.item())' for name in experiment.parameters))
    writer.add('print("loss =", loss.item())')
    return writer.listing()


def _write_type(writer: _Writer, experiment: Descending | Surface) -> None:
    if experiment.dtype == "float64":
        writer.add("torch.set_default_dtype(torch.float64)", "")


def _write_draw(writer: _Writer, experiment: Descending | Surface) -> None:
    if isinstance(experiment.start, Seeded):
        writer.add(f"random = np.random.default_rng({experiment.start.seed})")
        writer.add(f"start = random.standard_normal({len(experiment.parameters)}).tolist()")


def _write_tensors(writer: _Writer, experiment: Descending) -> None:
    names = _names(experiment)
    if isinstance(experiment.start, Seeded):
        values = [f"start[{index}]" for index in range(len(names))]
    else:
        values = [repr(float(value)) for value in experiment.start_values()]
    for name, value in zip(names, values, strict=True):
        writer.assign(name, f"torch.tensor({value}, requires_grad=True)")


def _names(experiment: Descending) -> list[str]:
    return [identifier(name) for name in experiment.parameters]


def _parameter_list(experiment: Descending) -> str:
    return f"[{', '.join(_names(experiment))}]"


def _write_optimizer(writer: _Writer, experiment: Descending) -> None:
    setting, parameters = experiment.optimizer, _parameter_list(experiment)
    entry = OPTIMIZERS[setting.name]
    writer.assign("optimizer", entry.torch_call(parameters, dict(setting.knobs)))
    if _has_scheduler(experiment):
        assert experiment.schedule is not None
        knobs = dict(setting.knobs)
        cycles = any(name in knobs for name in MOMENTUM_KNOBS)
        schedule = SCHEDULES[experiment.schedule.name]
        call = schedule.torch_call(
            dict(experiment.schedule.knobs), setting.learning_rate, _updates(experiment), momentum=cycles
        )
        writer.assign("scheduler", call)


def _write_tolerance(writer: _Writer, experiment: Descending) -> None:
    """Write the lines that end the loop where the gradient's norm is below the tolerance."""
    tolerance, names = experiment.tolerance, _names(experiment)
    if tolerance is None:
        return
    if len(names) == 1:
        writer.add(f"if {names[0]}.grad.abs() < {tolerance!r}:", "    break")
        return
    slopes = ", ".join(f"{name}.grad" for name in names)
    writer.assign("gradient", f"torch.stack([{slopes}])")
    writer.add(f"if gradient.norm() < {tolerance!r}:", "    break")


def _write_definitions(writer: _Writer, runs: Sequence[Descending]) -> None:
    """Write what PyTorch has not and a run needs: functions, optimizers, and what differentiates twice."""
    entries = [OPTIMIZERS[run.optimizer.name] for run in runs]
    formulas = [run.formula for run in runs] + [run.loss_formula for run in runs if run.loss is not None]
    definitions = [text for formula in formulas for text in formula.definitions]
    definitions += [entry.definition for entry in entries]
    definitions += [_HESSIAN_OF for entry in entries if entry.rule.second_order]
    for definition in filter(None, dict.fromkeys(definitions)):
        writer.add(*definition.strip("\n").split("\n"), "")


def _write_hessian(writer: _Writer, experiment: Descending, loss: str) -> None:
    if OPTIMIZERS[experiment.optimizer.name].rule.second_order:
        writer.add(f"hessian = hessian_of({loss}, {_parameter_list(experiment)})")


def _write_direction(writer: _Writer, experiment: Descending) -> None:
    """Write the lines that put the rule's own direction, where it has one, in the place of the gradient."""
    setting, names = experiment.optimizer, _names(experiment)
    direction = OPTIMIZERS[setting.name].direction
    if direction is None:
        return
    for line in direction(names, dict(setting.knobs)):
        if isinstance(line, str):
            writer.add(line)
        else:
            writer.assign(*line)
    writer.add(*(f"{name}.grad.copy_(direction[{index}])" for index, name in enumerate(names)))


def _updates(experiment: Descending) -> int:
    return experiment.epochs * experiment.updates_per_epoch()


def _has_scheduler(experiment: Descending) -> bool:
    return experiment.schedule is not None and SCHEDULES[experiment.schedule.name].is_listed


def _write_update(writer: _Writer, experiment: Descending) -> None:
    """Write noise, clipping, the optimizer's step and the scheduler's, in this order."""
    names = _names(experiment)
    noise, clip, schedule = experiment.noise, experiment.clip, experiment.schedule
    if noise is not None:
        update = "epoch"
        if experiment.updates_per_epoch() > 1:
            update = "update"
            writer.add("update += 1")
        places = {**{name: repr(value) for name, value in noise.knobs}, "count": len(names)}
        writer.assign("random", f"np.random.default_rng([{places['seed']}, {update}])")
        writer.assign("noise", NOISES[noise.name].numpy_call.format_map(places))
        writer.add(*(f"{name}.grad += noise[{index}]" for index, name in enumerate(names)))
    if clip is not None:
        writer.add(CLIPS[clip.name].torch_call(_parameter_list(experiment), dict(clip.knobs)))
    _write_direction(writer, experiment)
    writer.mark("update")
    writer.add("optimizer.step()")
    if schedule is not None and _has_scheduler(experiment):
        steps = dict(schedule.knobs).get("total_steps", 0)
        if 0 < steps < _updates(experiment):  # torch raises when a cycle is over, where the descent stays at its end
            writer.add(f"if scheduler.last_epoch < {steps - 1}:", "    scheduler.step()")
        else:
            writer.add("scheduler.step()")


def _write_batches(writer: _Writer, experiment: Regression) -> None:
    """Write the loop over epochs and the shuffled mini-batches of each."""
    if experiment.noise is not None:
        writer.add("update = -1")
    writer.add("all_x, all_y = x, y", f"for epoch in range({experiment.epochs}):")
    writer.indent = 4
    if experiment.tolerance is not None:
        # Met at the start of an epoch, by the gradient of all points.
        writer.add("x, y = all_x, all_y")
        _write_step(writer, experiment, update=False)
    writer.add(
        f"shuffle = np.random.default_rng([{experiment.shuffle_seed}, epoch])",
        "order = torch.tensor(shuffle.permutation(len(all_x)))",
        f"for batch in order.split({experiment.batch_size}):",
    )
    writer.indent = 8
    writer.add("x, y = all_x[batch], all_y[batch]")
    _write_step(writer, experiment, stops=False)
    writer.indent = 0
    writer.add("x, y = all_x, all_y")


def _write_step(writer: _Writer, experiment: Regression, *, stops: bool = True, update: bool = True) -> None:
    when = "" if update else "check."
    writer.mark(f"{when}zero")
    writer.add("optimizer.zero_grad()")
    _write_loss(writer, experiment, when)
    if update:
        _write_hessian(writer, experiment, "loss")
    writer.mark(f"{when}backward")
    writer.add("loss.backward()")
    if stops:
        _write_tolerance(writer, experiment)
    if update:
        _write_update(writer, experiment)


def _write_loss(writer: _Writer, experiment: Regression, when: str) -> None:
    prediction = experiment.formula
    text = prediction.python()
    writer.mark(f"{when}forward")
    # Losses take a prediction for each point, also where it is one number.
    writer.assign("y_pred", text if "x" in prediction.names else f"{text} + 0*x")
    writer.mark(f"{when}loss")
    choice = experiment.loss
    if choice.is_named:
        writer.assign("loss", LOSSES[choice.name].torch_source(dict(choice.knobs)))
    else:
        writer.assign("loss", experiment.loss_formula.python())
