"""The searches: plain Python over arrays, compiled where numba is installed.

There is one source. With the extra ``evacmap[fast]`` numba compiles these functions; without it they run as
they stand, on lists, which plain Python reads faster than arrays (see `as_rows`). Times are whole minutes
since the first day of the network, so that forward and backward searches agree to the minute and no answer
depends on rounding.
"""

from __future__ import annotations

from heapq import heappop, heappush
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar, cast

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Row = Sequence[int]

F = TypeVar("F", bound="Callable[..., Any]")

try:
    from numba import njit
except ImportError:
    COMPILED = False

    def compiled(function: F) -> F:
        """Leave a function as it is: numba is not installed."""
        return function

else:
    COMPILED = True

    def compiled(function: F) -> F:
        """Let numba compile a function when it is first called, and keep the machine code on disk."""
        try:
            return cast("F", njit(cache=True, nogil=True)(function))
        except RuntimeError:  # there is no folder to keep it in
            return cast("F", njit(nogil=True)(function))


NEVER = 2**40
"""A time after all times."""
NOT_YET = -1
"""A time before all times."""
VARIABLE_TRAVEL, VARIABLE_WAIT = -1, -2
"""In `Tables.minutes`: the duration depends on when one sets out."""


class Tables(NamedTuple):
    """A network as arrays (compressed sparse rows), at one pace.

    Attributes
    ----------
    start
        Where the arcs of each vertex begin; one entry more than there are vertices.
    head
        The vertex at the other end of each arc.
    minutes
        Duration of each arc in minutes, or `VARIABLE_TRAVEL` or `VARIABLE_WAIT`.
    length
        Micrometres of each arc; 0 if it is no stretch of the way.
    pace
        Of each arc, the row of `pace_start` that its speeds and waits begin at.
    gate
        Of each arc, the row of `gate_start` that its openings begin at; 0: always open.
    arc
        Number of each arc in the network, whichever way the arrays are sorted.
    pace_start, since, speed, wait
        Paces: from the minute `since` on, `speed` micrometres a minute after `wait` minutes of waiting.
    gate_start, opens, closes
        Gates: open from the minute `opens` up to the minute `closes`.
    """

    start: Row
    head: Row
    minutes: Row
    length: Row
    pace: Row
    gate: Row
    arc: Row
    pace_start: Row
    since: Row
    speed: Row
    wait: Row
    gate_start: Row
    opens: Row
    closes: Row


def as_rows(values: Sequence[int] | np.ndarray[Any, Any], dtype: str = "int64") -> Row:
    """Return numbers in the form the kernels read fastest: an array for numba, else a list."""
    array = np.ascontiguousarray(values, dtype=dtype)
    return array if COMPILED else array.tolist()  # type: ignore[return-value]


# --- one arc ------------------------------------------------------------------------------------------------


@compiled
def _last_before(rows: Row, first: int, end: int, time: int) -> int:
    """Return the last of some ascending rows that is not above a time; the first, if all are."""
    while end - first > 1:
        middle = (first + end) // 2
        if rows[middle] <= time:
            first = middle
        else:
            end = middle
    return first


@compiled
def _travel(tables: Tables, i: int, time: int) -> int:
    """Return when one is through an arc that one enters at a time, gates apart."""
    if tables.minutes[i] >= 0:
        return time + tables.minutes[i]
    pace = tables.pace[i]
    last = tables.pace_start[pace + 1] - 1
    k = _last_before(tables.since, tables.pace_start[pace], last + 1, time)
    if tables.minutes[i] == VARIABLE_WAIT:
        ready = time + tables.wait[k]
        while k < last and tables.since[k + 1] < ready:
            k += 1
            ready = min(ready, tables.since[k] + tables.wait[k])
        return ready
    rest = tables.length[i]
    while k < last and rest > (tables.since[k + 1] - time) * tables.speed[k]:
        rest -= (tables.since[k + 1] - time) * tables.speed[k]
        k += 1
        time = tables.since[k]
    return time + (rest + tables.speed[k] - 1) // tables.speed[k]


@compiled
def _travel_back(tables: Tables, i: int, time: int) -> int:
    """Return the last time to enter an arc and be through it by a time, gates apart."""
    if tables.minutes[i] >= 0:
        return time - tables.minutes[i]
    pace = tables.pace[i]
    first = tables.pace_start[pace]
    k = _last_before(tables.since, first, tables.pace_start[pace + 1], time)
    if tables.minutes[i] == VARIABLE_WAIT:
        end = time + 1
        while k > first and min(time - tables.wait[k], end - 1) < tables.since[k]:
            end = tables.since[k]
            k -= 1
        return min(time - tables.wait[k], end - 1)
    rest = tables.length[i]
    while k > first and rest > (time - tables.since[k]) * tables.speed[k]:
        rest -= (time - tables.since[k]) * tables.speed[k]
        time = tables.since[k]
        k -= 1
    return time - (rest + tables.speed[k] - 1) // tables.speed[k]


