"""The basemap as a data block: the same lines as the rest, a third of the size of GeoJSON."""

from __future__ import annotations

from typing import Any

from evacmap.maps.payload import encode_line

UNITS_PER_DEGREE = 1000
"""The basemap is no finer than this."""

Block = dict[str, Any]


def encode_basemap(basemap: Block) -> Block:
    """Turn the vector basemap into the data block of a page.

    Parameters
    ----------
    basemap
        As `evacmap.basemap.read_basemap` returns it: GeoJSON geometries, labels and credits.

    Returns
    -------
    dict
        With each geometry as a list of polygons (lists of rings) or of lines, written by `encode_line`.
    """
    return {key: _encode(value) for key, value in basemap.items()}


def _encode(value: Any) -> Any:
    if isinstance(value, list):
        return [_encode(item) for item in value]
    if not isinstance(value, dict):
        return value
    if "coordinates" not in value:
        return {key: _encode(item) for key, item in value.items()}
    coordinates = value["coordinates"]
    match value["type"]:
        case "LineString":
            return [_line(coordinates)]
        case "MultiLineString":
            return [_line(line) for line in coordinates]
        case "Polygon":
            return [[_line(ring) for ring in coordinates]]
        case "MultiPolygon":
            return [[_line(ring) for ring in polygon] for polygon in coordinates]
        case kind:
            raise ValueError(f"The basemap holds a geometry of type {kind}, which the page cannot draw.")


def _line(points: list[list[float]]) -> list[int]:
    return encode_line(points, UNITS_PER_DEGREE)
