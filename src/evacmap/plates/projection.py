"""From degrees to millimetres on paper: an equal-area projection that suits the extent, and its frame."""

from __future__ import annotations

import functools
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely
from pyproj import CRS, Geod, Transformer
from shapely.affinity import translate

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shapely.geometry.base import BaseGeometry

    from evacmap.plates.plate import Extent

_WGS84 = Geod(ellps="WGS84")
_NICE = (1.0, 2.0, 2.5, 5.0)

WEB_KM_PER_PX = 110.0
"""Kilometres of a pixel of a web map at zoom 0, as the drawing plan counts them."""

MM_PER_PX = 0.2646
"""A pixel is the 96th part of an inch."""


@dataclass(frozen=True, slots=True)
class Projection:
    """An equal-area projection, centred on an extent.

    Attributes
    ----------
    kind
        ``albers``, ``lambert`` or ``equal-earth``.
    lon, lat
        Its centre.
    parallels
        The two standard parallels of a cone, else the latitude of the centre twice.
    """

    kind: str
    lon: float
    lat: float
    parallels: tuple[float, float]

    @property
    def crs(self) -> CRS:
        """The projection for pyproj."""
        a, b = self.parallels
        text = {
            "albers": f"+proj=aea +lat_1={a} +lat_2={b} +lat_0={self.lat} +lon_0={self.lon}",
            "lambert": f"+proj=laea +lat_0={self.lat} +lon_0={self.lon}",
            "equal-earth": f"+proj=eqearth +lon_0={self.lon}",
        }[self.kind]
        return CRS.from_proj4(f"{text} +ellps=WGS84 +units=m +no_defs")


def choose_projection(extent: Extent) -> Projection:
    """Choose an equal-area projection for an extent.

    A cone suits what is wide and lies between pole and equator, a plane what is compact, Equal Earth the
    world.

    Examples
    --------
    >>> choose_projection((20, 35, 110, 68)).kind
    'albers'
    >>> choose_projection((33.8, 31, 36.2, 33.4)).kind
    'lambert'
    >>> choose_projection((-112, -47, 179, 66)).kind
    'equal-earth'
    """
    west, south, east, north = extent
    lon, lat = (west + east) / 2, (south + north) / 2
    wide, high = east - west, north - south
    if wide > 150 or high > 110:
        return Projection("equal-earth", round(lon), 0.0, (0.0, 0.0))
    if wide > 12 and wide > 1.2 * high and min(abs(south), abs(north)) > 8 and south * north > 0:
        sixth = high / 6
        return Projection(
            "albers", round(lon, 1), round(lat, 1), (round(south + sixth), round(north - sixth))
        )
    return Projection("lambert", round(lon, 1), round(lat, 1), (round(lat, 1), round(lat, 1)))


