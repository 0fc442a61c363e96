"""The layers of an atlas as plain tables that every format can carry.

A layer has one row per feature, a geometry in WGS84, and columns of text, whole numbers, numbers and truth
values only: dates as EDTF text beside their first and last day, lists joined by ``|``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd
from shapely import MultiLineString
from shapely.geometry.base import BaseGeometry

from evacmap.dates import DateInterval
from evacmap.geodesy import CRS

if TYPE_CHECKING:
    from collections.abc import Callable

    from evacmap.atlas import Atlas


def export_layer(atlas: Atlas, layer: str) -> gpd.GeoDataFrame:
    """Return a layer as a plain table.

    Parameters
    ----------
    atlas
        The atlas.
    layer
        One of `LAYERS`.

    Returns
    -------
    geopandas.GeoDataFrame
        Column ``id`` first, unique; geometry in WGS84, None for a feature without a place. Lines may have
        longitudes beyond 180 degrees where they cross the antimeridian.

    Raises
    ------
    KeyError
        If there is no such layer.
    """
    return _plain(LAYERS[layer](atlas))


def _places(atlas: Atlas) -> gpd.GeoDataFrame:
    places = atlas.places.drop(columns=["lat", "lon"])
    names = atlas.names.assign(
        text=[f"{n} ({c})" for n, c in zip(atlas.names["name"], atlas.names["lang"], strict=True)]
    )
    for period, column in (("then", "names_then"), ("today", "names_today")):
        chosen = names[names["period"].isin([period, "both"])]
        joined = chosen.groupby("place", sort=False)["text"].agg("; ".join)
        places.insert(1 if period == "then" else 2, column, joined.reindex(places.index))
    return places


def _network(atlas: Atlas) -> gpd.GeoDataFrame:
    opened = (
        atlas.openings.dropna(subset=["link"])
        .groupby("link", sort=False)["open"]
        .agg(lambda o: "; ".join(map(str, o)))
    )
    links = atlas.links.drop(columns="waypoints")
    links["open"] = opened.reindex(links.index)
    return _geometry_last(links)


def _movements(atlas: Atlas) -> gpd.GeoDataFrame:
    lines = atlas.movement_lines()
    shapes, drawn = _joined(lines, "movement")
    table = atlas.movements.join(drawn)
    return gpd.GeoDataFrame(table, geometry=gpd.GeoSeries(shapes.reindex(table.index), crs=CRS))


def _journeys(atlas: Atlas) -> gpd.GeoDataFrame:
    """One feature per leg: its line, when it was travelled, and whose journey it belongs to."""
    lines = atlas.journey_lines()
    lines["leg"] = lines["journey"] + "." + lines["seq"].astype(str)
    shapes, drawn = _joined(lines, "leg")
    stops = atlas.stops.sort_values(["journey", "seq"], kind="stable")
    previous = stops.groupby("journey", sort=False)[
        ["place", "depart", "depart_earliest", "depart_latest"]
    ].shift()
    legs = pd.DataFrame(
        {
            "journey": stops["journey"],
            "title": stops["journey"].map(atlas.journeys["title"]),
            "who": stops["journey"].map(atlas.journeys["who"]),
            "kind": stops["journey"].map(atlas.journeys["kind"]),
            "disputed": stops["journey"].map(atlas.journeys["disputed"]),
            "seq": stops["seq"],
            "from": previous["place"],
            "to": stops["place"],
            "mode": stops["mode"],
            "depart": previous["depart"],
            "depart_earliest": previous["depart_earliest"],
            "depart_latest": previous["depart_latest"],
            "arrive": stops["arrive"],
            "arrive_earliest": stops["arrive_earliest"],
            "arrive_latest": stops["arrive_latest"],
            "certainty": stops["certainty"],
            "sources": stops["sources"],
            "note": stops["note"],
        }
    )
    legs.index = pd.Index(stops["journey"] + "." + stops["seq"].astype(str), name="id")
    legs = legs[legs["from"].notna()].join(drawn)
    return gpd.GeoDataFrame(legs, geometry=gpd.GeoSeries(shapes.reindex(legs.index), crs=CRS))


def _events(atlas: Atlas) -> gpd.GeoDataFrame:
    return _geometry_last(atlas.events)


def _joined(lines: gpd.GeoDataFrame, key: str) -> tuple[gpd.GeoSeries, pd.DataFrame]:
    """Join the sections of a line; tell how long it is and how much of it is inferred."""
    groups = lines.groupby(key, sort=False)
    shapes = groups["geometry"].agg(
        lambda parts: parts.iloc[0] if len(parts) == 1 else MultiLineString(list(parts))
    )
    inferred = lines["length_m"].where(lines["basis"] != "network", 0.0)
    drawn = pd.DataFrame(
        {
            "line_km": (groups["length_m"].sum() / 1000).round(1),
            "line_inferred_km": (inferred.groupby(lines[key], sort=False).sum() / 1000).round(1),
        }
    )
    return shapes, drawn


def _geometry_last(table: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    columns = [column for column in table.columns if column != "geometry"]
    return table[[*columns, "geometry"]]


def _plain(table: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Turn every cell into a value that all formats know."""
    table = table.reset_index()
    for column in table.columns:
        if column == "geometry":
            continue
        series = table[column]
        if pd.api.types.is_datetime64_any_dtype(series):
            days = series.dt.strftime("%Y-%m-%d")
            table[column] = days.where(series.notna(), None).astype(object)
        elif series.dtype == object:
            table[column] = pd.Series(
                [_plain_cell(cell) for cell in series], index=series.index, dtype=object
            )
    return gpd.GeoDataFrame(table, geometry="geometry", crs=CRS)


def _plain_cell(cell: Any) -> Any:
    if isinstance(cell, DateInterval):
        return cell.text
    if isinstance(cell, tuple):
        return "|".join(cell) or None
    if isinstance(cell, BaseGeometry):
        raise TypeError("a layer has one geometry")
    return cell


LAYERS: dict[str, Callable[[Atlas], gpd.GeoDataFrame]] = {
    "places": _places,
    "network": _network,
    "movements": _movements,
    "journeys": _journeys,
    "events": _events,
}
"""Layer name: what makes its table."""
