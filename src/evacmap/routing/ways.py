"""Single searches on a compiled network, and the way each of them found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from evacmap.routing.kernels import COMPILED, NEVER, NOT_YET, as_rows, enter, search, search_back, traverse
from evacmap.routing.places import first_accepted, last_accepted, walk_minutes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evacmap.routing.kernels import Row, Tables
    from evacmap.routing.network import TravelNetwork
    from evacmap.routing.places import End, Ends
    from evacmap.routing.timeline import Pace


@dataclass(frozen=True)
class Step:
    """One arc of a way.

    Attributes
    ----------
    arc
        Its number.
    begin, end
        The minutes in which it is entered and left; what lies between them and the neighbouring steps is
        waiting.
    """

    arc: int
    begin: int
    end: int


@dataclass(frozen=True)
class Way:
    """A way through space and time.

    Attributes
    ----------
    start, goal
        Where it begins and ends.
    depart, arrive
        The minutes in which one sets out and is there; if the goal was shut, when it opened.
    steps
        The arcs in order.
    reached
        The minute in which the last vertex is reached, before any walk from it.
    """

    start: End
    goal: End
    depart: int
    arrive: int
    steps: tuple[Step, ...]
    reached: int


def _blank(size: int) -> Any:
    return np.empty(size, dtype=np.int64) if COMPILED else [0] * size


@dataclass(frozen=True)
class Reached:
    """What a search forward in time found.

    Attributes
    ----------
    arrival
        Earliest minute at each vertex, or `NEVER`.
    came_by
        The arc each vertex was reached by, or -1.
    """

    arrival: Sequence[int]
    came_by: Sequence[int]


def search_from(
    network: TravelNetwork, tables: Tables, shut: Row, vertices: Sequence[int], minutes: Sequence[int]
) -> Reached:
    """Find the earliest arrival at every vertex, setting out from some at given minutes."""
    arrival, came_by = _blank(network.size), _blank(network.size)
    sources, times = as_rows(list(vertices), "int32"), as_rows(list(minutes))
    search(tables, sorted_like(tables, shut), sources, times, network.timeline.end, arrival, came_by)
    if COMPILED:
        came_by = np.where(came_by < 0, -1, np.asarray(tables.arc)[came_by])
    else:
        came_by = [-1 if position < 0 else tables.arc[position] for position in came_by]
    return Reached(arrival, came_by)


def sorted_like(tables: Tables, shut: Row) -> Row:
    """Return a value for each arc, given by its number, in the order of some arrays."""
    if not COMPILED:
        return [shut[arc] for arc in tables.arc]
    ordered: Row = np.asarray(shut)[np.asarray(tables.arc)]
    return ordered


def earliest_way(
    network: TravelNetwork,
    starts: Ends,
    goals: Ends,
    depart: int,
    pace: Pace,
    shut: Row,
    tables: Tables | None = None,
) -> Way | None:
    """Find the way that arrives first.

    Parameters
    ----------
    network
        The network.
    starts, goals
        Where from and where to.
    depart
        The minute in which one sets out.
    pace
        How fast.
    shut
        Arcs that may not be used.
    tables
        Other arrays than those of the pace, with the same arcs.

    Returns
    -------
    Way or None
        None if no goal can be reached while it takes people in.
    """
    tables = tables or network.tables(pace).forward
    begins = [depart + walk_minutes(network, start, pace) for start in starts.ends]
    found = search_from(network, tables, shut, [start.vertex for start in starts.ends], begins)
    return pick_way(network, starts, goals, depart, pace, found, tables)


def pick_way(
    network: TravelNetwork,
    starts: Ends,
    goals: Ends,
    depart: int,
    pace: Pace,
    found: Reached,
    tables: Tables,
) -> Way | None:
    """Return the way to the goal that a search reaches first, or None; see `earliest_way`."""
    best: tuple[int, int] | None = None
    for number, goal in enumerate(goals.ends):
        if found.arrival[goal.vertex] == NEVER:
            continue
        there = int(found.arrival[goal.vertex]) + walk_minutes(network, goal, pace)
        accepted = first_accepted(network.accepting(goal.place, pace, served=goal.served), there)
        if accepted is not None and (best is None or accepted < best[0]):
            best = (accepted, number)
    if best is None:
        return None
    goal = goals.ends[best[1]]
    arcs, root = trace(network, found, goal.vertex)
    start = min(
        (end for end in starts.ends if end.vertex == root), key=lambda end: walk_minutes(network, end, pace)
    )
    steps = follow(network, tables, arcs, depart + walk_minutes(network, start, pace))
    return Way(start, goal, depart, best[0], steps, int(found.arrival[goal.vertex]))


def trace(network: TravelNetwork, found: Reached, vertex: int) -> tuple[list[int], int]:
    """Return the arcs that lead to a vertex, in order, and the vertex they begin at."""
    arcs = []
    while found.came_by[vertex] >= 0:
        arcs.append(int(found.came_by[vertex]))
        vertex = network.arcs[arcs[-1]].tail
    return arcs[::-1], vertex


def follow(network: TravelNetwork, tables: Tables, arcs: Sequence[int], minute: int) -> tuple[Step, ...]:
    """Return when each arc of a chain is entered and left, setting out at a minute; cut off where shut."""
    steps = []
    for arc in arcs:
        position = int(network.forward_position[arc])
        begin = int(enter(tables, position, minute))
        if begin == NEVER:
            break
        minute = int(traverse(tables, position, begin))
        steps.append(Step(arc, begin, minute))
    return tuple(steps)


def latest_departures(
    network: TravelNetwork, goals: Ends, deadline: int, pace: Pace, shut: Row, since: int = 0
) -> Sequence[int] | None:
    """Find, for every vertex, the last minute in which one can be there and yet make a deadline.

    Parameters
    ----------
    network
        The network.
    goals
        Where to.
    deadline
        The last minute in which one may arrive.
    pace
        How fast.
    shut
        Arcs that may not be used.
    since
        Look no further back than this minute.

    Returns
    -------
    sequence of int or None
        Minutes, `NOT_YET` where it cannot be made; None if no goal takes people in up to the deadline.
    """
    vertices, minutes = [], []
    for goal in goals.ends:
        accepted = last_accepted(network.accepting(goal.place, pace, served=goal.served), deadline)
        if accepted is not None:
            vertices.append(goal.vertex)
            minutes.append(accepted - walk_minutes(network, goal, pace))
    if not vertices:
        return None
    departure: Sequence[int] = _blank(network.size)
    targets, times = as_rows(vertices, "int32"), as_rows(minutes)
    tables = network.tables(pace).backward
    search_back(tables, sorted_like(tables, shut), targets, times, since, departure)
    return departure


def latest_start(network: TravelNetwork, starts: Ends, departure: Sequence[int], pace: Pace) -> int | None:
    """Return the last minute in which one can set out from any of some places, or None."""
    minutes = [
        int(departure[start.vertex]) - walk_minutes(network, start, pace)
        for start in starts.ends
        if departure[start.vertex] != NOT_YET
    ]
    minutes = [minute for minute in minutes if minute >= 0]
    return max(minutes, default=None)
