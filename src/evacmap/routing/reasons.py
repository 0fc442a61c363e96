"""Why there is no journey: which gates were shut when, until when one could have gone, how far one gets."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from evacmap.errors import NoRoute
from evacmap.geodesy import distance_m
from evacmap.routing.kernels import NEVER, NOT_YET, as_rows
from evacmap.routing.places import walk_minutes
from evacmap.routing.timeline import DAY
from evacmap.routing.ways import Reached, earliest_way, latest_departures, latest_start, search_from

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable
    from datetime import date

    from evacmap.routing.kernels import Row
    from evacmap.routing.network import Arc, TravelNetwork
    from evacmap.routing.places import Ends
    from evacmap.routing.timeline import Pace

MOST_NAMED = 6
"""So many shut gates are named in a message; `NoRoute.shut` has all."""


def too_late(
    network: TravelNetwork,
    starts: Ends,
    goals: Ends,
    depart: date,
    pace: Pace,
    modes: Collection[str] | None,
) -> NoRoute:
    """Return the error for a journey that begins too late, or is impossible at any time.

    Parameters
    ----------
    network
        The network.
    starts, goals
        Where from and where to.
    depart
        The day of setting out.
    pace
        How fast.
    modes
        Modes of travel to use; None for all.

    Returns
    -------
    NoRoute
        To be raised.
    """
    shut = network.shut(modes)
    never = _unconnected(network, starts, goals, pace, modes)
    if never is not None:
        return never
    minute = network.timeline.minute(depart)
    found = _reached(network, starts, minute, pace, shut)
    inside = [arrival != NEVER for arrival in found.arrival]
    doors = _shut_goals(network, goals, inside)
    if not doors:
        arcs = _frontier(network, shut, inside, [goal.vertex for goal in goals.ends], forward=True)
        doors = _describe(network, arcs)
    why = f"setting out on {depart} at the {pace} pace, one finds shut: {_listed(doors)}"
    departure = latest_departures(network, goals, network.timeline.end - 1, pace, shut)
    last = None if departure is None else latest_start(network, starts, departure, pace)
    possible = None if last is None else network.timeline.day(last)
    why += f". The last day to set out was {possible}" if possible else ". No day was early enough"
    if pace != "fast":
        quick = earliest_way(network, starts, goals, minute, "fast", shut)
        if quick is not None:
            why += f"; the fast traveller still arrives on {network.timeline.day(quick.arrive)}"
    nearest = _nearest_reached(network, goals, found)
    if nearest is not None:
        place, km, when = nearest
        why += f". The nearest place that can be reached is {place} ({when}), {km:,.0f} km away"
        return NoRoute(starts.label, goals.label, why, shut=doors, possible=possible, nearest=place)
    return NoRoute(starts.label, goals.label, why, shut=doors, possible=possible)


def too_early(
    network: TravelNetwork,
    starts: Ends,
    goals: Ends,
    arrive: date,
    pace: Pace,
    modes: Collection[str] | None,
) -> NoRoute:
    """Return the error for a journey that cannot end so early, or is impossible at any time.

    Parameters
    ----------
    network, starts, goals, pace, modes
        As for `too_late`.
    arrive
        The last day of arrival.

    Returns
    -------
    NoRoute
        To be raised.
    """
    shut = network.shut(modes)
    never = _unconnected(network, starts, goals, pace, modes)
    if never is not None:
        return never
    deadline = network.timeline.minute(arrive) + DAY - 1
    departure = latest_departures(network, goals, deadline, pace, shut)
    if departure is None:
        doors = _shut_goals(network, goals, [True] * network.size)
    else:
        inside = [left != NOT_YET for left in departure]
        arcs = _frontier(network, shut, inside, [start.vertex for start in starts.ends], forward=False)
        doors = _describe(network, arcs)
    why = f"for an arrival by {arrive} at the {pace} pace, this opened too late: {_listed(doors)}"
    first = earliest_way(network, starts, goals, 0, pace, shut)
    possible = None if first is None else network.timeline.day(first.arrive)
    if possible:
        why += f". The first day of arrival was {possible}"
    return NoRoute(starts.label, goals.label, why, shut=doors, possible=possible)


def _reached(network: TravelNetwork, starts: Ends, minute: int, pace: Pace, shut: Row) -> Reached:
    begins = [minute + walk_minutes(network, start, pace) for start in starts.ends]
    vertices = [start.vertex for start in starts.ends]
    return search_from(network, network.tables(pace).forward, shut, vertices, begins)


def _unconnected(
    network: TravelNetwork, starts: Ends, goals: Ends, pace: Pace, modes: Collection[str] | None
) -> NoRoute | None:
    """Return an error if no chain of links joins the ends, open or shut."""
    tables = network.tables(pace).forward
    always = tables._replace(gate=as_rows(np.zeros(len(network.arcs)), "int32"))
    begins, vertices = [0] * len(starts.ends), [start.vertex for start in starts.ends]

    def joined(shut: Row) -> Reached | None:
        found = search_from(network, always, shut, vertices, begins)
        return found if any(found.arrival[goal.vertex] != NEVER for goal in goals.ends) else None

    if joined(network.shut(modes)) is not None:
        return None
    if modes is not None:
        found = joined(network.shut())
        if found is not None:
            goal = min(goals.ends, key=lambda end: found.arrival[end.vertex])
            others: dict[str, None] = {}
            vertex = goal.vertex
            while found.came_by[vertex] >= 0:
                arc = network.arcs[found.came_by[vertex]]
                if arc.edge is not None and not arc.connector and arc.mode not in modes:
                    others[arc.mode] = None
                vertex = arc.tail
            by, also = ", ".join(sorted(modes)), ", ".join(sorted(others))
            why = f"no chain of links by {by} joins them; one that also goes by {also} does"
            return NoRoute(starts.label, goals.label, why)
    return NoRoute(starts.label, goals.label, "no chain of links joins them")


def _frontier(
    network: TravelNetwork, shut: Row, inside: list[bool], targets: Iterable[int], *, forward: bool
) -> list[Arc]:
    """Return the arcs that keep the inside from the targets: those that cross over to what leads to them."""
    arriving: list[list[Arc]] = [[] for _ in range(network.size)]
    for number, arc in enumerate(network.arcs):
        if not shut[number]:
            arriving[arc.head if forward else arc.tail].append(arc)
    near: Callable[[Arc], int] = (lambda arc: arc.tail) if forward else (lambda arc: arc.head)
    doors, seen = [], set()
    waiting = [target for target in targets if not inside[target]]
    while waiting:
        vertex = waiting.pop()
        if vertex in seen:
            continue
        seen.add(vertex)
        for arc in arriving[vertex]:
            if inside[near(arc)]:
                doors.append(arc)
            else:
                waiting.append(near(arc))
    return doors


def _describe(network: TravelNetwork, arcs: Iterable[Arc]) -> tuple[tuple[str, str], ...]:
    """Return the links of some arcs, each with the days it was open."""
    found: dict[str, str] = {}
    for arc in arcs:
        if arc.edge is not None:
            data = network.graph.edges[arc.edge]
            parts = [f"open {', '.join(map(str, data['openings']))}"] if data["openings"] else []
            parts += [f"each year {data['season']}"] if "season" in data else []
            found[arc.edge[2]] = "; ".join(parts) or f"not used by {arc.mode} at that time"
    return tuple(sorted(found.items()))


def _shut_goals(network: TravelNetwork, goals: Ends, inside: list[bool]) -> tuple[tuple[str, str], ...]:
    """Return the goals that can be reached, but only while they take nobody in."""
    return tuple(
        (goal.place, f"took people in {network.accepting_text(goal.place, served=goal.served)}")
        for goal in goals.ends
        if inside[goal.vertex]
    )


def _listed(doors: tuple[tuple[str, str], ...]) -> str:
    named = [f"{name} ({when})" for name, when in doors[:MOST_NAMED]]
    more = len(doors) - len(named)
    return ", ".join(named) + (f" and {more} more" if more else "") if named else "every way"


def _nearest_reached(network: TravelNetwork, goals: Ends, found: Reached) -> tuple[str, float, date] | None:
    """Return the reached place that lies nearest to a goal, its distance in km, and the day of arrival."""
    table = network.atlas.places.loc[list(network.places)]
    lon, lat = table["lon"].to_numpy(float), table["lat"].to_numpy(float)
    arrival = np.asarray(found.arrival)[: len(network.places)]
    usable = (arrival != NEVER) & (table["kind"] != "waypoint").to_numpy()
    usable[[goal.vertex for goal in goals.ends]] = False
    if not usable.any():
        return None
    best: tuple[float, int] | None = None
    for goal in goals.ends:
        x, y = lon[goal.vertex], lat[goal.vertex]
        haversine = np.sin(np.radians(lat - y) / 2) ** 2
        haversine = (
            haversine + np.cos(np.radians(lat)) * np.cos(np.radians(y)) * np.sin(np.radians(lon - x) / 2) ** 2
        )
        i = int(np.argmin(np.where(usable, haversine, np.inf)))
        metres = distance_m((float(x), float(y)), (float(lon[i]), float(lat[i])))
        if best is None or metres < best[0]:
            best = (metres, i)
    if best is None:
        return None
    return network.places[best[1]], best[0] / 1000, network.timeline.day(int(arrival[best[1]]))
