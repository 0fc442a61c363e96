"""What a schema cannot know: whether the rows of a data package make sense together.

Each check takes a `DataPackage` and yields problems. Cells the schema already refused are missing there, so
that no fault is reported twice.
"""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import networkx as nx
from shapely import Point, get_parts, prepare
from shapely.ops import nearest_points

from evacmap.basemap import read_countries
from evacmap.errors import Problem
from evacmap.geodesy import distance_m
from evacmap.network import build_network, is_missing

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Iterator

    from evacmap.package import DataPackage

OUTLINE_KM = 5.0
"""Doubt of the drawn countries, 1:50 million."""

ISLET_KM = 30.0
"""The same at sea: outlines of that scale leave out islets, spits and harbours."""

REGION, WAYPOINT = "region", "waypoint"


def find_problems(package: DataPackage) -> list[Problem]:
    """Return all problems of a data package, those of its schema included.

    Parameters
    ----------
    package
        As `evacmap.package.read_package` gives it.

    Returns
    -------
    list of Problem
        Sorted by file and row; empty if the package is sound.
    """
    found = set(package.problems)
    for check in (
        _ranges,
        _link_ends,
        _seasons,
        _paces,
        _openings,
        _quantities,
        _countries,
        _parts,
        _stop_dates,
        _unreached,
        _unconnected,
    ):
        found |= set(check(package))
    return sorted(found, key=lambda p: (p.file, p.row or 0, p.column or "", p.wrong))


def _rows(package: DataPackage, table: str) -> Iterator[tuple[int, str, dict[Hashable, Any]]]:
    """Yield row number, id and cells of each row of a table."""
    frame = package.tables[table]
    for row, key, cells in zip(package.rows[table], frame.index, frame.to_dict("records"), strict=True):
        yield row, str(key), cells


def _ranges(package: DataPackage) -> Iterator[Problem]:
    pairs = {
        "places": ("people_low", "people_high"),
        "movements": ("people_low", "people_high"),
        "figures": ("low", "high"),
    }
    for table, (low, high) in pairs.items():
        for row, _, cells in _rows(package, table):
            if is_missing(cells[low]) and is_missing(cells[high]):
                continue
            if is_missing(cells[low]) or is_missing(cells[high]):
                empty, full = (low, high) if is_missing(cells[low]) else (high, low)
                wrong, right = (
                    f"it is empty although {full} is {cells[full]}",
                    "Where one figure is known, repeat it.",
                )
                yield Problem(package.file(table), row, empty, wrong, right)
            elif cells[low] > cells[high]:
                wrong = f"{cells[low]} is above {high}, which is {cells[high]}"
                yield Problem(package.file(table), row, low, wrong, "Put the lower number here.")


def _link_ends(package: DataPackage) -> Iterator[Problem]:
    for row, _, cells in _rows(package, "links"):
        if cells["from"] == cells["to"]:
            wrong = f"the link leads from {cells['from']} to itself"
            yield Problem(package.file("links"), row, "to", wrong, "A link joins two places.")


def _seasons(package: DataPackage) -> Iterator[Problem]:
    for table in ("links", "paces"):
        for row, _, cells in _rows(package, table):
            for part in [] if is_missing(cells["season"]) else cells["season"].split("/"):
                if not _is_day(part):
                    wrong, right = f"there is no day {part}", "Write MM-DD/MM-DD, such as 05-01/10-31."
                    yield Problem(package.file(table), row, "season", wrong, right)


def _is_day(month_day: str) -> bool:
    try:
        date.fromisoformat(f"2000-{month_day}")
    except ValueError:
        return False
    return True


def _paces(package: DataPackage) -> Iterator[Problem]:
    file = package.file("paces")
    taken: dict[tuple[Any, Any], dict[str, str]] = {}
    for row, key, cells in _rows(package, "paces"):
        for what in ("km_per_day", "wait_days"):
            values = [cells[f"{what}_{name}"] for name in ("low", "typical", "high")]
            if not any(map(is_missing, values)) and values != sorted(values):
                wrong = f"{values[0]:g}, {values[1]:g} and {values[2]:g} are not in order"
                right = "Low is not above typical, nor typical above high."
                yield Problem(file, row, f"{what}_typical", wrong, right)
        season = "01-01/12-31" if is_missing(cells["season"]) else str(cells["season"])
        if not all(map(_is_day, season.split("/"))):
            continue
        where = None if is_missing(cells["countries"]) else cells["countries"]
        for other, theirs in taken.setdefault((cells["mode"], where), {}).items():
            if _meet(season, theirs):
                wrong = f"its season meets that of {other}, of the same mode and countries"
                yield Problem(file, row, "season", wrong, "Each day of the year belongs to one of them.")
        taken[cells["mode"], where][key] = season


def _meet(season: str, other: str) -> bool:
    """Whether two seasons share a day of the year."""

    def holds(one: str, day: str) -> bool:
        begins, ends = one.split("/")
        return begins <= day <= ends if begins <= ends else day >= begins or day <= ends

    return holds(season, other.split("/", maxsplit=1)[0]) or holds(other, season.split("/", maxsplit=1)[0])


def _openings(package: DataPackage) -> Iterator[Problem]:
    for row, _, cells in _rows(package, "openings"):
        if is_missing(cells["link"]) == is_missing(cells["place"]):
            wrong = "it names neither a link nor a place" if is_missing(cells["link"]) else "it names both"
            yield Problem(package.file("openings"), row, "link", wrong, "Fill in either link or place.")


