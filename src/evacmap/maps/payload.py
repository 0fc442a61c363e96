"""The data of a page: an atlas as plain dictionaries and lists, ready for JSON.

One block for each theme. Rows leave out what is empty, and what most rows say: a row without certainty is
documented, a name without period was used then and is used now. The conventions:

- a date is ``[edtf, first day, last day]``, days counted from 1 January 1970, None for an open end;
- a line is ``[lon, lat, dlon, dlat, ...]`` in units of 0.0001 degrees (the basemap's: 0.001), each point
  after the first as its difference from the one before;
- a section of a movement or journey that follows the network names its links as signed numbers: 3 is the
  third link of the block from its ``from`` to its ``to``, -3 the same the other way round.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from evacmap.maps.cells import Row, doubt, encode_date, given, people_of, rows_of
from evacmap.maps.narrative import counted_quantities, story_steps
from evacmap.maps.selection import Selection, complete
from evacmap.maps.view import initial_view
from evacmap.plan import plan_movements

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import geopandas as gpd
    import shapely

    from evacmap.atlas import Atlas

UNITS_PER_DEGREE = 10_000


def everything(atlas: Atlas) -> Selection:
    """Select all rows of `atlas`, and the basemap."""
    return Selection(
        places=frozenset(atlas.places.index),
        links=frozenset(atlas.links.index),
        movements=frozenset(atlas.movements.index),
        journeys=frozenset(atlas.journeys.index),
        events=frozenset(atlas.events.index),
        basemap=True,
        story=True,
    )


def payload(atlas: Atlas, selection: Selection | None = None) -> dict[str, Any]:
    """Turn an atlas, or a selection of its rows, into the data blocks of a page.

    Parameters
    ----------
    atlas
        The atlas.
    selection
        Rows to include, with all they refer to; all rows if omitted.

    Returns
    -------
    dict
        The blocks ``atlas``, ``places``, ``links``, ``movements``, ``journeys``, ``events``, ``story``,
        ``quantities`` and ``sources``. Rows stand in the order of their tables, so the same input gives the
        same output.
    """
    chosen = complete(atlas, selection or everything(atlas))
    links = _links(atlas, chosen)
    sections = _Sections(links)
    blocks: dict[str, Any] = {
        "places": _places(atlas, chosen),
        "links": links,
        "movements": _movements(atlas, chosen, sections),
        "journeys": _journeys(atlas, chosen, sections),
        "events": _events(atlas, chosen),
        "story": story_steps(atlas, chosen) if chosen.story else [],
        "quantities": counted_quantities(atlas, chosen) if chosen.story else [],
    }
    blocks["sources"] = _sources(atlas, blocks)
    return {"atlas": _head(atlas, chosen), **blocks}


def encode_line(points: Iterable[Sequence[float]], units_per_degree: int = UNITS_PER_DEGREE) -> list[int]:
    """Return a line as differences of whole units.

    Examples
    --------
    >>> encode_line([(53, 40), (53.5, 39.9)])
    [530000, 400000, 5000, -1000]
    """
    whole = np.rint(np.array(list(points), dtype=float)[:, :2] * units_per_degree).astype(int)
    steps = np.diff(whole, axis=0)
    moved = steps[np.any(steps != 0, axis=1)]
    return [int(value) for value in np.concatenate([whole[:1], moved]).ravel()]


class _Sections:
    """Writes the sections of laid lines, by link number where they follow the network."""

    def __init__(self, links: list[Row]) -> None:
        self.number = {link["id"]: i for i, link in enumerate(links, start=1)}
        self.start = {link["id"]: link["from"] for link in links}

    def by(self, lines: gpd.GeoDataFrame, key: str, ids: Iterable[str]) -> dict[str, list[tuple[int, Row]]]:
        """Return for each of `ids` its sections, each with its leg (0 where a line has no legs)."""
        legs = lines["seq"] if "seq" in lines else [0] * len(lines)
        wanted = set(ids)
        laid: dict[str, list[tuple[int, Row]]] = {}
        columns = ["basis", "mode", "certainty", "links", "places"]
        values = (lines[column] for column in columns)
        for owner, leg, geometry, *cells in zip(lines[key], legs, lines.geometry, *values, strict=True):
            if owner in wanted:
                laid.setdefault(owner, []).append((int(leg), self._section(geometry, *cells)))
        return laid

    def _section(
        self,
        geometry: shapely.LineString,
        basis: str,
        mode: str | None,
        certainty: str,
        links: tuple[str, ...],
        places: tuple[str, ...],
    ) -> Row:
        if links and len(places) == len(links) + 1 and all(link in self.number for link in links):
            numbers = [
                self.number[link] * (1 if self.start[link] == place else -1)
                for link, place in zip(links, places, strict=False)
            ]
            way: Row = {"links": numbers}
        else:
            way = {"line": encode_line(geometry.coords)}
        inferred = basis != "network" or certainty == "inferred"
        return given(basis=basis, mode=mode, inferred=inferred or None, **way)


def _head(atlas: Atlas, chosen: Selection) -> Row:
    wanted = {"stages", "kind", "group", "modes", "atlas"}
    wanted_rows = {
        "movements": chosen.movements,
        "journeys": chosen.journeys,
        "events": chosen.events,
        "places": chosen.places,
        "story": frozenset(atlas.story.index) if chosen.story else frozenset(),
    }
    texts: dict[str, dict[str, str]] = {}
    for row in rows_of(atlas.texts.reset_index()):
        table, _, rest = row.key.partition(".")
        if table in wanted or rest.partition(".")[0] in wanted_rows.get(table, ()):
            texts.setdefault(row.key, {})[row.lang] = row.text
    return given(
        title=atlas.title,
        description=atlas.descriptor.get("description"),
        version=atlas.descriptor.get("version"),
        stages=[
            given(id=row.Index, name=row.name, colour=row.colour, note=row.note)
            for row in rows_of(atlas.stages)
        ],
        modes={str(row.Index): row.name for row in rows_of(atlas.modes)},
        texts=texts,
        view=initial_view(atlas),
    )


def _places(atlas: Atlas, chosen: Selection) -> list[Row]:
    names: dict[str, list[list[str]]] = {}
    for row in rows_of(atlas.names.reset_index()):
        period = () if row.period == "both" else (row.period,)
        names.setdefault(row.place, []).append([row.lang, row.name, *period])
    return [
        given(
            id=row.Index,
            name=row.name,
            kind=row.kind,
            stage=row.stage,
            at=[round(row.geometry.x, 4), round(row.geometry.y, 4)],
            doubt=float(row.precision_km),
            country=row.country_today,
            active=encode_date(row.active),
            people=people_of(row),
            counted=encode_date(row.people_date),
            names=names.get(row.Index),
            certainty=doubt(row.certainty),
            sources=row.sources,
            note=row.note,
        )
        for row in rows_of(atlas.places, chosen.places)
    ]


def _links(atlas: Atlas, chosen: Selection) -> list[Row]:
    openings: dict[str, list[list[Any]]] = {}
    for row in rows_of(atlas.openings):
        if not pd.isna(row.link):
            openings.setdefault(row.link, []).append(
                [encode_date(row.open), None if pd.isna(row.why) else row.why]
            )
    return [
        given(
            id=row.Index,
            **{"from": row.from_},
            to=row.to_,
            mode=row.mode,
            line=encode_line(row.geometry.coords),
            km=row.length_km,
            season=row.season,
            connector=bool(row.connector) or None,
            open=openings.get(row.Index),
            certainty=doubt(row.certainty),
            sources=row.sources,
            note=row.note,
        )
        for row in rows_of(atlas.links, chosen.links)
    ]


def _movements(atlas: Atlas, chosen: Selection, sections: _Sections) -> list[Row]:
    if not chosen.movements:
        return []
    lines = atlas.movement_lines()
    plan = plan_movements(atlas.movements, atlas.places, lines)
    laid = sections.by(lines, "movement", chosen.movements)
    return [
        given(
            id=row.Index,
            title=row.title,
            stage=row.stage,
            **{"from": row.from_},
            to=row.to_,
            via=row.via,
            mode=row.mode,
            group=row.group,
            date=encode_date(row.date),
            people=people_of(row),
            certainty=doubt(row.certainty),
            part_of=row.part_of,
            rival_of=row.rival_of,
            sources=row.sources,
            note=row.note,
            zoom=plan[row.Index].zoom,
            vague=plan[row.Index].vague,
            soft=plan[row.Index].soft or None,
            sections=[section for _, section in laid.get(row.Index, ())],
        )
        for row in rows_of(atlas.movements, chosen.movements)
    ]


def _journeys(atlas: Atlas, chosen: Selection, sections: _Sections) -> list[Row]:
    if not chosen.journeys:
        return []
    laid = sections.by(atlas.journey_lines(), "journey", chosen.journeys)
    stops: dict[str, list[Row]] = {}
    for row in rows_of(atlas.stops.reset_index().sort_values(["journey", "seq"], kind="stable")):
        if row.journey in chosen.journeys:
            stops.setdefault(row.journey, []).append(
                given(
                    seq=int(row.seq),
                    place=row.place,
                    arrive=encode_date(row.arrive),
                    depart=encode_date(row.depart),
                    mode=row.mode,
                    certainty=doubt(row.certainty),
                    sources=row.sources,
                    note=row.note,
                )
            )
    return [
        given(
            id=row.Index,
            title=row.title,
            who=row.who,
            kind=row.kind,
            disputed=bool(row.disputed) or None,
            note=row.note,
            stops=stops.get(row.Index),
            legs=_legs(laid.get(row.Index, [])),
        )
        for row in rows_of(atlas.journeys, chosen.journeys)
    ]


def _legs(sections: list[tuple[int, Row]]) -> list[Row]:
    """Gather sections by the stop at which their leg arrives."""
    legs: dict[int, list[Row]] = {}
    for stop, section in sections:
        legs.setdefault(stop, []).append(section)
    return [{"stop": stop, "sections": legs[stop]} for stop in sorted(legs)]


def _events(atlas: Atlas, chosen: Selection) -> list[Row]:
    return [
        given(
            id=row.Index,
            title=row.title,
            date=encode_date(row.date),
            place=row.place,
            certainty=doubt(row.certainty),
            sources=row.sources,
            note=row.note,
        )
        for row in rows_of(atlas.events, chosen.events)
    ]


def _sources(atlas: Atlas, blocks: Mapping[str, list[Row]]) -> list[Row]:
    """Return the sources that any included row names."""
    named: set[str] = set()
    for rows in blocks.values():
        for row in rows:
            named.update(row.get("sources", ()))
            for stop in row.get("stops", ()):
                named.update(stop.get("sources", ()))
    return [
        given(
            id=row.Index,
            kind=row.kind,
            author=row.author,
            year=None if row.year is None or pd.isna(row.year) else str(row.year),
            title=row.title,
            publisher=row.publisher,
            url=row.url,
            lang=row.lang,
            reliability=row.reliability,
            note=row.note,
        )
        for row in rows_of(atlas.sources, named)
    ]
