"""Lengths and lines on the WGS84 ellipsoid."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from pyproj import Geod
from shapely import LineString

if TYPE_CHECKING:
    from collections.abc import Iterable

CRS = "EPSG:4326"
Coordinate = tuple[float, float]

_WGS84 = Geod(ellps="WGS84")


def distance_m(a: Coordinate, b: Coordinate) -> float:
    """Return the length of the geodesic between two points.

    Parameters
    ----------
    a, b
        Longitude and latitude, WGS84 degrees.

    Returns
    -------
    float
        Metres.

    Examples
    --------
    >>> round(distance_m((52.9552, 40.0222), (49.4622, 37.4747)) / 1000)  # Krasnovodsk to Pahlevi
    415
    """
    return float(_WGS84.inv(*a, *b)[2])


def length_m(line: LineString) -> float:
    """Return the length of a line, each segment taken as a geodesic, in metres."""
    return float(_WGS84.geometry_length(line))


def unwrapped(points: Iterable[Coordinate]) -> list[Coordinate]:
    """Shift longitudes by whole turns so that no step is longer than half a turn.

    Parameters
    ----------
    points
        Longitudes and latitudes in order along a line.

    Returns
    -------
    list of tuple
        The same points; the first unchanged, later ones perhaps beyond 180 degrees, so that a line across
        the antimeridian stays in one piece.

    Examples
    --------
    >>> unwrapped([(174.8, -41.3), (-118.3, 33.7)])
    [(174.8, -41.3), (241.7, 33.7)]
    """
    result: list[Coordinate] = []
    for lon, lat in points:
        if result:
            turns = math.floor((result[-1][0] - lon + 180) / 360)
            result.append((lon + 360 * turns, lat))
        else:
            result.append((lon, lat))
    return result


def wrapped(points: Iterable[tuple[float, ...]]) -> list[Coordinate]:
    """Bring longitudes beyond 180 degrees back into range; the inverse of `unwrapped`.

    Parameters
    ----------
    points
        Longitudes and latitudes; a third coordinate is dropped.

    Returns
    -------
    list of tuple
        Longitudes from -180 to 180; those that lay there are exactly as they were.
    """
    return [(lon if -180 <= lon <= 180 else (lon + 180) % 360 - 180, lat) for lon, lat, *_ in points]


def geodesic(a: Coordinate, b: Coordinate, step_km: float = 100.0) -> LineString:
    """Return the geodesic between two points as a line in one piece.

    Parameters
    ----------
    a, b
        Longitude and latitude, WGS84 degrees.
    step_km
        Longest distance between two vertices.

    Returns
    -------
    shapely.LineString
        From `a` to `b`, continuous across the antimeridian.
    """
    count = math.ceil(distance_m(a, b) / (step_km * 1000)) - 1
    between = _WGS84.npts(*a, *b, count) if count > 0 else []
    return LineString(unwrapped([a, *between, b]))