def _quantities(package: DataPackage) -> Iterator[Problem]:
    units = package.tables["quantities"]["unit"]
    for row, _, cells in _rows(package, "figures"):
        quantity, unit = cells["quantity"], cells["unit"]
        if is_missing(quantity):
            if not is_missing(cells["aside"]):
                wrong = "it is set aside from no quantity"
                yield Problem(package.file("figures"), row, "aside", wrong, "Name the quantity, or clear it.")
        elif quantity in units.index and unit != units[quantity]:
            wrong = f"{unit!r} is not the unit of {quantity}, which is {units[quantity]!r}"
            right = "Only values of one unit can be compared."
            yield Problem(package.file("figures"), row, "unit", wrong, right)


def _countries(package: DataPackage) -> Iterator[Problem]:
    countries = read_countries().set_index("name").geometry
    prepare(countries.values)
    for row, _, cells in _rows(package, "places"):
        country, where = cells["country_today"], (cells["lon"], cells["lat"])
        if is_missing(country) or any(is_missing(value) for value in where):
            continue
        if country not in countries.index:
            wrong = f"no country of today is called {country!r}"
            right = "Use the English short name, such as Uzbekistan."
            yield Problem(package.file("places"), row, "country_today", wrong, right)
            continue
        shape, point = countries[country], Point(*where)
        if shape.contains(point):
            continue
        # Longitudes count no turns: an island just beyond the antimeridian is near, not a world away.
        near = min(
            distance_m(where, (spot.x, spot.y)) / 1000
            for part in get_parts(shape)
            for spot in [nearest_points(part, point)[0]]
        )
        precision = 0.0 if is_missing(cells["precision_km"]) else cells["precision_km"]
        inside = [name for name, other in countries.items() if other.contains(point)]
        if near > precision + (OUTLINE_KM if inside else ISLET_KM):
            there = f"in {inside[0]}" if inside else "at sea"
            wrong = f"the point {where[1]}, {where[0]} lies {there}, {near:.0f} km from {country}"
            right = f"Mend the point or the country; precision_km allows {precision:g} km."
            yield Problem(package.file("places"), row, "lat", wrong, right)


def _parts(package: DataPackage) -> Iterator[Problem]:
    movements = package.tables["movements"]
    graph: nx.DiGraph[str] = nx.DiGraph()
    for column in ("part_of", "rival_of"):
        pairs = zip(movements.index, movements[column], strict=True)
        graph.add_edges_from((key, whole) for key, wholes in pairs for whole in wholes)
    rows = dict(zip(movements.index, package.rows["movements"], strict=True))
    for circle in nx.simple_cycles(graph):
        wrong = f"{' is part or rival of '.join([*circle, circle[0]])}"
        right = "A movement cannot be part of itself: one of them is the whole."
        yield Problem(package.file("movements"), rows.get(circle[0]), "part_of", wrong, right)


def _stop_dates(package: DataPackage) -> Iterator[Problem]:
    for row, _, cells in _rows(package, "stops"):
        came, left = cells["arrive"], cells["depart"]
        if came and left and came.earliest and left.latest and left.latest < came.earliest:
            wrong, right = f"{left} is before the arrival, {came}", "Nobody leaves before arriving."
            yield Problem(package.file("stops"), row, "depart", wrong, right)


def _unreached(package: DataPackage) -> Iterator[Problem]:
    if package.tables["links"].empty:
        return  # a package without a network: its lines are geodesics
    links = package.tables["links"]
    touched = set(links["from"]) | set(links["to"])
    for row, place, cells in _rows(package, "places"):
        if cells["kind"] != REGION and place not in touched:
            wrong = f"no link reaches {place}"
            right = "Add a link or a connector to it, or make it a region if it is no site."
            yield Problem(package.file("places"), row, "id", wrong, right)


def _unconnected(package: DataPackage) -> Iterator[Problem]:
    tables = package.tables
    if tables["links"].empty:
        return
    known = {
        *tables["places"].index[tables["places"]["lon"].notna() & tables["places"]["lat"].notna()],
    }
    links = tables["links"]
    usable = links[links["from"].isin(known) & links["to"].isin(known)]
    graph = build_network(tables["places"], usable, tables["openings"])
    component = {place: i for i, part in enumerate(nx.weakly_connected_components(graph)) for place in part}
    legs: list[tuple[str, int, str, Iterable[str]]] = [
        ("movements", row, "via", [cells["from"], *cells["via"], cells["to"]])
        for row, _, cells in _rows(package, "movements")
    ]
    before: dict[str, str] = {}
    for row, _, cells in _rows(package, "stops"):
        if cells["journey"] in before:
            legs.append(("stops", row, "place", [before[cells["journey"]], cells["place"]]))
        before[cells["journey"]] = cells["place"]
    for table, row, column, stations in legs:
        # Regions and places no link reaches are either meant so or reported by _unreached.
        met = [place for place in stations if place in component]
        for start, end in pairwise(met):
            if component[start] != component[end]:
                wrong = f"no path of links and connectors joins {start} and {end}"
                yield Problem(package.file(table), row, column, wrong, "Add the missing link or a connector.")
