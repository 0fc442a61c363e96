"""Mosaics of land, and the files they are kept in: what the two steps of `prepare_basemap.py` share.

The layers of the basemap share their vertices, and must go on doing so when they are simplified, or slivers
show. So all outlines are cut into faces once, the faces are simplified together, and each layer is read
off them.
"""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from shapely import MultiLineString, Polygon, STRtree
from shapely.geometry import mapping, shape

from evacmap.files import atomic_write

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

GRID = 0.001  # degrees; the grid on which the borders were drawn
SMALLEST_FACE = 0.015  # square degrees; a smaller piece of land, or gap in it, goes to its neighbour

# The story lies between 8 and 80 degrees east and 10 and 62 north, with an outpost in New Zealand. Elsewhere
# a degree counts for less when lines are simplified: (degree, degree as counted).
SQUEEZE_LON = ((-540, -103), (-24, -9), (8, 8), (80, 80), (165, 108), (180, 122), (540, 212))
SQUEEZE_LAT = ((-90, -36), (-47, -25), (-34, -12), (10, 10), (62, 62), (90, 71))


@dataclass(frozen=True)
class Feature:
    """A GeoJSON feature: its properties and its geometry."""

    properties: dict[str, Any]
    geometry: BaseGeometry

    @property
    def id(self) -> str:
        """Return the id within its file."""
        return str(self.properties["id"])


@dataclass(frozen=True)
class Faces:
    """A mosaic of land: polygons that neither overlap nor leave gaps.

    Attributes
    ----------
    polygons
        The faces.
    owners
        Whose each face is.
    overlays
        The names of the overlays in which each face lies.
    """

    polygons: list[Polygon]
    owners: list[str]
    overlays: list[frozenset[str]]

    def union(self, belongs: Callable[[str, frozenset[str]], bool]) -> BaseGeometry:
        """Join the faces for which `belongs(owner, overlays)` holds."""
        faces = zip(self.polygons, self.owners, self.overlays, strict=True)
        return shapely.coverage_union_all([polygon for polygon, owner, over in faces if belongs(owner, over)])

    def simplified(self, tolerance: float) -> Faces:
        """Return the same mosaic with fewer vertices."""
        return Faces(simplify_together(self.polygons, tolerance), self.owners, self.overlays)


def read_features(path: Path) -> list[Feature]:
    """Read a GeoJSON file."""
    document = json.loads(path.read_text(encoding="utf-8"))
    return [Feature(f["properties"], shape(f["geometry"])) for f in document["features"]]


def write_features(path: Path, features: Iterable[Feature]) -> None:
    """Write a GeoJSON file, a feature a line, so that a diff can be read."""
    lines = [
        compact_json({"type": "Feature", "properties": f.properties, "geometry": to_geojson(f.geometry)})
        for f in features
    ]
    with atomic_write(path) as file:
        file.write('{"type":"FeatureCollection","features":[\n' + ",\n".join(lines) + "\n]}\n")


