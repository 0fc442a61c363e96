"""Movements and journeys laid along the transport network.

A leg takes the shortest path that its mode allows (the column ``follows`` of `modes`) over links that were
open at its time. Where there is none, it takes a path that keeps to its mode as long as it can. Where a place
is not on the network at all, or the network offers only an absurd detour (a link is missing), it takes a
geodesic. What was not recorded is marked: a section is ``inferred`` unless it runs on links of the leg's own
mode and the movement or stop itself is better known than that.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd
from shapely import LineString

from evacmap.dates import DateInterval
from evacmap.errors import NoRoute
from evacmap.geodesy import CRS, Coordinate, distance_m, geodesic, length_m, unwrapped
from evacmap.network import is_missing
from evacmap.paths import NetworkPath, shortest_path

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator, Mapping, Sequence

    import networkx as nx

OTHER_MODES_COST = 3.0
"""A leg leaves the links of its mode only where they would be three times as long."""

LONGEST_OF_ITS_MODE, LONGEST_GUESSED = 6.0, 3.0
"""How many times the straight line a path may measure: voyages round Africa are five times as long."""

NEAR_M = 50_000.0
"""Between places nearer than this, detours count as if they were so far apart."""

NETWORK, CONNECTOR, GEODESIC = "network", "connector", "geodesic"
_COLUMNS = ["section", "basis", "mode", "certainty", "length_m", "links", "places", "geometry"]


@dataclass
class Section:
    """A stretch of a leg on one kind of ground.

    Attributes
    ----------
    basis
        ``network`` (links), ``connector`` or ``geodesic``.
    mode
        Mode of its links; the leg's own for a connector or geodesic; None if unknown.
    matches
        Whether the links are of a mode the leg may use.
    points
        Longitudes and latitudes in the direction of travel.
    length_m
        Metres.
    links, places
        Ids of the links used and the places passed.
    """

    basis: str
    mode: str | None
    matches: bool
    points: list[Coordinate]
    length_m: float
    links: list[str] = field(default_factory=list)
    places: list[str] = field(default_factory=list)


class Layer:
    """Lays legs over one network; keeps what legs share.

    Parameters
    ----------
    graph
        As `evacmap.network.build_network` makes it.
    places
        Table of places, for those not on the network.
    modes
        Table of modes; its column ``follows`` says which links a leg of a mode may use.
    """

    def __init__(self, graph: nx.MultiDiGraph[str], places: pd.DataFrame, modes: pd.DataFrame) -> None:
        self._graph = graph
        points = zip(places.index, places["lon"], places["lat"], strict=True)
        self._points: dict[str, Coordinate] = {place: (lon, lat) for place, lon, lat in points}
        self._follows: dict[str, tuple[str, ...]] = dict(zip(modes.index, modes["follows"], strict=True))

    def lay(self, stations: Sequence[str], mode: str | None, during: DateInterval | None) -> list[Section]:
        """Lay a leg over the places it names.

        Parameters
        ----------
        stations
            Place ids in order: from, via, to.
        mode
            Mode of travel, or None if unknown.
        during
            When, or None if unknown.

        Returns
        -------
        list of Section
            Joined end to end, with continuous longitudes; empty if the leg stays in one place.
        """
        sections: list[Section] = []
        for start, end in pairwise(stations):
            for section in self._between(start, end, mode, during):
                _append(sections, section)
        return sections

    def _between(
        self, start: str, end: str, mode: str | None, during: DateInterval | None
    ) -> Iterator[Section]:
        if start == end:
            return
        follows = None if mode is None else self._follows.get(mode, ())
        path = self._path(start, end, follows, during)
        if path is None:
            line = geodesic(self._points[start], self._points[end])
            yield Section(GEODESIC, mode, False, _coordinates(line), length_m(line), [], [start, end])
            return
        for u, v, edge in zip(path.places[:-1], path.places[1:], path.edges, strict=True):
            points = _coordinates(edge["geometry"])
            if edge["connector"]:
                yield Section(CONNECTOR, mode, False, points, edge["length"], [edge["id"]], [u, v])
            else:
                matches = follows is not None and edge["mode"] in follows
                yield Section(NETWORK, edge["mode"], matches, points, edge["length"], [edge["id"]], [u, v])

    def _path(
        self, start: str, end: str, follows: tuple[str, ...] | None, during: DateInterval | None
    ) -> NetworkPath | None:
        """Find the path to believe in; None if there is none."""
        if follows == ():
            return None  # a mode that follows no links, such as flying
        straight = distance_m(self._points[start], self._points[end])
        tries: list[tuple[float | None, float]] = [(OTHER_MODES_COST, LONGEST_GUESSED)]
        if follows is not None:
            tries.insert(0, (None, LONGEST_OF_ITS_MODE))
        for other_modes_cost, longest in tries:
            try:
                path = shortest_path(
                    self._graph, start, end, modes=follows, during=during, other_modes_cost=other_modes_cost
                )
            except NoRoute:
                continue
            if path.length_m <= longest * max(straight, NEAR_M):
                return path
        return None


def _coordinates(line: LineString) -> list[Coordinate]:
    return [(x, y) for x, y, *_ in line.coords]


def _append(sections: list[Section], section: Section) -> None:
    """Add a section, as part of the last one if it is of the same kind; keep longitudes continuous."""
    if not sections:
        sections.append(section)
        return
    last = sections[-1]
    points = unwrapped([last.points[-1], *section.points])[1:]
    alike = (last.basis, last.mode, last.matches) == (section.basis, section.mode, section.matches)
    if alike and section.basis != GEODESIC:
        last.points += points[1:]
        last.length_m += section.length_m
        last.links += section.links
        last.places += section.places[1:]
    else:
        section.points = points
        sections.append(section)


def lay_movements(movements: pd.DataFrame, layer: Layer) -> gpd.GeoDataFrame:
    """Lay movements along the network.

    Parameters
    ----------
    movements
        Table of movements.
    layer
        The network to lay them on.

    Returns
    -------
    geopandas.GeoDataFrame
        One row per section, in WGS84: movement, section (from 0), basis, mode, certainty, length_m,
        links, places, geometry. Sections of a movement follow each other in the direction of travel.
    """
    rows: list[dict[str, Any]] = []
    for movement, row in movements.to_dict("index").items():
        stations = [row["from"], *row["via"], row["to"]]
        sections = layer.lay(stations, _or_none(row["mode"]), row["date"])
        rows += _rows({"movement": movement}, sections, row["certainty"])
    return _table(rows, ["movement"])


def lay_journeys(stops: pd.DataFrame, layer: Layer) -> gpd.GeoDataFrame:
    """Lay journeys along the network, from each stop to the next.

    Parameters
    ----------
    stops
        Table of stops.
    layer
        The network to lay them on.

    Returns
    -------
    geopandas.GeoDataFrame
        As `lay_movements`, with ``journey`` and ``seq`` (the stop arrived at) in place of ``movement``.
    """
    rows: list[dict[str, Any]] = []
    for journey, group in stops.sort_values("seq").groupby("journey", sort=False):
        visits = group.to_dict("records")
        for number, (before, after) in enumerate(pairwise(visits)):
            mode = _or_none(after["mode"])
            if mode is None and number == 0:
                mode = _or_none(before["mode"])
            sections = layer.lay([before["place"], after["place"]], mode, _travel_time(before, after))
            keys = {"journey": journey, "seq": int(after["seq"])}
            rows += _rows(keys, sections, after["certainty"])
    return _table(rows, ["journey", "seq"])


def _travel_time(before: Mapping[Hashable, Any], after: Mapping[Hashable, Any]) -> DateInterval | None:
    """Return the interval in which a leg between two stops was travelled."""
    left = before["depart"] or before["arrive"]
    came = after["arrive"] or after["depart"]
    earliest = left.earliest if left else (came.earliest if came else None)
    latest = came.latest if came else (left.latest if left else None)
    if earliest is None and latest is None:
        return None
    if earliest is not None and latest is not None and latest < earliest:
        earliest, latest = latest, earliest  # approximate dates of neighbouring stops may cross
    return DateInterval(f"{earliest or ''}/{latest or ''}", earliest, latest)


def _or_none(value: Any) -> str | None:
    return None if is_missing(value) else str(value)


def _rows(keys: Mapping[str, Any], sections: list[Section], certainty: str) -> Iterator[dict[str, Any]]:
    for number, section in enumerate(sections):
        yield {
            **keys,
            "section": number,
            "basis": section.basis,
            "mode": section.mode,
            "certainty": certainty if section.matches else "inferred",
            "length_m": section.length_m,
            "links": tuple(section.links),
            "places": tuple(section.places),
            "geometry": LineString(section.points),
        }


def _table(rows: list[dict[str, Any]], keys: list[str]) -> gpd.GeoDataFrame:
    frame = pd.DataFrame(rows, columns=[*keys, *_COLUMNS])
    return gpd.GeoDataFrame(frame, geometry="geometry", crs=CRS)