@compiled
def enter(tables: Tables, i: int, time: int) -> int:
    """Return the first time, from a time on, at which an arc can be entered and left while it is open."""
    first, end = tables.gate_start[tables.gate[i]], tables.gate_start[tables.gate[i] + 1]
    if first == end:
        return NEVER
    for k in range(_last_before(tables.opens, first, end, time), end):
        begin = max(time, tables.opens[k])
        if begin < tables.closes[k] and _travel(tables, i, begin) <= tables.closes[k]:
            return begin
    return NEVER


@compiled
def traverse(tables: Tables, i: int, time: int) -> int:
    """Return the earliest time at which one is through an arc, from a time on, waiting included."""
    begin = time if tables.gate[i] == 0 else enter(tables, i, time)
    return NEVER if begin == NEVER else _travel(tables, i, begin)


@compiled
def traverse_back(tables: Tables, i: int, time: int) -> int:
    """Return the latest time at which one can wait before an arc and yet be through it by a time."""
    if tables.gate[i] == 0:
        return max(_travel_back(tables, i, time), NOT_YET)
    first, end = tables.gate_start[tables.gate[i]], tables.gate_start[tables.gate[i] + 1]
    if first == end:
        return NOT_YET
    for k in range(_last_before(tables.opens, first, end, time), first - 1, -1):
        close = tables.closes[k]
        # Who is through at once still has to enter before it closes.
        begin = min(_travel_back(tables, i, min(time, close)), close - 1)
        if begin >= tables.opens[k]:
            return begin
    return NOT_YET


# --- searches -----------------------------------------------------------------------------------------------


@compiled
def search(
    tables: Tables, shut: Row, sources: Row, times: Row, until: int, arrival: Any, came_by: Any
) -> None:
    """Find the earliest arrival at every vertex (Dijkstra's algorithm; right because no arc is overtaken).

    Vertex and time share one key of 63 bits, so a network may have two million vertices.

    Parameters
    ----------
    tables
        The network, arcs sorted by the vertex they leave.
    shut
        Of each arc, in the order of the arrays, whether it may not be used.
    sources, times
        Vertices to begin at, and when.
    until
        Look no further than this minute.
    arrival, came_by
        Filled in: earliest minute at each vertex or `NEVER`; position of the arc it was reached by,
        or -1.
    """
    n = len(tables.start) - 1
    bits = 1
    while (1 << bits) < n:
        bits += 1
    mask = (1 << bits) - 1
    for v in range(n):
        arrival[v] = NEVER
        came_by[v] = -1
    heap = [NEVER << (bits + 1)]  # comes after everything, and tells numba what the list holds
    for s in range(len(sources)):
        if times[s] < arrival[sources[s]] and times[s] <= until:
            arrival[sources[s]] = times[s]
            heappush(heap, (times[s] << bits) | sources[s])
    while len(heap) > 1:
        key = heappop(heap)
        time, u = key >> bits, key & mask
        if time > arrival[u]:
            continue
        for i in range(tables.start[u], tables.start[u + 1]):
            v = tables.head[i]
            if arrival[v] <= time or shut[i]:
                continue
            reached = traverse(tables, i, time)
            if reached < arrival[v] and reached <= until:
                arrival[v] = reached
                came_by[v] = i
                heappush(heap, (reached << bits) | v)


@compiled
def search_back(tables: Tables, shut: Row, targets: Row, times: Row, since: int, departure: Any) -> None:
    """Find the latest departure from every vertex: `search` with time running backwards.

    Parameters
    ----------
    tables
        The network, arcs sorted by the vertex they lead to, whose other end is in ``head``.
    shut
        Of each arc, in the order of the arrays, whether it may not be used.
    targets, times
        Vertices to end at, and the last minute for it.
    since
        Look no further back than this minute.
    departure
        Filled in: latest minute at each vertex, or `NOT_YET`.
    """
    n = len(tables.start) - 1
    bits = 1
    while (1 << bits) < n:
        bits += 1
    mask = (1 << bits) - 1
    for v in range(n):
        departure[v] = NOT_YET
    heap = [NEVER << (bits + 1)]
    for s in range(len(targets)):
        if times[s] > departure[targets[s]] and times[s] >= since:
            departure[targets[s]] = times[s]
            heappush(heap, ((NEVER - times[s]) << bits) | targets[s])
    while len(heap) > 1:
        key = heappop(heap)
        time, v = NEVER - (key >> bits), key & mask
        if time < departure[v]:
            continue
        for i in range(tables.start[v], tables.start[v + 1]):
            u = tables.head[i]
            if departure[u] >= time or shut[i]:
                continue
            left = traverse_back(tables, i, time)
            if left > departure[u] and left >= since:
                departure[u] = left
                heappush(heap, ((NEVER - left) << bits) | u)
