"""The data of a page: what is drawn, at which scale, and how it is written."""

from __future__ import annotations

import json
import math
import re
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import evacmap
from evacmap.basemap import read_basemap
from evacmap.maps.assets import LANGUAGES, SCRIPTS, read_asset, read_words
from evacmap.maps.elements import pack, to_json, unpack
from evacmap.maps.ground import encode_basemap
from evacmap.maps.payload import UNITS_PER_DEGREE, encode_line, payload
from evacmap.maps.selection import Selection, complete
from evacmap.maps.view import initial_view
from evacmap.plan import plan_movements
from packages import line_of_three, write_package

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.fixture(scope="module")
def blocks(atlas: evacmap.Atlas) -> dict:
    return payload(atlas)


def decode(line: list[int], units_per_degree: int = UNITS_PER_DEGREE) -> np.ndarray:
    return np.cumsum(np.array(line).reshape(-1, 2), axis=0) / units_per_degree


@given(
    st.lists(
        st.tuples(st.floats(-180, 400, allow_nan=False), st.floats(-90, 90, allow_nan=False)),
        min_size=2,
        max_size=30,
    )
)
def test_a_line_comes_back_to_half_a_unit(points: list[tuple[float, float]]) -> None:
    decoded = decode(encode_line(points))
    kept = [points[0]]
    for point in points[1:]:
        moved = np.rint(np.array(point) * UNITS_PER_DEGREE) != np.rint(np.array(kept[-1]) * UNITS_PER_DEGREE)
        if moved.any():
            kept.append(point)
    assert np.abs(decoded - np.array(kept)).max() <= 0.5 / UNITS_PER_DEGREE + 1e-9


@given(
    st.recursive(st.text() | st.integers() | st.none(), lambda v: st.lists(v) | st.dictionaries(st.text(), v))
)
def test_json_holds_nothing_a_parser_of_markup_would_read(value: object) -> None:
    text = to_json(value)
    assert not set(text) & set("<>&\u2028\u2029")
    assert json.loads(text) == value


@given(st.text())
def test_packed_data_comes_back_and_is_the_same_each_time(text: str) -> None:
    packed = pack({"note": text})
    assert unpack(packed) == {"note": text}
    assert packed == pack({"note": text})
    assert re.fullmatch(r"[A-Za-z0-9+/=]+", packed)


@pytest.mark.parametrize("write", [to_json, pack])
def test_numbers_that_are_none_are_refused(write: Callable[[object], str]) -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        write({"people": math.nan})


def test_every_row_is_in_the_payload(atlas: evacmap.Atlas, blocks: dict) -> None:
    for table in ("places", "links", "movements", "journeys", "events"):
        assert [row["id"] for row in blocks[table]] == list(getattr(atlas, table).index)
    to_json(blocks)


def test_what_a_row_names_is_there(blocks: dict) -> None:
    places = {row["id"] for row in blocks["places"]}
    movements = {row["id"] for row in blocks["movements"]}
    sources = {row["id"] for row in blocks["sources"]}
    for row in blocks["movements"]:
        assert {row["from"], row["to"], *row.get("via", ())} <= places
        assert {*row.get("part_of", ()), *row.get("rival_of", ())} <= movements
    for table in ("places", "links", "movements", "events"):
        for row in blocks[table]:
            assert set(row["sources"]) <= sources
    for row in blocks["journeys"]:
        assert {stop["place"] for stop in row["stops"]} <= places


def test_lines_by_link_number_are_the_lines_of_the_atlas(atlas: evacmap.Atlas, blocks: dict) -> None:
    by_number = 0
    rows = {row["id"]: row for row in blocks["movements"]}
    for movement, lines in atlas.movement_lines().groupby("movement", sort=False):
        for section, geometry in zip(rows[movement]["sections"], lines.geometry, strict=True):
            if "line" in section:
                drawn = decode(section["line"])
            else:
                by_number += 1
                pieces = []
                for number in section["links"]:
                    piece = decode(blocks["links"][abs(number) - 1]["line"])
                    piece = piece if number > 0 else piece[::-1]
                    if pieces:
                        turns = np.round((pieces[-1][-1, 0] - piece[0, 0]) / 360)
                        piece = (piece + np.array((360 * turns, 0)))[1:]
                    pieces.append(piece)
                drawn = np.concatenate(pieces)
            ends = np.asarray(geometry.coords)[[0, -1], :2]
            shift = np.round((ends[0, 0] - drawn[0, 0]) / 360) * 360
            assert np.allclose(drawn[[0, -1]] + (shift, 0), ends, atol=2e-3)
    assert by_number > len(rows) / 2


def test_a_selection_takes_what_its_rows_refer_to(small_atlas: evacmap.Atlas) -> None:
    chosen = complete(small_atlas, Selection(movements=frozenset({"m1"})))
    assert chosen.places == {"alpha", "beta", "gamma"}
    assert chosen.links == {"ab", "bc"}
    small = payload(small_atlas, Selection(movements=frozenset({"m1"})))
    assert [row["id"] for row in small["movements"]] == ["m1"]
    assert small["movements"][0]["sections"] == [{"basis": "network", "mode": "rail", "links": [1, 2]}]
    assert small["journeys"] == small["events"] == []


def test_an_empty_selection_has_no_rows(small_atlas: evacmap.Atlas) -> None:
    empty = payload(small_atlas, Selection())
    assert all(rows == [] for name, rows in empty.items() if name != "atlas")


