"""Really different ways between two places."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from evacmap.errors import EvacmapError
from evacmap.routing.kernels import NEVER, as_rows
from evacmap.routing.places import first_accepted, resolve, walk_minutes
from evacmap.routing.queries import check_network, earliest_arrival, make_itinerary
from evacmap.routing.timeline import PACES, as_day
from evacmap.routing.ways import Way, earliest_way, follow

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from evacmap.routing.itinerary import Itinerary
    from evacmap.routing.kernels import Tables
    from evacmap.routing.network import TravelNetwork
    from evacmap.routing.places import Where
    from evacmap.routing.timeline import Pace

MOST_SHARED = 0.6
"""Two ways are different if at most this part of the shorter one's kilometres lies on links of the other."""
MOST_DAYS = 3.0
"""A way that takes more than so many times the days of the best is no alternative."""
_PENALTY = 1.5
_ROUNDS = 15


def alternatives(
    network: TravelNetwork,
    origin: Where,
    destination: Where,
    depart: date | str,
    k: int = 3,
    *,
    modes: Collection[str] | None = None,
    pace: Pace = "typical",
) -> list[Itinerary]:
    """Find several ways that differ in more than a siding, best first.

    The best way is found, its links are made half as long again, the next best way is found, and so on. A
    way counts if at most `MOST_SHARED` of it lies on the links of a way found before, and if it takes at
    most `MOST_DAYS` times as long as the best.

    Parameters
    ----------
    network, origin, destination, depart, modes, pace
        As for `earliest_arrival`.
    k
        Most ways to return.

    Returns
    -------
    list of Itinerary
        By day of arrival, the earliest first; fewer than `k` if there are no more. What each costs at the
        three paces is for that very way.

    Raises
    ------
    NoRoute
        If there is no way at all.
    UnknownPlace
        If no place has that name.

    Examples
    --------
    >>> import evacmap
    >>> from evacmap import routing
    >>> network = routing.travel_network(evacmap.load())
    >>> ways = routing.alternatives(network, "vorkuta", "buzuluk", "1941-09-10", k=2)
    >>> len(ways), ways[0].arrive <= ways[1].arrive
    (2, True)
    """
    check_network(network)
    if k < 1:
        raise EvacmapError(f"at least one way has to be asked for, not {k}")
    best = earliest_arrival(network, origin, destination, depart, modes=modes, pace=pace)
    starts, goals = resolve(network, origin), resolve(network, destination)
    minute = network.timeline.minute(as_day(depart))
    shut, tables = network.shut(modes), network.tables(pace).forward
    first = earliest_way(network, starts, goals, minute, pace, shut)
    if first is None or not best.legs:
        return [best]
    found = [first]
    factor = np.ones(len(network.arcs))
    latest = minute + MOST_DAYS * (first.arrive - minute)
    last: Way | None = first
    for _ in range(_ROUNDS * k):
        if last is None or len(found) == k:
            break
        used = _links(network, last)
        factor *= [_PENALTY if arc.edge is not None and arc.edge[2] in used else 1.0 for arc in network.arcs]
        last = earliest_way(network, starts, goals, minute, pace, shut, _lengthened(tables, factor))
        way = None if last is None else _again(network, last, pace)
        if way is not None and way.arrive <= latest and all(_differ(network, way, other) for other in found):
            found.append(way)
    found.sort(key=lambda way: way.arrive)
    return [
        make_itinerary(network, goals, {each: _again(network, way, each) for each in PACES}, pace)
        for way in found
    ]


def _links(network: TravelNetwork, way: Way) -> dict[str, int]:
    """Return the links of a way with their lengths in micrometres."""
    arcs = [network.arcs[step.arc] for step in way.steps]
    return {arc.edge[2]: arc.micrometres for arc in arcs if arc.edge is not None}


def _differ(network: TravelNetwork, way: Way, other: Way) -> bool:
    ours, theirs = _links(network, way), _links(network, other)
    shared = sum(length for link, length in ours.items() if link in theirs)
    return shared <= MOST_SHARED * min(sum(ours.values()), sum(theirs.values()))


def _lengthened(tables: Tables, factor: np.ndarray) -> Tables:
    """Return the arrays with every arc made longer by its factor."""
    factors = factor[np.asarray(tables.arc)]
    minutes = np.asarray(tables.minutes)
    longer = np.where(minutes > 0, np.minimum(minutes * factors, 2**31 - 1), minutes)
    length = np.minimum(np.asarray(tables.length) * factors, 2.0**53)
    return tables._replace(minutes=as_rows(longer, "int32"), length=as_rows(length))


def _again(network: TravelNetwork, way: Way, pace: Pace) -> Way | None:
    """Return the same way at a pace and with its true lengths, or None if it meets a shut gate."""
    tables = network.tables(pace).forward
    begin = way.depart + walk_minutes(network, way.start, pace)
    arcs = [step.arc for step in way.steps]
    steps = follow(network, tables, arcs, begin)
    if len(steps) < len(arcs):
        return None
    reached = steps[-1].end if steps else begin
    there = reached + walk_minutes(network, way.goal, pace)
    arrive = first_accepted(network.accepting(way.goal.place, pace, served=way.goal.served), there)
    if arrive is None or arrive >= NEVER:
        return None
    return Way(way.start, way.goal, way.depart, arrive, steps, reached)
