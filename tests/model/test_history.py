"""A history is append-only columns that other threads read while they grow."""

from __future__ import annotations

import threading

import numpy as np
import pytest

from model.descent.history import STATE_INTERVAL, History, columns_of


def filled(rows: int, limit: int | None = None) -> History:
    history = History(columns_of(("w", "b")), rows if limit is None else limit)
    for k in range(rows):
        history.append([float(k), k + 0.1, k + 0.2, k + 0.3, k + 0.4])
    return history


def test_columns_are_loss_parameters_and_gradients() -> None:
    history = filled(3)
    assert history.columns == ("loss", "w", "b", "grad_w", "grad_b")
    assert history.parameters == ("w", "b")
    assert history["b"].tolist() == [0.2, 1.2, 2.2]
    assert history.row(1) == {"loss": 1.0, "w": 1.1, "b": 1.2, "grad_w": 1.3, "grad_b": 1.4}
    assert history.values_at(2).tolist() == [2.1, 2.2]
    assert history.gradient_at(2).tolist() == [2.3, 2.4]


def test_views_of_columns_cannot_be_written_and_do_not_change_as_it_grows() -> None:
    history = filled(1_000, limit=5_000)
    view = history["loss"]
    with pytest.raises(ValueError, match="read-only"):
        view[0] = 1.0
    for k in range(1_000, 5_000):
        history.append([float(k)] * 5)
    assert np.array_equal(view, np.arange(1_000.0))
    assert np.array_equal(history["loss"], np.arange(5_000.0))


def test_rows_are_cut_to_what_is_there() -> None:
    history = filled(10)
    assert history.rows(8, 20).shape == (2, 5)
    assert history.rows().shape == (10, 5)
    assert history.rows(3, 4)[0, 0] == 3.0


def test_rows_written_in_bulk_are_seen_once_they_are_published() -> None:
    history = filled(10, limit=5_000)
    room = history.room(3_000)
    room[:] = np.arange(3_000.0)
    assert len(history) == 10
    history.extend(2_500)
    assert len(history) == 2_510
    assert history["loss"][10:].tolist() == list(range(2_500))
    assert history["w"][:10].tolist() == [k + 0.1 for k in range(10)]
    assert history["loss"].flags["C_CONTIGUOUS"]


def test_there_is_room_only_up_to_the_limit() -> None:
    assert filled(10, limit=100).room(1_000).shape == (5, 90)


