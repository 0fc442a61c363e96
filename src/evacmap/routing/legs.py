"""From the way a search found to the legs of an itinerary."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from shapely import LineString

from evacmap.geodesy import geodesic, unwrapped
from evacmap.laying import CONNECTOR, GEODESIC, NETWORK
from evacmap.routing.itinerary import Leg
from evacmap.routing.network import WALKING
from evacmap.routing.places import walk_minutes
from evacmap.routing.timeline import DAY

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evacmap.geodesy import Coordinate
    from evacmap.routing.network import TravelNetwork
    from evacmap.routing.places import End
    from evacmap.routing.timeline import Pace
    from evacmap.routing.ways import Step, Way

_CERTAINTIES = ("documented", "reported", "inferred")


def make_legs(network: TravelNetwork, way: Way, pace: Pace) -> tuple[Leg, ...]:
    """Return the legs of a way: its steps, put together while mode and ground stay the same.

    Parameters
    ----------
    network
        The network.
    way
        As a search found it.
    pace
        The pace it was found at.

    Returns
    -------
    tuple of Leg
        Empty if it leads nowhere.
    """
    legs = []
    minute = way.depart
    if way.start.walk_m:
        end = minute + walk_minutes(network, way.start, pace)
        legs.append(_walk(network, way.start, minute, end, outward=False))
        minute = end
    rides = [step for step in way.steps if network.arcs[step.arc].edge is not None]
    for (mode, connector), group in groupby(rides, key=lambda step: _kind(network, step)):
        steps = list(group)
        legs.append(_ride(network, steps, minute, mode, CONNECTOR if connector else NETWORK))
        minute = steps[-1].end
    if way.goal.walk_m:
        end = minute + walk_minutes(network, way.goal, pace)
        legs.append(_walk(network, way.goal, minute, end, outward=True))
    return tuple(legs)


def _kind(network: TravelNetwork, step: Step) -> tuple[str, bool]:
    arc = network.arcs[step.arc]
    return arc.mode, arc.connector


def _ride(network: TravelNetwork, steps: Sequence[Step], minute: int, mode: str, basis: str) -> Leg:
    arcs = [network.arcs[step.arc] for step in steps]
    edges = [arc.edge for arc in arcs if arc.edge is not None]
    data = [network.graph.edges[edge] for edge in edges]
    points: list[Coordinate] = []
    for part in data:
        line = [(x, y) for x, y, *_ in part["geometry"].coords]
        points += unwrapped([points[-1], *line])[2:] if points else line
    moving = sum(step.end - step.begin for step in steps)
    certainty = max((part["certainty"] for part in data), key=_CERTAINTIES.index)
    found = [source for part in data for source in part["sources"]]
    found += [source for arc in arcs if arc.rule is not None for source in network.model.sources(arc.rule)]
    return Leg(
        mode=mode,
        start=edges[0][0],
        end=edges[-1][1],
        depart=network.timeline.day(steps[0].begin),
        arrive=network.timeline.day(steps[-1].end),
        wait_days=(steps[-1].end - minute - moving) / DAY,
        days=moving / DAY,
        km=sum(part["length"] for part in data) / 1000,
        basis=basis,
        places=(edges[0][0], *(edge[1] for edge in edges)),
        links=tuple(edge[2] for edge in edges),
        certainty="inferred" if basis == CONNECTOR else certainty,
        sources=tuple(dict.fromkeys(found)),
        geometry=LineString(points),
    )


def _walk(network: TravelNetwork, end: End, begin: int, until: int, *, outward: bool) -> Leg:
    """Return the walk between a point and the network."""
    row = network.atlas.places.loc[end.place]
    vertex = (float(row["lon"]), float(row["lat"]))
    point = end.point or vertex
    rule = network.model.rule(WALKING, frozenset({network.countries[end.place]} - {""}))
    line = geodesic(vertex, point) if outward else geodesic(point, vertex)
    names = (end.place, end.label) if outward else (end.label, end.place)
    return Leg(
        mode=WALKING,
        start=names[0],
        end=names[1],
        depart=network.timeline.day(begin),
        arrive=network.timeline.day(until),
        wait_days=0.0,
        days=(until - begin) / DAY,
        km=end.walk_m / 1000,
        basis=GEODESIC,
        places=(end.place,),
        links=(),
        certainty="inferred",
        sources=() if rule is None else network.model.sources(rule),
        geometry=line,
    )
