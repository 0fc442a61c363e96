"""The searches against brute force, minute by minute and path by path; compiled and as plain Python."""

from __future__ import annotations

import importlib.util
import sys
from dataclasses import dataclass
from functools import cache
from typing import Any

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evacmap.routing import kernels as shipped

HORIZON = 90
"""Minutes of the little worlds below."""


def _without_numba() -> Any:
    """Return a second copy of the module, as it is where numba is not installed."""
    spec = importlib.util.spec_from_file_location("kernels_without_numba", shipped.__file__)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(sys.modules, "numba", None)
        spec.loader.exec_module(module)
    return module


PURE = _without_numba()
BOTH = pytest.mark.parametrize("kernels", [shipped, PURE], ids=["installed", "pure"])


def test_the_second_copy_runs_uncompiled() -> None:
    assert not PURE.COMPILED
    assert isinstance(PURE.as_rows([1, 2]), list)


@dataclass(frozen=True)
class Road:
    """One arc of a little world: how far, how fast when, how long one waits for it, when it is open."""

    tail: int
    head: int
    length: int
    paces: tuple[tuple[int, int, int], ...]
    gates: tuple[tuple[int, int], ...]
    boarding: bool

    @cache  # noqa: B019 - lives as long as one example
    def through(self, begin: int) -> int:
        """When one is through that enters at a minute, counted minute by minute."""
        if self.boarding:
            return min(m + self._pace(m)[1] for m in range(begin, begin + 31))
        done, minute = 0, begin
        while done < self.length:
            done += self._pace(minute)[0]
            minute += 1
        return minute

    @cache  # noqa: B019
    def _pace(self, minute: int) -> tuple[int, int]:
        speed, wait = self.paces[0][1:]
        for since, *values in self.paces:
            if since <= minute:
                speed, wait = values
        return speed, wait

    @cache  # noqa: B019
    def traverse(self, time: int) -> int:
        """Earliest minute of being through: all minutes of entry are tried."""
        if not self.gates:
            return self.through(time)
        tries = [
            self.through(begin)
            for opens, closes in self.gates
            for begin in range(max(time, opens), closes)
            if self.through(begin) <= closes
        ]
        return min(tries, default=shipped.NEVER)


@st.composite
def roads(draw: st.DrawFn, vertices: int = 4) -> Road:
    tail, head = draw(st.permutations(range(vertices)))[:2]
    changes = draw(st.lists(st.integers(1, HORIZON), max_size=3, unique=True).map(sorted))
    paces = tuple((since, draw(st.integers(1, 4)), draw(st.integers(0, 30))) for since in [0, *changes])
    edges = draw(st.lists(st.integers(0, HORIZON), max_size=6, unique=True).map(sorted))
    gates = tuple(zip(edges[::2], edges[1::2], strict=False))
    return Road(tail, head, draw(st.integers(0, 40)), paces, gates, draw(st.booleans()))


worlds = st.lists(roads(), min_size=1, max_size=8)