def long(rows: int, at_a_time: int = 1_000, most: int = 64 * STATE_INTERVAL) -> History:
    """Return a history of rows whose loss is their number, with room for a few of them."""
    history = History(columns_of(("x",)), 10**9, most=most)
    done = 0
    while done < rows:
        room = history.room(min(at_a_time, rows - done))
        for row in range(done, done + room.shape[1]):
            if row % STATE_INTERVAL == 0:
                history.states[row // STATE_INTERVAL] = {"row": row}
        room[:] = np.arange(done, done + room.shape[1])
        history.extend(room.shape[1])
        done += room.shape[1]
    return history


def test_a_history_is_kept_whole_up_to_what_fits() -> None:
    history = long(64 * STATE_INTERVAL)
    assert history.kept is None
    assert len(history) == 64 * STATE_INTERVAL
    assert history.step_at(70) == history.index_of(70) == 70


@pytest.mark.parametrize("rows", [70_000, 1_000_000, 1_024_000, 1_048_577])
@pytest.mark.parametrize("at_a_time", [1_000, 70_000])
def test_a_longer_one_keeps_its_beginning_whole_then_every_second_block_and_the_newest_rows(
    rows: int, at_a_time: int
) -> None:
    history = long(rows, at_a_time)
    history.stop("complete")
    kept = history.kept
    assert kept is not None
    assert len(history) <= 64 * STATE_INTERVAL
    assert np.array_equal(history["loss"], kept), "rows keep their numbers"
    whole = 16 * STATE_INTERVAL
    assert np.array_equal(kept[:whole], np.arange(whole))
    assert history.last == kept[-1] == rows - 1
    assert np.array_equal(kept[-STATE_INTERVAL:], np.arange(rows - STATE_INTERVAL, rows))
    blocks = np.unique(kept[whole : -2 * STATE_INTERVAL] // STATE_INTERVAL)
    assert (blocks[1:] % history.kept_every == 0).all()
    assert (np.diff(blocks[1:]) == history.kept_every).all()
    assert history.kept_every & (history.kept_every - 1) == 0
    for block in np.unique(kept // STATE_INTERVAL).tolist():
        assert history.states[block] == {"row": block * STATE_INTERVAL}
    assert len(history.states) <= 66


def test_appended_one_by_one_or_in_bulk_the_same_rows_are_kept() -> None:
    one, other = History(columns_of(("x",)), 10**9, most=16 * STATE_INTERVAL), long(100_000, most=16 * STATE_INTERVAL)
    for row in range(100_000):
        one.append([float(row)] * 3)
    for history in (one, other):
        history.stop("complete")
    assert np.array_equal(one.rows(), other.rows())


def test_a_row_is_found_by_its_number_and_one_not_kept_by_the_newest_before_it() -> None:
    history = long(1_000_000)
    kept = history.kept
    assert kept is not None
    for index in (0, 5, 20_000, 30_000, len(history) - 1):
        assert history.index_of(history.step_at(index)) == index
        assert history["loss"][index] == history.step_at(index)
    missing = int(np.setdiff1d(np.arange(history.last), kept)[5_000])
    found = history.step_at(history.index_of(missing))
    assert found < missing
    assert not ((kept > found) & (kept <= missing)).any()


def test_the_row_that_will_be_kept_next_is_known() -> None:
    history = long(1_000_000)
    following = history.following
    assert following > history.last
    while history.last < following:
        history.append([float(history.room(1).shape[1])] * 3)
    assert following in history.steps(len(history) - STATE_INTERVAL)
    assert long(10).following == 10


def test_a_view_stays_as_it_was_while_the_history_is_thinned() -> None:
    history = long(64 * STATE_INTERVAL)
    view = history.view()
    losses = view["loss"]
    for row in range(5 * STATE_INTERVAL):
        history.append([float(row)] * 3)
    history.stop("complete")
    assert history.kept is not None
    assert view.kept is None
    assert view.stopped is None
    assert len(view) == 64 * STATE_INTERVAL
    assert np.array_equal(losses, np.arange(64.0 * STATE_INTERVAL))
    assert view["loss"][40_000] == 40_000


def test_a_thousand_million_rows_cost_no_more_than_those_that_fit() -> None:
    history = History(columns_of(("w", "b")), 10**9)
    for _ in range(100):
        history.extend(history.room(100_000).shape[1])
    values = history._shown[0]
    assert values.nbytes <= 80 * 2**20


def test_a_column_is_contiguous() -> None:
    assert filled(2_000)["w"].flags["C_CONTIGUOUS"]


def test_a_row_of_two_parameters_costs_40_bytes_at_the_limit_and_less_than_80_before() -> None:
    assert filled(3_000)._shown[0].nbytes / 3_000 == 40
    assert filled(2_049, limit=1_000_000)._shown[0].nbytes / 2_049 < 80


def test_another_thread_sees_whole_rows_only() -> None:
    history = History(columns_of(("x",)), 200_000)
    wrong: list[int] = []

    def read() -> None:
        seen = 0
        while seen < history.limit:
            rows = history.rows()
            seen = len(rows)
            if seen and not (rows[-1] == seen - 1).all():
                wrong.append(seen)
                return

    reader = threading.Thread(target=read)
    reader.start()
    for k in range(history.limit):
        history.append([float(k)] * 3)
    reader.join()
    assert not wrong