def compact_json(value: Any) -> str:
    """Write JSON without blanks."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def to_geojson(geometry: BaseGeometry) -> dict[str, Any]:
    """Give the GeoJSON of a geometry, with three decimals and outer rings counter-clockwise."""

    def short(value: Any) -> Any:
        if isinstance(value, tuple | list):
            return [short(part) for part in value]
        number = round(float(value), 3)
        return int(number) if number.is_integer() else number

    shaped = mapping(shapely.orient_polygons(geometry))
    return {"type": shaped["type"], "coordinates": short(shaped["coordinates"])}


def polygons_of(geometry: BaseGeometry) -> list[Polygon]:
    """List the polygons in a geometry of any kind; lines and points are left out."""
    parts = shapely.get_parts(shapely.get_parts(geometry))
    return [part for part in parts if isinstance(part, Polygon) and not part.is_empty]


def shifted(geometry: BaseGeometry, degrees: float) -> BaseGeometry:
    """Move a geometry east."""
    return shapely.transform(geometry, lambda points: points + np.array([degrees, 0.0]))


def cut_into_faces(layers: dict[str, BaseGeometry], overlays: dict[str, BaseGeometry]) -> Faces:
    """Cut land along all outlines.

    Small gaps between the layers, such as enclaves that drawing left out, go to the neighbour with the
    longest common border, and so do pieces too small to be drawn; large gaps are water.

    Parameters
    ----------
    layers
        Owner -> area. Areas do not overlap.
    overlays
        Name -> area that may lie across the layers.
    """
    areas = layers | overlays
    lines = shapely.union_all([shapely.boundary(area) for area in areas.values()], grid_size=GRID)
    polygons = polygons_of(shapely.polygonize(list(shapely.get_parts(lines))))
    inside = [shapely.point_on_surface(polygon) for polygon in polygons]
    names = list(areas)
    labels: list[set[str]] = [set() for _ in polygons]
    for face, area in STRtree(list(areas.values())).query(inside, predicate="intersects").T.tolist():
        labels[face].add(names[area])
    faces = _absorb(polygons, [frozenset(found) for found in labels], frozenset(layers))
    owners = [next(iter(found & layers.keys()), "") for _, found in faces]
    land = [i for i, owner in enumerate(owners) if owner]
    return Faces(
        [faces[i][0] for i in land],
        [owners[i] for i in land],
        [faces[i][1] - {owners[i]} for i in land],
    )


def _absorb(
    polygons: list[Polygon], labels: list[frozenset[str]], owners: frozenset[str]
) -> list[tuple[Polygon, frozenset[str]]]:
    """Give what is too small to be drawn to the neighbour with the longest common border."""
    largest: dict[frozenset[str], float] = defaultdict(float)
    for polygon, found in zip(polygons, labels, strict=True):
        largest[found] = max(largest[found], polygon.area)
    tree = STRtree(polygons)
    given = list(labels)
    # From large to small, so that an enclave within an enclave follows the outer one.
    for i in sorted(range(len(polygons)), key=lambda i: -polygons[i].area):
        polygon, found = polygons[i], labels[i]
        whole_owner = bool(found & owners) and polygon.area == largest[found]
        if polygon.area >= SMALLEST_FACE or whole_owner:
            continue
        near = [j for j in tree.query(polygon, predicate="touches").tolist() if given[j] & owners]
        common = [shapely.intersection(polygons[j], polygon).length for j in near]
        if near and max(common) > 0:
            given[i] = given[near[int(np.argmax(common))]]
    # Joined, so that no vertex is held fast by a line that is gone.
    joined: list[tuple[Polygon, frozenset[str]]] = []
    for found in dict.fromkeys(given):
        same = [polygon for polygon, other in zip(polygons, given, strict=True) if other == found]
        joined += [(part, found) for part in polygons_of(shapely.coverage_union_all(same))]
    return joined


def simplify_together(polygons: list[Polygon], tolerance: float) -> list[Polygon]:
    """Simplify a mosaic so that neighbours still share their vertices.

    Shapely knows one tolerance for all. Counting degrees far from the story for less, and giving the vertices
    that stay their true coordinates back, gives the story the finer lines.
    """
    faces = np.array(polygons, dtype=object)
    true = shapely.get_coordinates(faces)
    counted = _squeeze(true)
    back = {(x, y): place for (x, y), place in zip(counted.tolist(), true.tolist(), strict=True)}
    simplified = shapely.coverage_simplify(shapely.set_coordinates(faces, counted), tolerance)
    restored = [back[x, y] for x, y in shapely.get_coordinates(simplified).tolist()]
    return list(shapely.set_coordinates(np.array(simplified, dtype=object), np.array(restored)))


def _squeeze(points: NDArray[np.float64]) -> NDArray[np.float64]:
    lon = np.interp(points[:, 0], *np.array(SQUEEZE_LON, dtype=float).T)
    lat = np.interp(points[:, 1], *np.array(SQUEEZE_LAT, dtype=float).T)
    return np.column_stack([lon, lat])


def common_borders(faces: Faces, key: Callable[[str], str]) -> MultiLineString:
    """Find the lines along which faces of different `key(owner)` meet, each once.

    Faces with an empty key are passed over.
    """
    sides: dict[tuple[tuple[float, ...], ...], set[str]] = defaultdict(set)
    for polygon, owner in zip(faces.polygons, faces.owners, strict=True):
        for ring in (polygon.exterior, *polygon.interiors):
            for segment in pairwise(ring.coords):
                sides[tuple(sorted(segment))].add(key(owner))
    # Sorted, because the order of the lines would else follow that of the faces.
    between = sorted(segment for segment, owners in sides.items() if len(owners - {""}) > 1)
    return join_lines(MultiLineString(between))


def join_lines(lines: BaseGeometry) -> MultiLineString:
    """Chain lines that meet end to end."""
    return MultiLineString(list(shapely.get_parts(shapely.line_merge(lines))))