def compile_world(kernels: Any, world: list[Road], size: int = 4, *, back: bool = False) -> Any:
    """The arrays of a world; paces of a single speed are stored as durations, as `travel_network` does."""
    near = [road.head if back else road.tail for road in world]
    far = [road.tail if back else road.head for road in world]
    order = np.argsort(near, kind="stable")
    minutes, gate_start, gates, pace_start, paces = [], [0, 1], [(0, 2**39)], [0], []
    gate_of = []
    for road in world:
        if len(road.paces) > 1:
            minutes.append(kernels.VARIABLE_WAIT if road.boarding else kernels.VARIABLE_TRAVEL)
        else:
            _, speed, wait = road.paces[0]
            minutes.append(wait if road.boarding else -(-road.length // speed))
        paces += road.paces
        pace_start.append(len(paces))
        gates += road.gates
        gate_start.append(len(gates))
        gate_of.append(len(gate_start) - 2 if road.gates else 0)
    rows = kernels.as_rows

    def picked(values: Any, dtype: str = "int64") -> Any:
        return rows(np.array(values)[order], dtype)

    return kernels.Tables(
        start=rows(np.searchsorted(np.array(near)[order], np.arange(size + 1)), "int32"),
        head=picked(far, "int32"),
        minutes=picked(minutes, "int32"),
        length=picked([road.length for road in world]),
        pace=picked(range(len(world)), "int32"),
        gate=picked(gate_of, "int32"),
        arc=rows(order, "int32"),
        pace_start=rows(pace_start, "int32"),
        since=rows([since for since, *_ in paces]),
        speed=rows([speed for _, speed, _ in paces]),
        wait=rows([wait for *_, wait in paces]),
        gate_start=rows(gate_start, "int32"),
        opens=rows([opens for opens, _ in gates]),
        closes=rows([closes for _, closes in gates]),
    )


def brute_force(world: list[Road], source: int, time: int, size: int = 4) -> list[int]:
    """Earliest arrival at every vertex, over all simple paths."""
    best = [shipped.NEVER] * size

    def walk(vertex: int, minute: int, seen: frozenset[int]) -> None:
        best[vertex] = min(best[vertex], minute)
        for road in world:
            if road.tail == vertex and road.head not in seen:
                reached = road.traverse(minute)
                if reached < shipped.NEVER:
                    walk(road.head, reached, seen | {road.head})

    walk(source, time, frozenset({source}))
    return best


def run(kernels: Any, world: list[Road], source: int, time: int, size: int = 4) -> list[int]:
    arrival, came_by = np.empty(size, dtype=np.int64), np.empty(size, dtype=np.int64)
    rows, shut = kernels.as_rows, kernels.as_rows([0] * len(world), "uint8")
    tables = compile_world(kernels, world, size)
    kernels.search(tables, shut, rows([source], "int32"), rows([time]), 2**39, arrival, came_by)
    return arrival.tolist()


def run_back(kernels: Any, world: list[Road], target: int, deadline: int, size: int = 4) -> list[int]:
    departure = np.empty(size, dtype=np.int64)
    rows, shut = kernels.as_rows, kernels.as_rows([0] * len(world), "uint8")
    tables = compile_world(kernels, world, size, back=True)
    kernels.search_back(tables, shut, rows([target], "int32"), rows([deadline]), 0, departure)
    return departure.tolist()


@BOTH
@given(road=roads(vertices=2), time=st.integers(0, HORIZON))
@settings(max_examples=150, deadline=None)
def test_one_arc_takes_as_long_as_it_takes_minute_by_minute(kernels: Any, road: Road, time: int) -> None:
    tables = compile_world(kernels, [road], 2)
    assert kernels.traverse(tables, 0, time) == road.traverse(time)


@BOTH
@given(road=roads(vertices=2), time=st.integers(0, HORIZON + 60))
@settings(max_examples=100, deadline=None)
def test_one_arc_backward_is_the_last_minute_that_still_serves(kernels: Any, road: Road, time: int) -> None:
    tables = compile_world(kernels, [road], 2, back=True)
    serving = [minute for minute in range(time + 1) if road.traverse(minute) <= time]
    assert kernels.traverse_back(tables, 0, time) == max(serving, default=kernels.NOT_YET)


@BOTH
@given(road=roads(vertices=2))
@settings(max_examples=60, deadline=None)
def test_who_leaves_later_never_arrives_earlier(kernels: Any, road: Road) -> None:
    tables = compile_world(kernels, [road], 2)
    arrivals = [kernels.traverse(tables, 0, time) for time in range(HORIZON)]
    assert arrivals == sorted(arrivals)


@BOTH
@given(world=worlds, source=st.integers(0, 3), time=st.integers(0, HORIZON))
@settings(max_examples=100, deadline=None)
def test_arrivals_are_the_best_of_all_paths(kernels: Any, world: list[Road], source: int, time: int) -> None:
    assert run(kernels, world, source, time) == brute_force(world, source, time)


@BOTH
@given(world=worlds, target=st.integers(0, 3), deadline=st.integers(0, HORIZON))
@settings(max_examples=25, deadline=None)
def test_backward_search_agrees_with_forward_search(
    kernels: Any, world: list[Road], target: int, deadline: int
) -> None:
    departures = run_back(kernels, world, target, deadline)
    for source in range(4):
        arrivals = [run(shipped, world, source, time)[target] for time in range(deadline + 2)]
        serving = [time for time, arrival in enumerate(arrivals) if arrival <= deadline]
        assert departures[source] == max(serving, default=kernels.NOT_YET)


@BOTH
@given(world=worlds, source=st.integers(0, 3), time=st.integers(0, HORIZON))
@settings(max_examples=40, deadline=None)
def test_the_arcs_reported_lead_to_the_arrivals(
    kernels: Any, world: list[Road], source: int, time: int
) -> None:
    arrival, came_by = np.empty(4, dtype=np.int64), np.empty(4, dtype=np.int64)
    rows, shut = kernels.as_rows, kernels.as_rows([0] * len(world), "uint8")
    tables = compile_world(kernels, world)
    kernels.search(tables, shut, rows([source], "int32"), rows([time]), 2**39, arrival, came_by)
    for vertex in range(4):
        if came_by[vertex] < 0:
            assert arrival[vertex] == (time if vertex == source else kernels.NEVER)
        else:
            road = world[tables.arc[came_by[vertex]]]
            assert road.head == vertex
            assert road.traverse(int(arrival[road.tail])) == arrival[vertex]


@BOTH
@given(data=st.data())
@settings(max_examples=40, deadline=None)
def test_without_time_it_is_dijkstra(kernels: Any, data: st.DataObject) -> None:
    edges, seed = data.draw(st.integers(0, 50)), data.draw(st.integers(0, 99))
    graph = nx.gnm_random_graph(12, edges, seed=seed, directed=True)
    for *_, attributes in graph.edges(data=True):
        attributes["minutes"] = data.draw(st.integers(1, 1000))
    world = [Road(u, v, d["minutes"], ((0, 1, 0),), (), False) for u, v, d in graph.edges(data=True)]
    if not world:
        return
    expected = nx.single_source_dijkstra_path_length(graph, 0, weight="minutes")
    assert run(kernels, world, 0, 0, 12) == [expected.get(v, kernels.NEVER) for v in range(12)]


@BOTH
def test_shut_arcs_and_late_arrivals_are_left_out(kernels: Any) -> None:
    world = [Road(0, 1, 10, ((0, 1, 0),), (), False), Road(0, 1, 20, ((0, 1, 0),), (), False)]
    tables, rows = compile_world(kernels, world, 2), kernels.as_rows
    arrival, came_by = np.empty(2, dtype=np.int64), np.empty(2, dtype=np.int64)
    sources, times = rows([0], "int32"), rows([0])
    kernels.search(tables, rows([1, 0], "uint8"), sources, times, 99, arrival, came_by)
    assert arrival.tolist() == [0, 20]
    kernels.search(tables, rows([0, 0], "uint8"), sources, times, 9, arrival, came_by)
    assert arrival.tolist() == [0, kernels.NEVER]
