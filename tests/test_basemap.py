"""The basemap: what must be land is land, frontiers lie where they lay, and the files can be made again."""

from __future__ import annotations

import importlib
import json
import sys
from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import shapely
from shapely import LineString, MultiLineString, Point, Polygon
from shapely.geometry import shape
from shapely.ops import nearest_points, split

from evacmap.basemap import read_basemap, read_countries
from evacmap.geodesy import distance_m

if TYPE_CHECKING:
    from types import ModuleType

    from shapely.geometry.base import BaseGeometry

ROOT = Path(__file__).resolve().parents[1]
BASEMAP = ROOT / "src" / "evacmap" / "basemap"

PORTS = {
    "Pahlevi": (49.4622, 37.4747),
    "Krasnovodsk": (52.9552, 40.0222),
    "Baku": (49.88, 40.37),
    "Haifa": (34.99, 32.82),
    "Tel Aviv": (34.77, 32.07),
    "Beirut": (35.52, 33.90),
    "Port Said": (32.30, 31.26),
    "Bandar Shahpur": (49.08, 30.43),
    "Bushire": (50.83, 28.97),
    "Karachi": (66.99, 24.85),
    "Bombay": (72.83, 18.94),
    "Mombasa": (39.67, -4.05),
    "Arkhangelsk": (40.54, 64.54),
    "Murmansk": (33.08, 68.97),
    "Magadan": (150.80, 59.56),
    "Wellington": (174.78, -41.28),
    "San Pedro": (-118.28, 33.74),
    "Bora Bora": (-151.75, -16.50),
}
INLAND = {
    "Warsaw": (21.01, 52.23),
    "Moscow": (37.62, 55.75),
    "Buzuluk": (52.26, 52.78),
    "Tashkent": (69.28, 41.31),
    "Guzar": (66.25, 38.62),
    "Vorkuta": (64.0, 67.5),
    "Tehran": (51.42, 35.70),
    "Baghdad": (44.40, 33.34),
    "Jerusalem": (35.22, 31.78),
    "Delhi": (77.22, 28.65),
    "Nairobi": (36.82, -1.29),
    "Anadyr upland": (172.0, 66.0),
    "beyond the 180th meridian": (185.0, 66.5),
    "León": (-101.68, 21.12),
    "Cayenne, inland": (-53.2, 4.0),
    "Pahiatua": (175.84, -40.45),
}
WATER = {
    "Caspian, middle": (51.0, 39.5),
    "Caspian, north": (50.0, 45.0),
    "Krasnovodsk to Pahlevi": (51.3, 38.6),
    "Mediterranean": (18.0, 35.0),
    "off Haifa": (34.6, 32.8),
    "Persian Gulf": (50.5, 28.0),
    "Strait of Hormuz": (56.6, 26.5),
    "Arabian Sea": (64.0, 18.0),
    "Red Sea": (38.0, 20.0),
    "Gulf of Suez": (33.0, 28.9),
    "Black Sea": (34.0, 43.0),
    "Sea of Azov": (36.5, 46.0),
    "Baltic": (19.0, 56.5),
    "White Sea": (38.0, 65.6),
    "Sea of Okhotsk": (150.0, 56.0),
    "Bering Strait": (191.0, 65.9),
    "Tasman Sea": (160.0, -38.0),
    "off Mexico": (-110.0, 18.0),
}


@pytest.fixture(scope="module")
def basemap() -> dict[str, Any]:
    return read_basemap()


@pytest.fixture(scope="module")
def land(basemap: dict[str, Any]) -> BaseGeometry:
    found = shape(basemap["land"])
    shapely.prepare(found)
    return found


@pytest.fixture(scope="module")
def scripts() -> dict[str, ModuleType]:
    sys.path.insert(0, str(ROOT / "scripts"))
    names = ("prepare_basemap", "basemap_mosaic", "basemap_natural_earth")
    return {name: importlib.import_module(name) for name in names}


def geometries(value: Any) -> list[BaseGeometry]:
    if isinstance(value, list):
        return [found for item in value for found in geometries(item)]
    if not isinstance(value, dict):
        return []
    return [shape(value)] if "coordinates" in value else geometries(list(value.values()))


def segments(geometry: BaseGeometry) -> list[tuple[tuple[float, ...], ...]]:
    return [tuple(sorted(pair)) for line in shapely.get_parts(geometry) for pair in pairwise(line.coords)]


def ring_of_poland(basemap: dict[str, Any]) -> Polygon:
    return Polygon(basemap["poland1939"]["ring"]["coordinates"])


