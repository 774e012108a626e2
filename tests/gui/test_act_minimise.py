"""Everything a hand can do in the Minimise lab: what becomes of the experiment, of undo, and of what is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from model.experiment import STEP_PARTS, Minimise
from model.functions import FUNCTIONS
from model.presets import PRESETS
from tests.gui.acts import CHANGE, WHOLE, Act, Room, open_room, perform
from tests.gui.hands import choose, drag_track, type_into

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gui.widgets.section import Section


@pytest.fixture(scope="module")
def house(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    yield from open_room(request, tmp_path_factory.mktemp("minimise"), "minimise")


@pytest.fixture
def room(house: Room) -> Room:
    house.set_back("minimise", Minimise())
    return house


def knob(room: Room, name: str, value: float | bool) -> Any:
    return room.changed(optimizer=room.before.optimizer.with_knob(name, value))


ACTS = [
    Act(
        "a start is typed",
        lambda room: type_into(room.qtbot, room.controls.start.edit, "-3"),
        lambda room: room.changed(start=(("x", -3.0),)),
        CHANGE,
        lambda room: "torch.tensor(-3.0, " in room.code and room.picture.curve._start == (-3.0, 9.0),
    ),
]


@pytest.mark.parametrize("act", ACTS, ids=lambda act: act.name)
def test_each_act_shows_in_experiment_undo_and_window(room: Room, act: Act) -> None:
    perform(room, act)
