from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import geojson_validator
import pyogrio
import pytest
import shapely

import evacmap
from evacmap.exports import LAYERS, export_layer, write_geojson
from packages import line_of_three, write_package

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def folder(atlas: evacmap.Atlas, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All layers of the shipped atlas as GeoJSON."""
    folder = tmp_path_factory.mktemp("geojson")
    for layer in LAYERS:
        write_geojson(atlas, layer, folder / f"{layer}.geojson")
    return folder


def read(path: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return content


@pytest.mark.parametrize("layer", LAYERS)
def test_an_independent_validator_has_nothing_to_say(folder: Path, layer: str) -> None:
    collection = read(folder / f"{layer}.geojson")
    structure = geojson_validator.validate_structure(collection)
    assert not structure, structure
    findings = geojson_validator.validate_geometries(collection)
    assert not findings["invalid"], findings["invalid"]
    # It takes a part that ends at longitude 180, as the RFC cuts it, for one that crosses (the next test
    # looks), and minds a line that comes back the way it went, as some journeys do.
    known = {"crosses_antimeridian", "duplicate_nodes"}
    assert not findings["problematic"].keys() - known, findings["problematic"]


@pytest.mark.parametrize("layer", LAYERS)
def test_rfc_7946_to_the_letter(folder: Path, layer: str) -> None:
    collection = read(folder / f"{layer}.geojson")
    assert "crs" not in collection
    west, south, east, north = collection["bbox"]
    ids = [feature["id"] for feature in collection["features"]]
    assert len(ids) == len(set(ids))
    for feature in collection["features"]:
        if feature["geometry"] is None:
            continue
        shape = shapely.geometry.shape(feature["geometry"])
        x0, y0, x1, y1 = shape.bounds
        assert -180 <= west <= x0 <= x1 <= east <= 180
        assert -90 <= south <= y0 <= y1 <= north <= 90
        for line in getattr(shape, "geoms", [shape]):
            steps = zip(line.coords, line.coords[1:], strict=False)
            assert all(abs(b[0] - a[0]) <= 180 for a, b in steps), feature["id"]


@pytest.mark.parametrize("layer", LAYERS)
def test_gdal_reads_what_the_layer_holds(atlas: evacmap.Atlas, folder: Path, layer: str) -> None:
    written = export_layer(atlas, layer).set_index("id")
    read_back = pyogrio.read_dataframe(folder / f"{layer}.geojson").set_index("id")
    assert list(read_back.index) == list(written.index)
    assert read_back.crs.to_epsg() == 4326
    assert set(read_back.columns) == set(written.columns)
    for column in set(written.columns) - {"geometry"}:
        ours = [None if evacmap.network.is_missing(v) else v for v in written[column]]
        theirs = [None if evacmap.network.is_missing(v) else v for v in read_back[column]]
        if "date" in column or column.endswith(("_earliest", "_latest")):
            theirs = [str(v)[:10] if hasattr(v, "year") and v is not None else v for v in theirs]
        assert [str(v) if isinstance(v, str) else v and float(v) for v in theirs] == pytest.approx(
            [str(v) if isinstance(v, str) else v and float(v) for v in ours]
        ), column


def test_every_feature_says_what_when_how_many_how_sure_and_who_says_so(folder: Path) -> None:
    movement = read(folder / "movements.geojson")["features"][0]["properties"]
    what = {"title", "from", "to", "mode", "stage", "group", "line_km", "line_inferred_km"}
    when = {"date", "date_earliest", "date_latest"}
    assert what | when | {"people_low", "people_high", "certainty", "sources"} <= set(movement)
    places = {f["id"]: f["properties"] for f in read(folder / "places.geojson")["features"]}
    assert "Türkmenbaşy (tk)" in places["krasnovodsk"]["names_today"]
    assert "Красноводск (ru)" in places["krasnovodsk"]["names_then"]


def test_a_voyage_over_the_antimeridian_is_cut(tmp_path: Path) -> None:
    tables = line_of_three()
    tables["places"] += [
        {"id": "fiji", "name": "Fiji", "lat": -18, "lon": 178, "kind": "region"},
        {"id": "samoa", "name": "Samoa", "lat": -14, "lon": -172, "kind": "region"},
    ]
    tables["movements"].append(
        {"id": "voyage", "title": "Voyage", "from": "fiji", "to": "samoa", "mode": "air"}
    )
    atlas = evacmap.load(write_package(tmp_path / "p", tables))
    write_geojson(atlas, "movements", tmp_path / "m.geojson")
    voyage = next(f for f in read(tmp_path / "m.geojson")["features"] if f["id"] == "voyage")
    west, east = (
        shapely.geometry.shape({"type": "LineString", "coordinates": part})
        for part in voyage["geometry"]["coordinates"]
    )
    assert west.bounds[2] == 180
    assert east.bounds[0] == -180


def test_ugly_text_comes_back_as_it_was(tmp_path: Path) -> None:
    ugly = 'a "b"\t\\ </script> \u2028 עברית \u200b é'
    tables = line_of_three()
    tables["places"][0]["name"] = ugly
    tables["events"][0]["note"] = "two\nlines"
    atlas = evacmap.load(write_package(tmp_path / "p", tables))
    write_geojson(atlas, "places", tmp_path / "p.geojson")
    write_geojson(atlas, "events", tmp_path / "e.geojson")
    assert pyogrio.read_dataframe(tmp_path / "p.geojson").set_index("id").loc["alpha", "name"] == ugly
    assert read(tmp_path / "e.geojson")["features"][0]["properties"]["note"] == "two\nlines"


def test_same_data_same_bytes(folder: Path, tmp_path: Path) -> None:
    write_geojson(evacmap.load(), "movements", tmp_path / "again.geojson")
    assert (tmp_path / "again.geojson").read_bytes() == (folder / "movements.geojson").read_bytes()
