"""Every change of an experiment is one undo step, and nothing is lost without a question."""

from __future__ import annotations

import gc
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtGui import QUndoCommand, QUndoStack

from gui.run.document import Document
from model.data.points import GivenPoints
from model.experiment import Minimise, Regression
from model.experiment.presets import PRESETS


@pytest.fixture
def stack(qapp: object) -> QUndoStack:
    return QUndoStack()


@pytest.fixture
def document(stack: QUndoStack) -> Document:
    return Document(Minimise(), stack)


def with_rate(experiment: Minimise, rate: float) -> Minimise:
    return replace(experiment, optimizer=experiment.optimizer.with_knob("learning_rate", rate))


def test_a_change_is_named_by_what_changed(document: Document, stack: QUndoStack) -> None:
    assert document.propose(with_rate(Minimise(), 0.1))
    assert stack.undoText() == "learning rate 0.3 → 0.1"


@pytest.mark.parametrize(
    ("points", "text"),
    [
        ([[1.0, 2.0], [3.0, 9.0]], "move a point"),
        ([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]], "add a point"),
        ([[5.0, 6.0], [1.0, 2.0], [3.0, 4.0]], "add a point"),
        ([[3.0, 4.0]], "delete a point"),
        ([[1.0, 2.0]], "delete a point"),
        ([[5.0, 6.0]], "data n = 2 → n = 1"),
        ([[7.0, 8.0], [5.0, 6.0], [3.0, 4.0]], "data n = 2 → n = 3"),
    ],
)
def test_other_points_are_named_as_one_moved_added_or_deleted_only_where_all_others_stay(
    stack: QUndoStack, points: list[list[float]], text: str
) -> None:
    fit = Regression(data=GivenPoints([[1.0, 2.0], [3.0, 4.0]]))
    assert Document(fit, stack).propose(replace(fit, data=GivenPoints(points)))
    assert stack.undoText() == text


def test_undo_and_redo_restore_whole_experiments(document: Document, stack: QUndoStack) -> None:
    changed = with_rate(Minimise(), 0.1)
    document.propose(changed)
    stack.undo()
    assert document.experiment == Minimise()
    stack.redo()
    assert document.experiment == changed


def test_a_drag_is_one_step(document: Document, stack: QUndoStack) -> None:
    for rate in (0.31, 0.32, 0.33):
        document.propose(with_rate(Minimise(), rate), gesture="rate")
    document.end_gesture()
    assert stack.count() == 1
    assert stack.undoText() == "learning rate 0.3 → 0.33"
    stack.undo()
    assert document.experiment == Minimise()


def test_what_a_drag_came_through_does_not_stay_in_memory(document: Document, stack: QUndoStack) -> None:
    told: list[str] = []
    stack.undoTextChanged.connect(told.append)
    gc.collect()
    before = len(steps())
    for rate in range(1, 21):
        document.propose(with_rate(Minimise(), rate / 100), gesture="rate")
    document.propose(Minimise(), gesture="rate")
    document.propose(with_rate(Minimise(), 0.5), gesture="rate")
    document.end_gesture()
    gc.collect()
    assert len(steps()) == before + 1
    assert told[-1] == stack.undoText()
    stack.clear()
    gc.collect()
    assert len(steps()) == before


def steps() -> list[object]:
    return [each for each in gc.get_objects() if isinstance(each, QUndoCommand)]


def test_two_drags_are_two_steps(document: Document, stack: QUndoStack) -> None:
    document.propose(with_rate(Minimise(), 0.31), gesture="rate")
    document.end_gesture()
    document.propose(with_rate(Minimise(), 0.32), gesture="rate")
    assert stack.count() == 2


def test_a_drag_that_comes_back_leaves_no_step(document: Document, stack: QUndoStack) -> None:
    document.propose(with_rate(Minimise(), 0.5), gesture="rate")
    document.propose(Minimise(), gesture="rate")
    document.end_gesture()
    assert not stack.canUndo()
    assert document.is_clean


def test_a_drag_after_an_undo_is_a_step_of_its_own(document: Document, stack: QUndoStack) -> None:
    document.propose(with_rate(Minimise(), 0.5), gesture="rate")
    stack.undo()
    document.propose(with_rate(Minimise(), 0.6), gesture="rate")
    stack.undo()
    assert document.experiment == Minimise()


def test_a_refused_experiment_changes_nothing_and_says_why(document: Document, stack: QUndoStack) -> None:
    said: list[object] = []
    document.refused.connect(said.append)
    assert not document.propose(replace(Minimise(), function="x +"))
    assert document.experiment == Minimise()
    assert stack.count() == 0
    assert len(said) == 1
    assert str(said[0]).startswith("function:")


def test_clean_means_equal_to_what_was_saved(document: Document, stack: QUndoStack) -> None:
    changed = with_rate(Minimise(), 0.1)
    document.propose(changed)
    assert not document.is_clean
    document.path = Path("kept.descent.json")
    document.mark_saved(changed)
    assert document.is_clean
    stack.undo()
    assert not document.is_clean
    stack.redo()
    assert document.is_clean


def test_a_preset_is_nothing_to_save(document: Document) -> None:
    document.propose(next(preset.experiment for preset in PRESETS if preset.key == "case_9"))
    assert document.is_clean
    document.propose(with_rate(document.experiment, 0.002))
    assert not document.is_clean
