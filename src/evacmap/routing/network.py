"""The transport network compiled for travel in time; `travel_network` makes it from an atlas, once.

A place is a vertex, and so is being at a place on board of a mode one has to wait for (a train, a ship): one
gets on board by waiting, rides on without, and gets off at once. Modes nobody waits for (walking) go from
place to place. All arcs are numbered; at each of the three paces they are two sets of arrays, one for
searches forward in time and one for those back.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from evacmap.atlas import Atlas
from evacmap.errors import EvacmapError
from evacmap.network import is_missing
from evacmap.routing.arrays import Compiled, compile_arrays
from evacmap.routing.kernels import as_rows
from evacmap.routing.paces import Rule, TravelModel
from evacmap.routing.timeline import PACES, Timeline, intersection, opening_spans, season_spans

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    import networkx as nx

    from evacmap.dates import DateInterval
    from evacmap.routing.kernels import Row
    from evacmap.routing.timeline import Pace, Span

WALKING = "foot"
"""The mode that goes along connectors, and from a point to the nearest vertex."""

Edge: TypeAlias = tuple[str, str, str]


@dataclass(frozen=True)
class Arc:
    """A step from one vertex to another.

    Attributes
    ----------
    tail, head
        Vertices.
    mode
        Mode of travel, or the mode boarded or left.
    edge
        From place, to place and link id, if the step is a stretch of the way.
    rule
        Rows of the travel model that say how long it takes; None for getting off.
    micrometres
        Length of the way.
    connector
        Whether it leads along a connector.
    """

    tail: int
    head: int
    mode: str
    edge: Edge | None = None
    rule: Rule | None = None
    micrometres: int = 0
    connector: bool = False


@dataclass(frozen=True, eq=False, repr=False)
class TravelNetwork:
    """The transport network of an atlas, ready for questions about time; `travel_network` makes one.

    Attributes
    ----------
    atlas
        The atlas it was made from.
    graph
        The atlas's network, for geometries, lengths and sources.
    model
        Kilometres and waits a day.
    timeline
        The days it knows.
    places
        Place ids; their positions are vertices.
    arcs
        Every step there is.
    """

    atlas: Atlas
    graph: nx.MultiDiGraph[str]
    model: TravelModel
    timeline: Timeline
    places: tuple[str, ...]
    arcs: tuple[Arc, ...]
    size: int
    countries: Mapping[str, str]
    _compiled: dict[Pace, Compiled] = field(default_factory=dict)

    def __repr__(self) -> str:
        days = f"{self.timeline.first} to {self.timeline.last}"
        counts = f"{len(self.places)} places, {len(self.arcs)} arcs"
        return f"<TravelNetwork of {self.atlas.title!r}: {counts}, {days}>"

    @cached_property
    def vertex(self) -> dict[str, int]:
        """Place id: vertex."""
        return {place: number for number, place in enumerate(self.places)}

    @cached_property
    def boarded(self) -> dict[tuple[str, str], int]:
        """Place id and mode: the vertex of being on board there."""
        return {
            (self.places[arc.tail], arc.mode): arc.head for arc in self.arcs if arc.edge is None and arc.rule
        }

    def tables(self, pace: Pace) -> Compiled:
        """Return the arrays of a pace, made when first asked for."""
        if pace not in PACES:
            raise EvacmapError(f"a pace is one of {', '.join(PACES)}, not {pace!r}")
        if pace not in self._compiled:
            self._compiled[pace] = compile_arrays(self, pace)
        return self._compiled[pace]

    @cached_property
    def forward_position(self) -> np.ndarray[Any, np.dtype[np.int64]]:
        """Number of an arc: its position in the forward arrays."""
        order = np.argsort([arc.tail for arc in self.arcs], kind="stable")
        return np.argsort(order)

    def shut(self, modes: Collection[str] | None = None) -> Row:
        """Return, for each arc, whether a traveller may not use it.

        Parameters
        ----------
        modes
            Modes of travel that may be used; None for all. Connectors may always be walked.

        Raises
        ------
        EvacmapError
            If a mode is not in the travel model.
        """
        if modes is None:
            return as_rows(np.zeros(len(self.arcs)), "uint8")
        unknown = sorted(set(modes) - set(self.model.modes))
        if unknown:
            raise EvacmapError(
                f"the travel model has no mode {', '.join(unknown)}; it has {', '.join(self.model.modes)}"
            )
        return as_rows([not (arc.connector or arc.mode in modes) for arc in self.arcs], "uint8")

    def accepting(self, place: str, pace: Pace, *, served: bool) -> list[Span]:
        """Return when a place takes people in.

        Parameters
        ----------
        place
            Place id.
        pace
            Whose reading of uncertain dates.
        served
            Whether the place counts only while it served its purpose, if `openings` says nothing of it.

        Returns
        -------
        list of tuple
            Spans of minutes.
        """
        return opening_spans(self._intervals(place, served=served), pace, self.timeline)

    def accepting_text(self, place: str, *, served: bool) -> str:
        """Return when a place takes people in, in words; see `accepting`."""
        return ", ".join(map(str, self._intervals(place, served=served))) or "always"

    def _intervals(self, place: str, *, served: bool) -> list[DateInterval]:
        intervals = self._place_openings.get(place, [])
        if not intervals and served:
            active = self.atlas.places.at[place, "active"]
            return [] if is_missing(active) else [active]
        return intervals

    @cached_property
    def _place_openings(self) -> dict[str, list[DateInterval]]:
        found: dict[str, list[DateInterval]] = {}
        openings = self.atlas.openings
        for place, interval in zip(openings["place"], openings["open"], strict=True):
            if not is_missing(place) and interval is not None:
                found.setdefault(str(place), []).append(interval)
        return found

    def gate(self, arc: Arc, pace: Pace) -> list[Span]:
        """Return when an arc is open: the link's openings and season, and the season of the mode."""
        if arc.edge is None or arc.rule is None:
            return [(0, self.timeline.end)]
        data = self.graph.edges[arc.edge]
        spans = opening_spans(data["openings"], pace, self.timeline)
        if "season" in data:
            spans = intersection(spans, season_spans(data["season"], self.timeline))
        return intersection(spans, self.model.open_spans(arc.rule, self.timeline))