def test_dates_are_days_and_open_ends_are_none(small_atlas: evacmap.Atlas) -> None:
    blocks = payload(small_atlas)
    assert blocks["movements"][0]["date"] == ["1942-03", -10168, -10138]
    assert blocks["links"][1]["open"] == [[["1941-12/", -10258, None], None]]


def test_texts_go_in_only_with_their_rows(small_atlas: evacmap.Atlas) -> None:
    assert payload(small_atlas)["atlas"]["texts"] == {"stages.first": {"de": "Erste"}}


def whole_and_parts(folder: Path) -> evacmap.Atlas:
    """A whole from alpha to gamma; parts along the same line, astray, and to nowhere; another count."""
    tables = line_of_three()
    tables.pop("quantities", None)
    tables.pop("figures", None)
    tables["places"] += [
        {"id": "far", "name": "Far", "lat": 48, "lon": 38, "stage": "first"},
        {"id": "nowhere", "name": "Nowhere", "lat": 60, "lon": 60, "kind": "region", "precision_km": 2000},
    ]
    tables["links"].append({"id": "cf", "from": "gamma", "to": "far"})
    movement = {
        "stage": "first",
        "from": "alpha",
        "to": "gamma",
        "mode": "rail",
        "people_low": 10,
        "people_high": 20,
    }
    tables["movements"] = [
        {**movement, "id": "whole", "title": "Whole"},
        {**movement, "id": "same", "title": "Same line", "part_of": "whole"},
        {**movement, "id": "astray", "title": "Astray", "to": "far", "part_of": "whole"},
        {**movement, "id": "rival", "title": "Another count", "rival_of": "whole"},
        {**movement, "id": "vague", "title": "To nowhere", "to": "nowhere"},
        {**movement, "id": "better", "title": "Better known", "to": "land", "part_of": "vague"},
        {
            **movement,
            "id": "stub",
            "title": "To nowhere too",
            "from": "beta",
            "to": "nowhere",
            "part_of": "vague",
        },
        {**movement, "id": "areas", "title": "Between areas", "from": "land", "to": "nowhere"},
    ]
    return evacmap.load(write_package(folder, tables))


def test_wholes_and_parts_do_not_hide_one_another(tmp_path: Path) -> None:
    atlas = whole_and_parts(tmp_path / "package")
    plan = plan_movements(atlas.movements, atlas.places, atlas.movement_lines())
    zoom = {movement: drawing.zoom for movement, drawing in plan.items()}
    assert zoom["whole"] == 0
    assert zoom["same"] is None, "it never leaves the line of its whole"
    assert zoom["rival"] is None, "the same people, counted anew"
    assert zoom["vague"] is None, "a better known part stands for it"
    assert zoom["better"] == 0
    assert 0 < zoom["astray"] < zoom["stub"] < 7
    assert plan["stub"].vague == ("to",)
    assert plan["areas"].soft
    assert not plan["whole"].soft


def test_the_first_view_shows_where_most_people_went(atlas: evacmap.Atlas) -> None:
    (south, west), (north, east) = initial_view(atlas)
    points = atlas.places.geometry
    assert -90 <= south < north <= 90
    assert west < east
    assert points.x.between(west, east).mean() > 0.5
    assert east - west < (points.x.max() - points.x.min()) / 2


def test_an_atlas_without_rows_has_a_view_of_the_world(tmp_path: Path) -> None:
    tables = {name: rows for name, rows in line_of_three().items() if name in {"stages", "modes", "sources"}}
    tables["places"] = []
    atlas = evacmap.load(write_package(tmp_path / "package", tables))
    (south, west), (north, east) = initial_view(atlas)
    assert (north - south, east - west) > (90, 180)
    assert payload(atlas)["places"] == []


def test_the_basemap_keeps_its_shape() -> None:
    basemap = read_basemap()
    block = encode_basemap(basemap)
    ring = basemap["land"]["coordinates"][0][0]
    assert np.allclose(decode(block["land"][0][0], 1000), np.array(ring), atol=1e-6)
    assert block["labels"] == basemap["labels"]
    assert len(to_json(block)) < 0.75 * len(to_json(basemap))


def test_a_basemap_of_points_is_refused() -> None:
    with pytest.raises(ValueError, match="Point"):
        encode_basemap({"land": {"type": "Point", "coordinates": [0, 0]}})


def keys(words: dict, above: str = "") -> set[str]:
    plural = set(words) <= {"one", "few", "many", "other"}
    found = set()
    for key, value in words.items():
        if isinstance(value, dict):
            found |= keys(value, f"{above}{key}.")
        else:
            found.add(above if plural else above + key)
    return found


def test_the_interface_speaks_all_its_languages() -> None:
    words = read_words()
    assert set(words) == set(LANGUAGES)
    assert keys(words["de"]) == keys(words["en"]) == keys(words["pl"])
    assert {len(words[lang]["dates"]["months"]) for lang in LANGUAGES} == {12}


@pytest.mark.parametrize("name", SCRIPTS)
def test_our_scripts_are_small_strict_and_write_no_markup(name: str) -> None:
    code = read_asset(name)
    assert len(code.splitlines()) < 400
    assert name == "namespace.js" or '"use strict"' in code
    for word in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function"):
        assert word not in code