# ---------------------------------------------------------------- the shape of the document


def test_the_files_are_small_enough_for_a_page() -> None:
    assert (BASEMAP / "basemap.json").stat().st_size <= 550_000
    assert (BASEMAP / "countries.geojson").stat().st_size <= 900_000


def test_every_geometry_is_valid_and_on_the_globe(basemap: dict[str, Any]) -> None:
    found = geometries(basemap)
    assert len(found) > 100
    assert shapely.is_valid(found).all()
    assert not shapely.is_empty(found).any()
    lon, lat = shapely.get_coordinates(found).T
    assert (lon.min(), lon.max()) > (-180.001, 190)
    assert lon.max() < 190.5
    assert abs(lat).max() < 88


def test_outer_rings_run_counter_clockwise(land: BaseGeometry) -> None:
    parts = shapely.get_parts(land)
    assert shapely.is_ccw(shapely.get_exterior_ring(parts)).all()
    assert not any(ring.is_ccw for part in parts for ring in part.interiors)


def test_nothing_paints_a_stripe_over_the_world(land: BaseGeometry) -> None:
    wide = [part for part in shapely.get_parts(land) if np.ptp(part.bounds[::2]) > 300]
    assert [part.bounds[1] < -80 for part in wide] == [True], "only Antarctica goes round the world"
    rings = [ring for part in shapely.get_parts(land) for ring in (part.exterior, *part.interiors)]
    steps = [np.abs(np.diff(ring.xy[0])).max() for ring in rings if ring.bounds[1] > -80]
    assert max(steps) < 7


def test_labels_speak_three_languages_and_name_what_is_drawn(basemap: dict[str, Any]) -> None:
    labels = basemap["labels"]
    assert len({label["id"] for label in labels}) == len(labels) > 200
    for label in labels:
        assert set(label["names"]) == {"de", "en", "pl"}
        assert all(name.strip() == name != "" for name in label["names"].values()), label
        assert label["kind"] in {"state", "republic", "sea", "lake", "river"}
        assert 2 <= label["min_zoom"] <= 8
        assert abs(label["lon"]) <= 180
        assert abs(label["lat"]) <= 85
    drawn = {water["id"] for water in (*basemap["lakes"], *basemap["rivers"])}
    assert {label["id"] for label in labels if label["kind"] in {"lake", "river"}} <= drawn


def test_seas_are_named_at_sea_and_states_on_land(basemap: dict[str, Any], land: BaseGeometry) -> None:
    on_land = {
        kind: {label["id"]: land.contains(Point(label["lon"], label["lat"])) for label in basemap["labels"]
               if label["kind"] == kind}
        for kind in ("sea", "state", "republic")
    }  # fmt: skip
    assert {name for name, inside in on_land["sea"].items() if inside} == {"aral-sea", "suez-canal"}
    assert all(on_land["republic"].values())
    assert {name for name, inside in on_land["state"].items() if not inside} <= {
        "maldives",
        "mauritius-seychelles",
    }


def test_credits_are_given_in_three_languages(basemap: dict[str, Any]) -> None:
    assert {credit["id"] for credit in basemap["credits"]} == {"natural-earth", "evacmap-borders"}
    assert all(set(credit["names"]) == {"de", "en", "pl"} for credit in basemap["credits"])


# ---------------------------------------------------------------- land and water


@pytest.mark.parametrize("name", PORTS)
def test_ports_lie_at_the_drawn_coast(land: BaseGeometry, name: str) -> None:
    port = Point(PORTS[name])
    for drawn in (land, land.boundary):
        near = nearest_points(drawn, port)[0]
        assert distance_m(PORTS[name], (near.x, near.y)) < 15_000


@pytest.mark.parametrize("name", INLAND)
def test_towns_stand_on_land(land: BaseGeometry, name: str) -> None:
    assert land.contains(Point(INLAND[name]))


@pytest.mark.parametrize("name", WATER)
def test_the_sea_is_sea(land: BaseGeometry, name: str) -> None:
    assert not land.intersects(Point(WATER[name]))


