"""Where the nodes of a graph stand: from left to right, none on another, and no edges crossed that need not be."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from model.program.graph_layout import crossings, layered


@settings(max_examples=60)
@given(st.integers(1, 40).flatmap(lambda n: st.tuples(st.just(n), st.lists(st.tuples(*[st.integers(0, n - 1)] * 2)))))
def test_layers_go_from_left_to_right_and_no_two_nodes_touch(drawn: tuple[int, list[tuple[int, int]]]) -> None:
    count, pairs = drawn
    edges = [(min(pair), max(pair)) for pair in pairs if pair[0] != pair[1]]
    places = layered(count, edges)
    assert np.isfinite(places).all()
    assert all(places[source, 0] < places[target, 0] for source, target in edges)
    for layer in set(places[:, 0]):
        heights = np.sort(places[places[:, 0] == layer, 1])
        assert (np.diff(heights) > 1 - 1e-9).all()


def test_edges_that_need_not_cross_do_not() -> None:
    edges = [(0, 5), (1, 4), (2, 3), (3, 6), (4, 6), (5, 6)]
    assert crossings(layered(7, edges), edges) == 0
