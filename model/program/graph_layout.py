"""Where the nodes of a graph stand: in layers from left to right, ordered so that few edges cross.

Layers by the longest way from a source, then the barycentre heuristic of Sugiyama, Tagawa and Toda (1981), "Methods
for visual understanding of hierarchical system structures".
"""

from __future__ import annotations

import itertools
from graphlib import TopologicalSorter
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

_SWEEPS = 8


def layered(count: int, edges: Sequence[tuple[int, int]]) -> NDArray[np.float64]:
    """Return a place for each node of a directed graph without cycles.

    Parameters
    ----------
    count : int
        The number of nodes.
    edges : sequence of (int, int)
        From node, to node; an edge may stand several times.

    Returns
    -------
    NDArray, shape (count, 2)
        x is the layer, from 0; y the place in it, with at least 1 between two nodes of a layer, around 0. A node
        without inputs stands in the layer before what it goes into.
    """
    if count == 0:
        return np.zeros((0, 2))
    layer = _layers(count, edges)
    chains, total = _with_bends(count, edges, layer)
    order = _ordered(chains, total)
    places = np.zeros((len(total), 2))
    places[:, 0] = total
    _straighten(places, order, chains)
    places[:, 1] -= (places[:count, 1].min() + places[:count, 1].max()) / 2
    return places[:count]


def crossings(places: NDArray[np.float64], edges: Sequence[tuple[int, int]]) -> int:
    """Return how many pairs of straight edges between the same two layers cross."""
    found = 0
    spans = [(places[a, 0], places[b, 0], places[a, 1], places[b, 1]) for a, b in dict.fromkeys(edges)]
    for k, (x0, x1, y0, y1) in enumerate(spans):
        for a0, a1, b0, b1 in spans[:k]:
            found += (x0, x1) == (a0, a1) and (y0 - b0) * (y1 - b1) < 0
    return found


def _layers(count: int, edges: Sequence[tuple[int, int]]) -> list[int]:
    sources: dict[int, set[int]] = {node: set() for node in range(count)}
    targets: dict[int, set[int]] = {node: set() for node in range(count)}
    for source, target in edges:
        sources[target].add(source)
        targets[source].add(target)
    layer = [0] * count
    sorter = TopologicalSorter(sources)
    sorter.prepare()
    number = 0
    while sorter.is_active():
        ready = sorter.get_ready()  # those whose sources are all in the layers before
        for node in ready:
            layer[node] = number
        sorter.done(*ready)
        number += 1
    for node in range(count):
        if targets[node] and not sources[node]:
            layer[node] = min(layer[other] for other in targets[node]) - 1
    return layer


def _with_bends(
    count: int, edges: Sequence[tuple[int, int]], layer: list[int]
) -> tuple[list[tuple[int, int]], list[int]]:
    """Return edges between neighbouring layers only, with a point in each layer that a longer one passes.

    Edges from the same node share their points, as a trunk its branches: else their number would be the square of
    the graph's length where a leaf is used in every line.
    """
    total = list(layer)
    chains: list[tuple[int, int]] = []
    bends: dict[tuple[int, int], int] = {}
    for source, target in dict.fromkeys(edges):
        before = source
        for passed in range(layer[source] + 1, layer[target]):
            if (source, passed) not in bends:
                bends[source, passed] = len(total)
                total.append(passed)
                chains.append((before, bends[source, passed]))
            before = bends[source, passed]
        chains.append((before, target))
    return chains, total


def _ordered(chains: list[tuple[int, int]], layer: list[int]) -> list[list[int]]:
    """Return the nodes of each layer from top to bottom."""
    rows: list[list[int]] = [[] for _ in range(max(layer) + 1)]
    for node, number in enumerate(layer):
        rows[number].append(node)
    before: list[list[int]] = [[] for _ in layer]
    after: list[list[int]] = [[] for _ in layer]
    for source, target in chains:
        before[target].append(source)
        after[source].append(target)
    best, fewest = [list(row) for row in rows], _count(rows, after)
    for sweep in range(_SWEEPS):
        if not fewest:
            break
        forward = sweep % 2 == 0
        for number in range(1, len(rows)) if forward else range(len(rows) - 2, -1, -1):
            neighbour = rows[number - 1 if forward else number + 1]
            place = {node: index for index, node in enumerate(neighbour)}
            sides = before if forward else after
            centre = {
                node: sum(place[other] for other in sides[node]) / len(sides[node]) if sides[node] else float(index)
                for index, node in enumerate(rows[number])
            }
            rows[number].sort(key=centre.__getitem__)
        found = _count(rows, after)
        if found < fewest:
            best, fewest = [list(row) for row in rows], found
    return best


def _count(rows: list[list[int]], after: list[list[int]]) -> int:
    """Return the number of crossings."""
    found = 0
    for row, following in itertools.pairwise(rows):
        place = {node: index for index, node in enumerate(following)}
        ends: list[int] = []
        for node in row:
            targets = sorted(place[other] for other in after[node])
            for target in targets:
                found += sum(end > target for end in ends)
            ends.extend(targets)
    return found


def _straighten(places: NDArray[np.float64], rows: list[list[int]], chains: list[tuple[int, int]]) -> None:
    """Give each node a height near its neighbours', keeping the order and a distance of 1 in each layer."""
    height = [0.0] * len(places)
    for row in rows:
        for index, node in enumerate(row):
            height[node] = index - (len(row) - 1) / 2
    around: list[list[int]] = [[] for _ in range(len(places))]
    for source, target in chains:
        around[source].append(target)
        around[target].append(source)
    for sweep in range(_SWEEPS):
        for row in rows if sweep % 2 == 0 else rows[::-1]:
            wanted = [sum(height[k] for k in around[node]) / len(around[node]) if around[node] else 0.0 for node in row]
            for node, place in zip(row, _apart(wanted), strict=True):
                height[node] = place
    places[:, 1] = height


def _apart(wanted: list[float]) -> list[float]:
    """Return heights in the same order, at least 1 apart, near those wanted: the mean of packing down and up."""
    down, up = list(wanted), list(wanted)
    for k in range(1, len(wanted)):
        down[k] = max(wanted[k], down[k - 1] + 1)
        up[-1 - k] = min(wanted[-1 - k], up[-k] - 1)
    return [(a + b) / 2 for a, b in zip(down, up, strict=True)]
