"""The vector basemap of 1939-1942 for the page, and the countries of today for checks.

Both files are made by `scripts/prepare_basemap.py`; `README.md` beside them says from what.
"""

from __future__ import annotations

import functools
import json
from importlib.resources import files
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import geopandas as gpd

__all__ = ["read_basemap", "read_countries"]


@functools.cache
def read_basemap() -> dict[str, Any]:
    """Read the basemap of the page; the same object each time, not to be changed.

    >>> read_basemap()["land"]["type"]
    'MultiPolygon'
    """
    document: dict[str, Any] = json.loads(_read("basemap.json"))
    return document


@functools.cache
def read_countries() -> gpd.GeoDataFrame:
    """Read the countries of today; the same frame each time, not to be changed.

    Columns: `name` (English short name), `aliases` (tuple of other names in use), `geometry` (WGS84, cut at
    the 180th meridian).

    >>> "Uzbekistan" in set(read_countries()["name"])
    True
    """
    import geopandas as gpd

    countries = gpd.GeoDataFrame.from_features(json.loads(_read("countries.geojson")), crs="EPSG:4326")
    countries["aliases"] = countries["aliases"].map(tuple)
    return countries[["name", "aliases", "geometry"]]


def _read(name: str) -> str:
    return files(__package__).joinpath(name).read_text(encoding="utf-8")
