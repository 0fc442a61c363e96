"""Modelled journeys on a Folium map: dotted lines, which no recorded journey has.

Names reach the map as data and are escaped, because Folium puts tooltips into the page as markup.
"""

from __future__ import annotations

import html
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import folium
from shapely import GeometryCollection, bounds, get_parts, simplify, transform

from evacmap.basemap import read_countries
from evacmap.network import is_missing

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Mapping, Sequence

    import geopandas as gpd
    from shapely import LineString

    from evacmap.routing.itinerary import Itinerary, Leg
    from evacmap.routing.network import TravelNetwork

DOTS = "1 8"
"""Dash pattern of everything modelled."""
BANDS = (7, 14, 30, 60, 90, 180)
"""Upper ends, in days, of the bands of `draw_reachable`."""
_WAYS = ("#7b3294", "#1b7837", "#b35806", "#2166ac", "#c51b7d")
_BANDS = ("#fde725", "#90d743", "#35b779", "#21918c", "#31688e", "#443983", "#440154")


def draw_itineraries(itineraries: Iterable[Itinerary], m: folium.Map | None = None) -> folium.Map:
    """Draw journeys on a map, dotted, each in a colour of its own.

    Parameters
    ----------
    itineraries
        Modelled journeys, such as `alternatives` gives.
    m
        A map to draw on; None for a new one with the outlines of today's countries, which needs no network.

    Returns
    -------
    folium.Map
        The map.
    """
    chosen = list(itineraries)
    features = [
        _feature(leg.geometry, _WAYS[number % len(_WAYS)], _leg_texts(leg))
        for number, journey in enumerate(chosen)
        for leg in journey.legs
    ]
    lines = [leg.geometry for journey in chosen for leg in journey.legs]
    drawing = _draw(m, features, lines, "Modelled journeys", ("leg", "dates", "length"))
    rows = [(_WAYS[number % len(_WAYS)], _summary(journey)) for number, journey in enumerate(chosen)]
    _add_legend(drawing, "Modelled, not recorded", rows)
    return drawing


def draw_reachable(
    network: TravelNetwork,
    reached: gpd.GeoDataFrame,
    m: folium.Map | None = None,
    *,
    bands: Sequence[float] = BANDS,
) -> folium.Map:
    """Draw what can be reached as bands of days: the places, and the links between them, dotted.

    Parameters
    ----------
    network
        The network.
    reached
        As `reachable` gives it.
    m
        A map to draw on; None for a new one.
    bands
        Upper ends of the bands, in days.

    Returns
    -------
    folium.Map
        The map, with a legend.
    """
    days = reached["days"].to_dict()
    colours = {place: _band_colour(value, bands) for place, value in days.items()}
    features: list[dict[str, Any]] = []
    drawn: set[str] = set()
    for u, v, key, data in network.graph.edges(keys=True, data=True):
        ends = [place for place in (u, v) if place in days]
        if ends and key not in drawn and _joins(network, (u, v), days):
            drawn.add(key)
            later = max(ends, key=lambda place: days[place])
            features.append(
                _feature(data["geometry"], colours[later], {"place": "", "arrive": "", "days": ""})
            )
    for place, row in reached.iterrows():
        low, typical, high = (_day(row[f"arrive_{name}"]) for name in ("low", "typical", "high"))
        texts = {
            "place": f"{row['name']} ({place})",
            "arrive": f"{typical} ({low} to {high})",
            "days": f"{row['days']:.0f}",
        }
        features.append(_feature(row["geometry"], colours[place], texts))
    drawing = _draw(
        m, features, list(reached.geometry), "Modelled: reach in days", ("place", "arrive", "days")
    )
    labels = [
        f"up to {bands[0]:g} days",
        *(f"{a:g} to {b:g}" for a, b in pairwise(bands)),
        f"over {bands[-1]:g}",
    ]
    days_of = [*bands, bands[-1] + 1]
    rows = [(_band_colour(day, bands), label) for day, label in zip(days_of, labels, strict=True)]
    _add_legend(drawing, "Modelled travel time", rows)
    return drawing


def _joins(network: TravelNetwork, ends: tuple[str, str], days: Mapping[Hashable, float]) -> bool:
    """Whether both ends of a link are reached, or bend a line (points at sea are in no table of reach)."""
    return all(place in days or network.atlas.places.at[place, "kind"] == "waypoint" for place in ends)