def test_the_caspian_is_one_gap_in_the_land_and_the_aral_a_lake(
    basemap: dict[str, Any], land: BaseGeometry
) -> None:
    holes = [Polygon(ring) for part in shapely.get_parts(land) for ring in part.interiors]
    caspian = [hole for hole in holes if hole.contains(Point(51, 39.5))]
    assert len(caspian) == 1
    assert 42 < caspian[0].area < 44
    lakes = {lake["id"]: shape(lake["geometry"]) for lake in basemap["lakes"]}
    assert "caspian-sea" not in lakes
    inside = {"aral-sea": (60, 45), "balkhash": (74.3, 46.2), "baikal": (108, 53.4), "urmia": (45.4, 37.7)}
    for name, place in inside.items():
        assert lakes[name].contains(Point(place)), name
        assert land.contains(Point(place)), name


def test_rivers_flow_on_land(basemap: dict[str, Any], land: BaseGeometry) -> None:
    for river in basemap["rivers"]:
        line = shape(river["geometry"])
        assert line.intersection(land).length > 0.9 * line.length, river["id"]


# ---------------------------------------------------------------- borders


def test_frontiers_have_land_on_both_sides(basemap: dict[str, Any], land: BaseGeometry) -> None:
    for key in ("borders", "republics"):
        ends = np.array(segments(shape(basemap[key])))
        along = ends[:, 1] - ends[:, 0]
        aside = np.column_stack([-along[:, 1], along[:, 0]]) / np.hypot(*along.T)[:, None] * 1e-4
        middle = ends.mean(axis=1)
        for side in (middle + aside, middle - aside):
            assert shapely.contains_xy(land, *side.T).all(), key


def test_each_frontier_is_drawn_once(basemap: dict[str, Any]) -> None:
    drawn = Counter(segments(shape(basemap["borders"])) + segments(shape(basemap["republics"])))
    assert len(drawn) > 5000
    assert max(drawn.values()) == 1


def test_frontiers_of_all_layers_run_on_the_same_vertices(basemap: dict[str, Any]) -> None:
    """Where Poland's frontier of 1939 was still one in 1941, it may not run beside it."""
    borders = {key: set(segments(shape(basemap[key]))) for key in ("borders", "republics")}
    ring = set(segments(shape(basemap["poland1939"]["ring"])))
    assert len(ring & borders["borders"]) > 40
    assert len(set(segments(shape(basemap["demarcation1939"]))) - borders["borders"]) == 0
    # Segments close to another layer without being part of it would show as double lines.
    for line in ring - borders["borders"] - borders["republics"]:
        middle = LineString(line).interpolate(0.5, normalized=True)
        distance = shape(basemap["borders"]).distance(middle)
        assert distance == 0 or distance > 0.004


@pytest.mark.parametrize(
    ("name", "place", "inside"),
    [
        ("Lwów", (24.03, 49.84), True),
        ("Wilno", (25.28, 54.69), True),
        ("Równe", (26.25, 50.62), True),
        ("Pińsk", (26.1, 52.12), True),
        ("Grodno", (23.83, 53.68), True),
        ("Toruń", (18.6, 53.01), True),
        ("Gdynia, inland", (18.45, 54.45), True),
        ("Katowice", (19.02, 50.26), True),
        ("Danzig", (18.65, 54.33), False),
        ("Königsberg", (20.5, 54.7), False),
        ("Allenstein", (20.48, 53.78), False),
        ("Breslau", (17.03, 51.11), False),
        ("Minsk", (27.56, 53.9), False),
        ("Kaunas", (23.9, 54.9), False),
        ("Kamenets-Podolsk", (26.58, 48.68), False),
    ],
)
def test_poland_of_1939(basemap: dict[str, Any], name: str, place: tuple[float, float], inside: bool) -> None:
    assert ring_of_poland(basemap).contains(Point(place)) is inside, name


def test_danzig_lies_between_its_own_line_and_that_of_poland(basemap: dict[str, Any]) -> None:
    lines = [shape(basemap["poland1939"][key]) for key in ("ring", "danzig")]
    faces = shapely.get_parts(shapely.polygonize([shapely.union_all(lines)]))
    (danzig,) = [face for face in faces if face.contains(Point(18.65, 54.33))]
    assert danzig.area < 0.4


