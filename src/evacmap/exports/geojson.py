"""GeoJSON as RFC 7946 has it.

WGS84 without a ``crs`` member, longitude first, lines cut at the antimeridian (the PyPI package
antimeridian), a ``bbox``, six decimals (0.1 m), feature ids, UTF-8, one feature a line. GDAL's own writer
does none of the cutting, which is why this is not `to_file`.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import antimeridian
import shapely
from shapely import LineString
from shapely.geometry import mapping

from evacmap.exports.layers import export_layer
from evacmap.files import atomic_write
from evacmap.geodesy import wrapped
from evacmap.network import is_missing

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import geopandas as gpd
    from shapely.geometry.base import BaseGeometry

    from evacmap.atlas import Atlas

DECIMALS = 6


def write_geojson(atlas: Atlas, layer: str, path: str | Path) -> int:
    """Write a layer of an atlas as a GeoJSON file.

    Parameters
    ----------
    atlas
        The atlas.
    layer
        One of `evacmap.exports.LAYERS`.
    path
        The file to write; replaced only when the new one is complete.

    Returns
    -------
    int
        Number of features written.

    Raises
    ------
    CannotWrite
        If the file cannot be written.
    """
    table = export_layer(atlas, layer)
    shapes = [None if shape is None or shape.is_empty else _cut(shape) for shape in table.geometry]
    head: dict[str, Any] = {
        "type": "FeatureCollection",
        "name": layer,
        "title": f"{atlas.title}: {layer}",
        "license": _licence(atlas),
    }
    box = _bbox([shape for shape in shapes if shape is not None])
    if box is not None:
        head["bbox"] = box
    with atomic_write(path) as file:
        file.write(_dumps(head)[:-1] + ', "features": [')
        for number, feature in enumerate(_features(table, shapes)):
            file.write((",\n" if number else "\n") + _dumps(feature))
        file.write("\n]}\n")
    return len(table)


def _features(table: gpd.GeoDataFrame, shapes: list[BaseGeometry | None]) -> Iterator[dict[str, Any]]:
    columns = [str(column) for column in table.columns if column != "geometry"]
    cells = [table[column].tolist() for column in columns]
    for number, shape in enumerate(shapes):
        row = {column: values[number] for column, values in zip(columns, cells, strict=True)}
        properties = {column: None if is_missing(value) else value for column, value in row.items()}
        geometry = None if shape is None else mapping(shape)
        yield {"type": "Feature", "id": row["id"], "geometry": geometry, "properties": properties}


def _cut(shape: BaseGeometry) -> BaseGeometry:
    """Cut a line at the antimeridian, round it, and drop points that fall together."""
    west, _, east, _ = shape.bounds
    if west < -180 or east > 180:
        lines = [LineString(wrapped(line.coords)) for line in getattr(shape, "geoms", [shape])]
        cut = [antimeridian.fix_line_string(line, great_circle=False) for line in lines]
        parts = [part for line in cut for part in shapely.get_parts(line)]
        shape = shapely.multilinestrings(parts)
    rounded = shapely.set_precision(shape, 10.0**-DECIMALS, mode="pointwise")
    return shapely.remove_repeated_points(rounded)


def _bbox(shapes: list[BaseGeometry]) -> list[float] | None:
    """Return west, south, east, north of all shapes."""
    if not shapes:
        return None
    return [round(float(value), DECIMALS) for value in shapely.total_bounds(shapes)]


def _licence(atlas: Atlas) -> str:
    licences = atlas.descriptor.get("licenses") or []
    return ", ".join(str(licence.get("name", "")) for licence in licences if isinstance(licence, dict))


def _dumps(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)
