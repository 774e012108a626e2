"""A history is append-only columns that other threads read while they grow."""

from __future__ import annotations

import threading

import numpy as np
import pytest

from model.history import History, columns_of


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


def test_a_column_is_contiguous() -> None:
    assert filled(2_000)["w"].flags["C_CONTIGUOUS"]


def test_a_row_of_two_parameters_costs_40_bytes_at_the_limit_and_less_than_80_before() -> None:
    assert filled(3_000)._values.nbytes / 3_000 == 40
    assert filled(2_049, limit=1_000_000)._values.nbytes / 2_049 < 80


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