class Frame:
    """A rectangle of paper that shows an extent.

    Parameters
    ----------
    extent
        West, south, east, north; all of it is shown, and more on two sides where the shapes differ.
    box
        Left, bottom, width and height in millimetres.
    """

    def __init__(self, extent: Extent, box: tuple[float, float, float, float]) -> None:
        self.projection = choose_projection(extent)
        self.left, self.bottom, self.width, self.height = box
        self.right, self.top = self.left + self.width, self.bottom + self.height
        crs = self.projection.crs
        self._to = Transformer.from_crs(crs.geodetic_crs, crs, always_xy=True)
        self._from = Transformer.from_crs(crs, crs.geodetic_crs, always_xy=True)
        west, south, east, north = extent
        lon, lat = np.linspace(west, east, 61), np.linspace(south, north, 61)
        edge_lon = np.concatenate([lon, lon, np.full(61, west), np.full(61, east)])
        edge_lat = np.concatenate([np.full(61, south), np.full(61, north), lat, lat])
        x, y = self._to.transform(edge_lon, edge_lat)
        span_x, span_y = x.max() - x.min(), y.max() - y.min()
        self.m_per_mm = float(max(span_x / self.width, span_y / self.height))
        self._x0 = float((x.max() + x.min()) / 2 - self.m_per_mm * (self.left + self.width / 2))
        self._y0 = float((y.max() + y.min()) / 2 - self.m_per_mm * (self.bottom + self.height / 2))

    def to_mm(self, points: np.ndarray | Sequence[tuple[float, float]]) -> np.ndarray:
        """Project longitudes and latitudes to millimetres; what cannot be projected is NaN."""
        lonlat = np.asarray(points, dtype=float).reshape(-1, 2)
        x, y = self._to.transform(lonlat[:, 0], lonlat[:, 1], errcheck=False)
        xy = np.column_stack([(np.asarray(x) - self._x0), (np.asarray(y) - self._y0)]) / self.m_per_mm
        xy[~np.isfinite(xy).all(axis=1)] = np.nan
        return xy

    def to_degrees(self, x_mm: np.ndarray, y_mm: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return longitudes and latitudes of points on paper; infinite where paper shows no ground."""
        lon, lat = self._from.transform(
            np.asarray(x_mm) * self.m_per_mm + self._x0, np.asarray(y_mm) * self.m_per_mm + self._y0
        )
        return np.asarray(lon), np.asarray(lat)

    def holds(self, x: float, y: float, margin: float = 0.0) -> bool:
        """Tell whether a point on paper lies in the frame."""
        inside_x = self.left - margin <= x <= self.right + margin
        return inside_x and self.bottom - margin <= y <= self.top + margin

    @functools.cached_property
    def km_per_mm(self) -> float:
        """True kilometres of a millimetre across the centre of the frame."""
        x, y = self.left + self.width / 2, self.bottom + self.height / 2
        lon, lat = self.to_degrees(np.array([x - 1, x + 1]), np.array([y, y]))
        return float(_WGS84.inv(lon[0], lat[0], lon[1], lat[1])[2]) / 2000

    @property
    def zoom(self) -> float:
        """The zoom of a web map that draws the ground as large."""
        return math.log2(WEB_KM_PER_PX / (self.km_per_mm * MM_PER_PX))

    @functools.cached_property
    def bounds(self) -> Extent:
        """Degrees that hold all ground in the frame; longitudes about the central meridian."""
        x, y = np.meshgrid(np.linspace(self.left, self.right, 60), np.linspace(self.bottom, self.top, 60))
        lon, lat = self.to_degrees(x.ravel(), y.ravel())
        middle = self.projection.lon
        seen = np.isfinite(lon) & np.isfinite(lat)
        lon = (lon[seen] - middle + 180) % 360 - 180 + middle
        west, east = float(lon.min()) - 2, float(lon.max()) + 2
        south, north = float(lat[seen].min()) - 2, float(lat[seen].max()) + 2
        for pole in (-90.0, 90.0):
            at = self.to_mm([(middle, pole)])[0]
            if np.isfinite(at).all() and self.holds(*at):
                west, east = middle - 180, middle + 180
                south, north = (pole, north) if pole < 0 else (south, pole)
        # A hair within half a turn, or the seam opposite the centre would be drawn across the sheet.
        reach = 179.99
        return max(west, middle - reach), max(south, -90.0), min(east, middle + reach), min(north, 90.0)

    def cut(self, geometry: BaseGeometry, step: float = 1.0) -> BaseGeometry:
        """Return the part of a geometry (degrees) in the frame's bounds, in any turn of the globe."""
        window = shapely.box(*self.bounds)
        parts = [
            shapely.intersection(translate(geometry, turn), window)
            for turn in (-360, 0, 360)
            if shapely.box(*translate(geometry, turn).bounds).intersects(window)
        ]
        return shapely.segmentize(shapely.union_all(parts) if len(parts) > 1 else _only(parts), step)

    def graticule_step(self) -> int:
        """Return the degrees between two lines so that a handful of them cross the frame."""
        wanted = max(self.width, self.height) * self.km_per_mm / 111.2 / 6
        return next((s for s in (1, 2, 5, 10, 15, 20, 30) if s >= wanted), 30)

    def scale_bar(self, longest_mm: float) -> tuple[float, float]:
        """Return the kilometres of a round scale bar no longer than asked, and its millimetres."""
        km = self.km_per_mm * longest_mm
        power = 10.0 ** math.floor(math.log10(km))
        length = max(n * power for n in _NICE if n * power <= km)
        return length, length / self.km_per_mm

    def scale(self) -> int:
        """Return N of the scale 1:N at the centre, to two figures or so."""
        exact = self.km_per_mm * 1_000_000
        step = 10 ** max(0, math.floor(math.log10(exact)) - 1)
        return int(round(exact / step) * step)


def circle(lon: float, lat: float, radius_km: float) -> np.ndarray:
    """Return the points (degrees) at a distance from a place."""
    turn = np.linspace(0, 360, 73)
    n = len(turn)
    lons, lats, _ = _WGS84.fwd(np.full(n, lon), np.full(n, lat), turn, np.full(n, radius_km * 1000))
    return np.column_stack([lons, lats])


def _only(parts: list[BaseGeometry]) -> BaseGeometry:
    return parts[0] if parts else shapely.GeometryCollection()