def _band_colour(days: float, bands: Sequence[float]) -> str:
    number = sum(days > end for end in bands)
    return _BANDS[min(number * len(_BANDS) // (len(bands) + 1), len(_BANDS) - 1)]


def _add_legend(drawing: folium.Map, title: str, rows: Iterable[tuple[str, str]]) -> None:
    lines = "".join(
        f'<div><span style="color:{colour}">&#9679;&#9679;&#9679;</span> {html.escape(text)}</div>'
        for colour, text in rows
    )
    style = (
        "position:fixed;top:12px;right:12px;z-index:900;max-width:32em;padding:6px 10px;"
        "background:#fffd;font:13px sans-serif"
    )
    legend = f'<div style="{style}"><b>{html.escape(title)}</b>{lines}</div>'
    root: Any = drawing.get_root()
    root.html.add_child(folium.Element(legend.replace("{", "&#123;")))


def _summary(journey: Itinerary) -> str:
    return f"{journey.origin} to {journey.destination} by {', '.join(journey.modes)}: {journey.days} days"


def _leg_texts(leg: Leg) -> dict[str, str]:
    wait = f", {leg.wait_days:.1f} days of waiting" if leg.wait_days >= 0.05 else ""
    return {
        "leg": f"by {leg.mode}, {leg.start} to {leg.end}"
        + ("" if leg.basis == "network" else " (no known way)"),
        "dates": f"{leg.depart} to {leg.arrive}{wait}",
        "length": f"{leg.km:,.0f} km, {leg.days:.1f} days",
    }


def _feature(geometry: Any, colour: str, texts: Mapping[str, str]) -> dict[str, Any]:
    properties = {name: html.escape(text) for name, text in texts.items()}
    return {
        "type": "Feature",
        "geometry": geometry.__geo_interface__,
        "properties": properties | {"colour": colour, "modelled": True},
    }


def _draw(
    m: folium.Map | None,
    features: list[dict[str, Any]],
    shapes: Sequence[LineString],
    name: str,
    fields: tuple[str, ...],
) -> folium.Map:
    drawing = _blank_map() if m is None else m
    if features:
        folium.GeoJson(
            {"type": "FeatureCollection", "features": features},
            name=html.escape(name),
            style_function=_style,
            marker=folium.CircleMarker(radius=3, fill=True, fill_opacity=0.9),
            tooltip=folium.GeoJsonTooltip(
                fields=list(fields), aliases=[f"{f}:" for f in fields], sticky=True
            ),
            smooth_factor=1.0,
        ).add_to(drawing)
        west, south, east, north = bounds(GeometryCollection(list(shapes)))
        if m is None:
            drawing.fit_bounds([[south, west], [north, east]], padding=(20, 20))
    return drawing


def _style(feature: Mapping[str, Any]) -> dict[str, Any]:
    colour = feature["properties"]["colour"]
    if feature["geometry"]["type"] == "Point":
        return {"color": colour, "fillColor": colour, "weight": 1}
    return {"color": colour, "weight": 4, "dashArray": DOTS, "lineCap": "round", "opacity": 0.9}


def _blank_map() -> folium.Map:
    """Return a map of country outlines, which asks no server for tiles."""
    blank = folium.Map(tiles=None, location=[50, 55], zoom_start=4, control_scale=True)
    folium.GeoJson(
        _outlines(),
        name="Countries of today",
        style_function=lambda _: {
            "color": "#b8b4aa",
            "weight": 0.7,
            "fillColor": "#f4f1e8",
            "fillOpacity": 1,
        },
        control=False,
    ).add_to(blank)
    return blank


@cache
def _outlines() -> dict[str, Any]:
    shapes = simplify(read_countries().geometry.to_numpy(), 0.05)
    parts = [part for shape in shapes if shape is not None for part in get_parts(shape) if not part.is_empty]
    rounded = transform(parts, lambda points: points.round(2))
    return {
        "type": "FeatureCollection",
        "features": [
            {"type": "Feature", "properties": {}, "geometry": part.__geo_interface__} for part in rounded
        ],
    }


def _day(value: Any) -> str:
    return "never" if is_missing(value) else f"{value:%Y-%m-%d}"