def travel_network(atlas: Atlas, *, years: tuple[int, int] | None = None) -> TravelNetwork:
    """Compile the network of an atlas for travel in time.

    Parameters
    ----------
    atlas
        An atlas with a travel model (the table `paces`).
    years
        First and last year the network is to know; None for those from the atlas's first journey or
        movement to the year after its last movement.

    Returns
    -------
    TravelNetwork
        To be made once and asked often.

    Raises
    ------
    EvacmapError
        If the atlas has no travel model, or no dates and no years are given.

    Examples
    --------
    >>> import evacmap
    >>> from evacmap import routing
    >>> network = routing.travel_network(evacmap.load())
    >>> journey = routing.earliest_arrival(network, "krasnovodsk", "pahlevi", "1942-03-01", modes=["sea"])
    >>> str(journey.legs[0].depart)
    '1942-03-24'
    """
    if not isinstance(atlas, Atlas):
        raise TypeError(f"a travel network is made from an Atlas, not from a {type(atlas).__name__}")
    timeline = _timeline(atlas, years)
    model = TravelModel(atlas.paces)
    graph = atlas.network()
    countries = _countries(atlas, list(graph.nodes))
    follows = {
        str(mode): set(links) for mode, links in zip(atlas.modes.index, atlas.modes["follows"], strict=True)
    }
    places = tuple(graph.nodes)
    arcs, size = _arcs(graph, model, follows, countries)
    return TravelNetwork(atlas, graph, model, timeline, places, arcs, size, countries)


def _timeline(atlas: Atlas, years: tuple[int, int] | None) -> Timeline:
    if years is None:
        moved = _years(atlas.movements["date"])
        stopped = _years(chain(atlas.stops["arrive"], atlas.stops["depart"]))
        opened = _years(atlas.openings["open"])
        # Journeys begin before the movements do, and go on, in single lives, long after.
        early, late = moved + stopped or opened, moved or stopped or opened
        if not early:
            raise EvacmapError("the atlas has no dates; say for which years the network is to be compiled")
        years = (min(early), max(late) + 1)
    if not 1 <= years[0] <= years[1] <= 9998:
        raise EvacmapError(f"{years[0]} to {years[1]} is no range of years")
    return Timeline(date(years[0], 1, 1), date(years[1], 12, 31))


def _years(intervals: Iterable[DateInterval | None]) -> list[int]:
    known = [interval for interval in intervals if interval is not None]
    return [day.year for i in known for day in (i.earliest, i.latest) if day is not None]


def _countries(atlas: Atlas, places: Sequence[str]) -> dict[str, str]:
    """Return the country of each place; a point at sea counts to that of the nearest place on land."""
    table = atlas.places.loc[list(places)]
    known = table["country_today"].notna().to_numpy()
    names = table["country_today"].to_numpy(dtype=object)
    lon, lat = np.radians(table["lon"].to_numpy(float)), np.radians(table["lat"].to_numpy(float))
    result = {}
    for number, place in enumerate(places):
        name = names[number]
        if not known[number] and known.any():
            haversine = np.sin((lat - lat[number]) / 2) ** 2
            haversine = haversine + np.cos(lat) * np.cos(lat[number]) * np.sin((lon - lon[number]) / 2) ** 2
            name = names[int(np.argmin(np.where(known, haversine, np.inf)))]
        result[place] = "" if is_missing(name) else str(name)
    return result


def _travellers(data: Mapping[str, Any], model: TravelModel, follows: Mapping[str, set[str]]) -> list[str]:
    """Return the modes of travel that may use a link."""
    modes = [mode for mode in model.modes if data["mode"] in follows.get(mode, ())]
    # No way is known where a connector lies, so it is walked; unless it crosses water.
    return [WALKING] if data["connector"] and WALKING in modes else modes


def _arcs(
    graph: nx.MultiDiGraph[str],
    model: TravelModel,
    follows: Mapping[str, set[str]],
    countries: Mapping[str, str],
) -> tuple[tuple[Arc, ...], int]:
    vertex = {place: number for number, place in enumerate(graph.nodes)}
    boarded: dict[tuple[str, str], int] = {}
    waits = {mode for mode in model.modes if not model.never_waits(mode)}

    def stand(place: str, mode: str) -> int:
        if mode not in waits:
            return vertex[place]
        return boarded.setdefault((place, mode), len(vertex) + len(boarded))

    rides = []
    for u, v, key, data in graph.edges(keys=True, data=True):
        for mode in _travellers(data, model, follows):
            rule = model.rule(mode, frozenset({countries[u], countries[v]} - {""}))
            if rule is not None:
                length = round(data["length"] * 1e6)
                rides.append(
                    Arc(
                        stand(u, mode),
                        stand(v, mode),
                        mode,
                        (u, v, key),
                        rule,
                        length,
                        bool(data["connector"]),
                    )
                )
    changes = []
    for (place, mode), number in boarded.items():
        rule = model.rule(mode, frozenset({countries[place]} - {""}))
        if rule is not None:
            changes.append(Arc(vertex[place], number, mode, rule=rule))
        changes.append(Arc(number, vertex[place], mode))
    return (*rides, *changes), len(vertex) + len(boarded)