def test_the_demarcation_line_parts_poland(basemap: dict[str, Any]) -> None:
    line = shape(basemap["demarcation1939"])
    assert isinstance(line, LineString)
    assert line.coords[0][1] > line.coords[-1][1], "north to south"
    parts = [part for part in split(ring_of_poland(basemap), line).geoms if part.area > 1]
    sides = {
        name: [part.contains(Point(place)) for part in parts].index(True)
        for name, place in {
            "Warsaw": (21.01, 52.23), "Lublin": (22.57, 51.25), "Kraków": (19.94, 50.06),
            "Poznań": (16.93, 52.41), "Białystok": (23.16, 53.13), "Brześć": (23.75, 52.1),
            "Lwów": (24.03, 49.84), "Wilno": (25.28, 54.69), "Łomża": (22.07, 53.18),
        }.items()
    }  # fmt: skip
    assert len(parts) == 2
    assert len({sides[name] for name in ("Warsaw", "Lublin", "Kraków", "Poznań")}) == 1
    assert len({sides[name] for name in ("Białystok", "Brześć", "Lwów", "Wilno", "Łomża")}) == 1
    assert sides["Warsaw"] != sides["Lwów"]


def test_zones_in_iran(basemap: dict[str, Any]) -> None:
    zones = {zone["id"]: shape(zone["geometry"]) for zone in basemap["iran_zones"]}
    towns = {
        "Tabriz": ((46.29, 38.08), "iran-soviet-west"),
        "Resht": ((49.58, 37.28), "iran-soviet-west"),
        "Gorgan": ((54.44, 36.84), "iran-soviet-east"),
        "Meshed": ((59.6, 36.3), "iran-soviet-khorasan"),
        "Ahwaz": ((48.68, 31.32), "iran-british"),
        "Tehran": ((51.42, 35.7), "iran-tehran"),
        "Isfahan": ((51.67, 32.65), None),
        "Hamadan": ((48.51, 34.8), None),
    }
    for town, (place, zone) in towns.items():
        found = [name for name, area in zones.items() if area.contains(Point(place))]
        assert found == ([zone] if zone else []), town
    names = [zone["names"] for zone in basemap["iran_zones"]]
    assert all(set(name) == {"de", "en", "pl"} and all(name.values()) for name in names)


# ---------------------------------------------------------------- countries of today


@pytest.mark.parametrize(
    ("country", "place"),
    [
        ("Russia", (44.0, 56.3)),
        ("Russia", (172.0, 66.0)),
        ("Russia", (-173.2, 64.4)),
        ("Kazakhstan", (63.3, 45.62)),
        ("Uzbekistan", (66.25, 38.62)),
        ("Turkmenistan", (58.38, 37.95)),
        ("Kyrgyzstan", (73.0, 40.93)),
        ("Iran", (49.6, 37.28)),
        ("Iraq", (44.4, 33.34)),
        ("Israel", (34.8, 32.08)),
        ("Palestinian territories", (34.46, 31.5)),
        ("Palestinian territories", (35.21, 31.71)),
        ("Jordan", (35.93, 31.95)),
        ("Ukraine", (24.03, 49.84)),
        ("Ukraine", (34.1, 44.95)),
        ("Belarus", (26.1, 52.12)),
        ("Lithuania", (25.28, 54.69)),
        ("Poland", (22.77, 49.78)),
        ("Pakistan", (67.01, 24.9)),
        ("India", (73.0, 19.2)),
        ("Tanzania", (36.85, -3.37)),
        ("Zambia", (28.28, -15.42)),
        ("New Zealand", (175.84, -40.45)),
        ("Mexico", (-101.68, 21.12)),
        ("United States", (-118.2, 34.05)),
        ("United Kingdom", (-0.1, 51.5)),
    ],
)
def test_towns_lie_in_their_country_of_today(country: str, place: tuple[float, float]) -> None:
    countries = read_countries()
    assert list(countries["name"][countries.contains(Point(place))]) == [country]


def test_countries_are_sound() -> None:
    countries = read_countries()
    assert list(countries.columns) == ["name", "aliases", "geometry"]
    assert countries.crs == "EPSG:4326"
    assert countries["name"].is_unique
    assert not countries["name"].str.contains(r"\.").any(), "no abbreviations"
    assert {"French Polynesia", "Gibraltar", "Yemen", "South Africa"} <= set(countries["name"])
    assert countries.set_index("name")["aliases"]["Palestinian territories"] == ("Palestine",)
    assert countries.is_valid.all()
    assert not countries.is_empty.any()
    west, _, east, _ = countries.total_bounds
    assert (west, east) == (-180, 180)
    pairs = countries.sindex.query(countries.geometry, predicate="overlaps")
    overlap = [
        countries.geometry.iloc[i].intersection(countries.geometry.iloc[j]).area for i, j in pairs.T if i < j
    ]
    assert sum(overlap) < 1e-6


# ---------------------------------------------------------------- the making


