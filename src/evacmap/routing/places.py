"""Where from and where to: ids, names, coordinates and sets of places as vertices of the network."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from shapely import Point

from evacmap.errors import EvacmapError, NoRoute
from evacmap.geodesy import distance_m
from evacmap.routing.network import WALKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from evacmap.geodesy import Coordinate
    from evacmap.routing.network import TravelNetwork
    from evacmap.routing.timeline import Pace, Span

    Where: TypeAlias = str | Point | tuple[float, float] | Iterable[str | Point | tuple[float, float]]

RECRUITMENT = "recruitment"
"""Names the set of recruitment points, with the garrisons and headquarters of the same stage."""
_RECRUITING = {"recruitment_point", "garrison", "headquarters"}
_OFF_SITE = {"region", "waypoint"}
_PAIR = re.compile(r"\s*(-?\d+(?:\.\d+)?)\s*[,;]\s*(-?\d+(?:\.\d+)?)\s*")


@dataclass(frozen=True)
class End:
    """One place a journey may begin or end at.

    Attributes
    ----------
    place
        Place id of the vertex.
    vertex
        Its number.
    point
        Longitude and latitude, if the journey begins or ends away from the vertex.
    walk_m
        Metres from there to the vertex, as the crow flies.
    served
        Whether it counts only while it served its purpose (see `TravelNetwork.accepting`).
    """

    place: str
    vertex: int
    point: Coordinate | None = None
    walk_m: float = 0.0
    served: bool = False

    @property
    def label(self) -> str:
        """Its id, or its latitude and longitude."""
        return self.place if self.point is None else f"{self.point[1]:g}, {self.point[0]:g}"


@dataclass(frozen=True)
class Ends:
    """All places a journey may begin or end at.

    Attributes
    ----------
    label
        What was asked for.
    ends
        At least one.
    """

    label: str
    ends: tuple[End, ...]


def resolve(network: TravelNetwork, where: Where) -> Ends:
    """Find the vertices that something names.

    Parameters
    ----------
    network
        The network.
    where
        A place, by id, any of its names, ``"lat, lon"``, (lat, lon) or a shapely Point (lon, lat); the id of
        a stage, a kind of place or ``"recruitment"`` for all such places while they served their purpose;
        or several of these. A recruitment point, garrison or headquarters counts while it was there, by
        whichever way it is named; the town itself is meant by its coordinates.

    Returns
    -------
    Ends
        A point off the network is tied to the nearest vertex, with the walk there.

    Raises
    ------
    UnknownPlace
        If no place has that name.
    NoRoute
        If it is a region or a point at sea, where no journey can begin or end.
    EvacmapError
        If it is nothing of the kind, or a set without members on the network.
    """
    if isinstance(where, str):
        return _resolve_text(network, where)
    if isinstance(where, Point):
        return Ends(f"{where.y:g}, {where.x:g}", (_snap(network, (where.x, where.y)),))
    if isinstance(where, tuple) and len(where) == 2 and all(isinstance(x, int | float) for x in where):
        lat, lon = float(where[0]), float(where[1])  # type: ignore[arg-type]
        return Ends(f"{lat:g}, {lon:g}", (_snap(network, (lon, lat)),))
    try:
        parts = [resolve(network, part) for part in where]  # type: ignore[arg-type]
    except TypeError:
        raise EvacmapError(
            f"{where!r} is no place: give an id, a name, (lat, lon) or several of these"
        ) from None
    if not parts:
        raise EvacmapError("there is no place in an empty list")
    ends = {end: None for part in parts for end in part.ends}
    return Ends(", ".join(part.label for part in parts), tuple(ends))


def _resolve_text(network: TravelNetwork, text: str) -> Ends:
    places = network.atlas.places
    members: list[str] | None = None
    if text in places.index:
        return Ends(text, (_site(network, text),))
    if text in network.atlas.stages.index:
        members = list(places.index[places["stage"] == text])
    elif text == RECRUITMENT:
        stages = set(places["stage"][places["kind"] == "recruitment_point"].dropna())
        chosen = places["kind"].isin(_RECRUITING) & (places["stage"].isin(stages) if stages else True)
        members = list(places.index[chosen])
    elif text in set(places["kind"]):
        members = list(places.index[places["kind"] == text])
    if members is not None:
        members = [m for m in members if m in network.vertex and places.at[m, "kind"] not in _OFF_SITE]
        if not members:
            raise EvacmapError(f"no place of {text!r} is on the transport network")
        return Ends(text, tuple(End(m, network.vertex[m], served=True) for m in members))
    pair = _PAIR.fullmatch(text)
    if pair is not None:
        return Ends(text.strip(), (_snap(network, (float(pair[2]), float(pair[1]))),))
    place = network.atlas.place(text)
    return Ends(place, (_site(network, place),))


def _site(network: TravelNetwork, place: str) -> End:
    row = network.atlas.places.loc[place]
    if row["kind"] in _OFF_SITE:
        near = _nearest(network, (float(row["lon"]), float(row["lat"])))[0]
        what = "stands for a whole area" if row["kind"] == "region" else "only bends a line on the map"
        raise NoRoute(place, place, f"{place} {what}; the nearest place on the network is {near}")
    if place in network.vertex:
        # A recruitment point that has moved away accepts nobody, even if the town is still there.
        return End(place, network.vertex[place], served=row["kind"] in _RECRUITING)
    return _snap(network, (float(row["lon"]), float(row["lat"])))


def _snap(network: TravelNetwork, point: Coordinate) -> End:
    if not (-180 <= point[0] <= 180 and -90 <= point[1] <= 90):
        raise EvacmapError(f"there is no latitude {point[1]:g} with longitude {point[0]:g}")
    if WALKING not in network.model.modes:
        raise EvacmapError(f"the travel model has no mode {WALKING}, which leads from a point to the network")
    place, metres = _nearest(network, point)
    return End(place, network.vertex[place], point, metres)


def _nearest(network: TravelNetwork, point: Coordinate) -> tuple[str, float]:
    """Return the nearest place on the network and the metres to it."""
    table = network.atlas.places.loc[list(network.places)]
    lon, lat = np.radians(table["lon"].to_numpy(float)), np.radians(table["lat"].to_numpy(float))
    x, y = np.radians(point[0]), np.radians(point[1])
    haversine = np.sin((lat - y) / 2) ** 2 + np.cos(lat) * np.cos(y) * np.sin((lon - x) / 2) ** 2
    haversine = np.where(table["kind"].isin(_OFF_SITE), np.inf, haversine)
    best = min(
        (distance_m(point, (float(table["lon"].iloc[i]), float(table["lat"].iloc[i]))), network.places[i])
        for i in np.argsort(haversine)[:8]
    )
    return best[1], best[0]


def walk_minutes(network: TravelNetwork, end: End, pace: Pace) -> int:
    """Return how long the walk between a point and its vertex takes, 0 if there is none."""
    if not end.walk_m:
        return 0
    rule = network.model.rule(WALKING, frozenset({network.countries[end.place]} - {""}))
    if rule is None:
        raise EvacmapError(
            f"the travel model does not say how far one walks in {network.countries[end.place]}"
        )
    speed = network.model.segments(rule, pace, network.timeline)[0].speed
    return -(-round(end.walk_m * 1e6) // speed)


def first_accepted(spans: Iterable[Span], minute: int) -> int | None:
    """Return the first minute, from one on, at which a place takes people in."""
    return next((max(minute, start) for start, end in spans if end > minute), None)


def last_accepted(spans: Iterable[Span], minute: int) -> int | None:
    """Return the last minute, up to one, at which a place takes people in."""
    found = [min(minute, end - 1) for start, end in spans if start <= minute]
    return found[-1] if found else None