def test_the_stored_basemap_is_what_the_script_makes(scripts: dict[str, ModuleType]) -> None:
    prepare = scripts["prepare_basemap"]
    text = prepare.format_basemap(prepare.build_basemap())
    stored = (BASEMAP / "basemap.json").read_text(encoding="utf-8")
    if shapely.geos_version[:2] == (3, 14):
        assert text == stored
    # Another GEOS may begin rings elsewhere or drop another vertex, but draws the same map.
    new, old = json.loads(text), json.loads(stored)
    assert list(new) == list(old)
    assert new["labels"] == old["labels"]
    assert shape(new["land"]).symmetric_difference(shape(old["land"])).area < 0.001 * shape(old["land"]).area


def test_neighbours_keep_their_common_border_when_simplified(scripts: dict[str, ModuleType]) -> None:
    mosaic = scripts["basemap_mosaic"]
    wiggle = [(20 + 0.02 * (-1) ** i, 40 + i * 0.05) for i in range(41)]
    west = Polygon([(18, 40), *wiggle, (18, 42)])
    east = Polygon([(22, 40), *wiggle, (22, 42)])
    faces = mosaic.cut_into_faces({"west": west, "east": east}, {})
    simple = faces.simplified(0.1)
    assert shapely.coverage_is_valid(simple.polygons)
    assert shapely.get_num_coordinates(simple.polygons).sum() < 20
    border = mosaic.common_borders(simple, lambda owner: owner)
    assert isinstance(border, MultiLineString)
    assert border.length == pytest.approx(2, abs=0.1)
    assert mosaic.common_borders(simple, lambda _: "same").is_empty


def test_lines_are_coarser_far_from_the_story(scripts: dict[str, ModuleType]) -> None:
    mosaic = scripts["basemap_mosaic"]
    circle = Point(0, 0).buffer(2, quad_segs=50)
    near, far = (shapely.set_precision(mosaic.shifted(circle, lon), 0.001) for lon in (45, -100))
    near = shapely.transform(near, lambda points: points + np.array([0, 40]))
    far = shapely.transform(far, lambda points: points + np.array([0, 40]))
    simple = mosaic.simplify_together([near, far], 0.1)
    assert shapely.get_num_coordinates(simple[0]) > shapely.get_num_coordinates(simple[1])
    kept = {tuple(point) for point in shapely.get_coordinates([near, far]).tolist()}
    assert {tuple(point) for point in shapely.get_coordinates(simple).tolist()} <= kept


def test_small_gaps_close_and_large_ones_stay_water(scripts: dict[str, ModuleType]) -> None:
    mosaic = scripts["basemap_mosaic"]
    whole = shapely.box(20, 40, 30, 50)
    gap, enclave, lake = (
        shapely.box(22, 42, 22.1, 42.1),
        shapely.box(24, 44, 24.1, 44.1),
        shapely.box(26, 46, 28, 48),
    )
    around = whole.difference(shapely.union_all([gap, enclave, lake]))
    other = shapely.union_all([enclave, shapely.box(30, 40, 31, 50)])
    faces = mosaic.cut_into_faces({"around": around, "other": other}, {})
    assert sorted(faces.owners) == ["around", "other"]
    assert faces.union(lambda owner, _: owner == "around").area == pytest.approx(100 - lake.area)
    assert faces.union(lambda owner, _: owner == "other").area == pytest.approx(10)


def test_topojson_is_decoded_across_the_180th_meridian(
    scripts: dict[str, ModuleType], tmp_path: Path
) -> None:
    arc = [[17900, 6000], [200, 0], [0, 500], [-200, 0], [0, -500]]  # 179 E to 179 W, as one ring
    arc[1][0] -= 36000
    arc[3][0] += 36000
    topology = {
        "transform": {"scale": [0.01, 0.01], "translate": [0, 0]},
        "arcs": [arc],
        "objects": {"countries": {"geometries": [
            {"type": "Polygon", "arcs": [[0]], "properties": {"name": "Nowhere"}},
        ]}},
    }  # fmt: skip
    path = tmp_path / "topology.json"
    path.write_text(json.dumps(topology), encoding="utf-8")
    ((name, area),) = scripts["basemap_natural_earth"].read_topology(path, "countries")
    assert name == "Nowhere"
    assert area.area == pytest.approx(10)
    assert np.ptp(area.bounds[::2]) == pytest.approx(2)
    cut = scripts["basemap_natural_earth"]._cut_at_180(area)
    assert cut.bounds == (-180, 60, 180, 65)
    assert cut.area == pytest.approx(10)
