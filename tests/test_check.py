"""What `evacmap check` finds, on broken copies of sound data."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from frictionless import FrictionlessException, Package

import evacmap
from evacmap.schema import shipped_data
from packages import edit_cell, line_of_three, write_package

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def problems_of(folder: Path) -> list[evacmap.Problem]:
    with pytest.raises(evacmap.InvalidData) as caught:
        evacmap.load(folder)
    return caught.value.problems


def frictionless_finds_it(folder: Path) -> bool:
    try:
        return not Package(str(folder / "datapackage.json")).validate().valid
    except FrictionlessException:
        return True


def test_the_shipped_data_are_sound_for_us_and_for_frictionless(atlas: evacmap.Atlas) -> None:
    assert len(atlas.places) > 1000
    report = Package(str(shipped_data() / "datapackage.json")).validate()
    assert report.valid, report.flatten(["type", "note"])[:5]


def test_the_small_package_is_sound(package: Path) -> None:
    assert len(evacmap.load(package).places) == 5
    assert not frictionless_finds_it(package)


SCHEMA_FAULTS = [
    ("places", 2, "id", "", "empty"),
    ("places", 2, "id", "Alpha Town", "form"),
    ("places", 3, "lat", "fifty", "not a number"),
    ("places", 3, "lat", "95", "out of bounds"),
    ("places", 3, "kind", "capm", "Perhaps camp was meant"),
    ("places", 3, "stage", "nowhere", "not in stages.csv"),
    ("links", 2, "to", "omega", "not in places.csv"),
    ("links", 2, "connector", "perhaps", "not a truth value"),
    ("movements", 2, "people_low", "2.5", "not a whole number"),
    ("movements", 2, "date", "March 1942", "form"),
    ("movements", 2, "certainty", "sure", "not a known value"),
    ("stops", 2, "journey", "j9", "not in journeys.csv"),
    ("sources", 2, "url", "not an address", "not a web address"),
]


@pytest.mark.parametrize(("table", "row", "column", "value", "words"), SCHEMA_FAULTS)
def test_schema_faults_name_their_cell(
    package: Path, table: str, row: int, column: str, value: str, words: str
) -> None:
    edit_cell(package, table, row, column, value)
    matching = [p for p in problems_of(package) if (p.file, p.row, p.column) == (f"{table}.csv", row, column)]
    assert any(words in str(problem) for problem in matching)
    assert all(problem.wrong and problem.right for problem in matching)
    assert frictionless_finds_it(package)


OUR_FAULTS = [
    ("places", 2, "sources", "book|boook", "'boook' is not in sources.csv"),
    ("places", 2, "sources", "book|book", "twice"),
    ("movements", 2, "date", "1942-02-30", "no day 1942-02-30"),
    ("movements", 2, "date", "1942-05/1942-03", "ends before it starts"),
    ("movements", 2, "people_low", "21", "above people_high"),
    ("movements", 2, "people_high", "", "empty although people_low is 10"),
    ("movements", 2, "part_of", "m1", "part or rival"),
    ("figures", 2, "low", "30", "above high"),
    ("links", 2, "to", "alpha", "to itself"),
    ("links", 4, "season", "02-30/10-31", "no day 02-30"),
    ("openings", 2, "place", "alpha", "names both"),
    ("openings", 2, "link", "", "neither a link nor a place"),
    ("places", 2, "lat", "NaN", "not a finite number"),
    ("places", 2, "lon", "-inf", "not a finite number"),
    ("links", 2, "waypoints", "1 2 3", "does not have the right form"),
    ("places", 2, "country_today", "Iran", "km from Iran"),
    ("places", 2, "country_today", "Iram", "no country of today"),
    ("places", 6, "kind", "camp", "no link reaches land"),
    ("stops", 2, "arrive", "1941-10", "before the arrival"),
]


@pytest.mark.parametrize(("table", "row", "column", "value", "words"), OUR_FAULTS)
def test_domain_faults_name_their_row(
    package: Path, table: str, row: int, column: str, value: str, words: str
) -> None:
    edit_cell(package, table, row, column, value)
    found = [p for p in problems_of(package) if p.file == f"{table}.csv" and p.row == row]
    assert any(words in str(problem) for problem in found), problems_of(package)


def test_a_movement_between_unconnected_places_is_found(tmp_path: Path) -> None:
    tables = line_of_three()
    tables["places"] += [
        {"id": "far-a", "name": "Far A", "lat": 0, "lon": 100},
        {"id": "far-b", "name": "Far B", "lat": 1, "lon": 100},
    ]
    tables["links"].append({"id": "far", "from": "far-a", "to": "far-b"})
    tables["movements"].append({"id": "m3", "title": "Three", "from": "alpha", "to": "far-a", "mode": "rail"})
    (problem,) = problems_of(write_package(tmp_path / "p", tables))
    assert (problem.file, problem.row) == ("movements.csv", 4)
    assert "no path" in problem.wrong


def test_all_faults_come_at_once_and_sorted(package: Path) -> None:
    for table, row, column, value, _ in [*SCHEMA_FAULTS[2:5], *OUR_FAULTS[:1], *OUR_FAULTS[7:9]]:
        edit_cell(package, table, row, column, value)
    found = problems_of(package)
    assert {p.file for p in found} >= {"places.csv", "figures.csv", "links.csv"}
    assert [(p.file, p.row) for p in found] == sorted((p.file, p.row) for p in found)
    assert len(set(found)) == len(found)


def rename_column(folder: Path) -> None:
    path = folder / "places.csv"
    path.write_text(path.read_text("utf-8").replace("precision_km", "precison_km", 1), "utf-8")


def swap_columns(folder: Path) -> None:
    path = folder / "places.csv"
    path.write_text(path.read_text("utf-8").replace("id,name", "name,id", 1), "utf-8")


def remove_table(folder: Path) -> None:
    (folder / "links.csv").unlink()


def empty_table(folder: Path) -> None:
    (folder / "links.csv").write_text("", "utf-8")


def latin_table(folder: Path) -> None:
    path = folder / "places.csv"
    path.write_bytes(path.read_bytes() + "zulu,Zúñiga".encode("latin-1"))


def long_row(folder: Path) -> None:
    path = folder / "links.csv"
    path.write_text(path.read_text("utf-8").removesuffix("\n") + ",too,many\n", "utf-8")


def blank_row(folder: Path) -> None:
    path = folder / "links.csv"
    path.write_text(path.read_text("utf-8") + "\n", "utf-8")


def repeat_row(folder: Path) -> None:
    path = folder / "links.csv"
    lines = path.read_text("utf-8").splitlines()
    path.write_text("\n".join([*lines, lines[1], ""]), "utf-8")


@pytest.mark.parametrize(
    ("break_it", "file", "words"),
    [
        (rename_column, "places.csv", "Perhaps precision_km was meant"),
        (swap_columns, "places.csv", "another order"),
        (remove_table, "links.csv", "missing"),
        (empty_table, "links.csv", "empty"),
        (latin_table, "places.csv", "UTF-8"),
        (long_row, "links.csv", "more cells than columns"),
        (blank_row, "links.csv", "blank"),
        (repeat_row, "links.csv", "key"),
    ],
)
def test_broken_files_are_named(
    package: Path, break_it: Callable[[Path], None], file: str, words: str
) -> None:
    break_it(package)
    found = problems_of(package)
    assert any(p.file == file and words in str(p) for p in found), found
    assert frictionless_finds_it(package)


@pytest.mark.parametrize(
    "path", ["../outside.csv", "/etc/passwd", "https://example.org/places.csv", "a\\b.csv", "x.xlsx"]
)
def test_a_path_cannot_lead_out_of_the_folder(package: Path, path: str) -> None:
    (package.parent / "outside.csv").write_text("id\n", "utf-8")
    descriptor = json.loads((package / "datapackage.json").read_text("utf-8"))
    descriptor["resources"][0]["path"] = path
    (package / "datapackage.json").write_text(json.dumps(descriptor), "utf-8")
    (problem,) = problems_of(package)
    assert problem.file == "datapackage.json"
    assert path in problem.wrong or repr(path)[1:-1] in problem.wrong


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "{}", '{"resources": 7}', '{"resources": [7]}', '{"resources": [{}]}']
)
def test_a_broken_descriptor_is_named(package: Path, text: str) -> None:
    (package / "datapackage.json").write_text(text, "utf-8")
    assert all(problem.file == "datapackage.json" for problem in problems_of(package))


def test_a_misspelt_table_is_not_passed_over(package: Path) -> None:
    path = package / "datapackage.json"
    path.write_text(path.read_text("utf-8").replace('"name": "movements"', '"name": "movments"'), "utf-8")
    assert "perhaps movements was meant" in str(problems_of(package)[0])


def test_no_folder_is_one_clear_problem(tmp_path: Path) -> None:
    (problem,) = problems_of(tmp_path / "nowhere")
    assert "no folder" in problem.wrong


def test_tables_may_be_left_out(tmp_path: Path) -> None:
    tables = {"places": [{"id": "a", "name": "A", "lat": 1, "lon": 2}],
              "sources": line_of_three()["sources"], "stages": []}  # fmt: skip
    atlas = evacmap.load(write_package(tmp_path / "p", tables))
    assert atlas.movements.empty
    assert "people_low" in atlas.movements
    assert atlas.network().number_of_nodes() == 0


def test_own_kinds_and_columns_are_welcome(package: Path) -> None:
    path = package / "datapackage.json"
    descriptor = json.loads(path.read_text("utf-8"))
    fields = {
        f["name"]: f for r in descriptor["resources"] if r["name"] == "places" for f in r["schema"]["fields"]
    }
    fields["kind"]["constraints"]["enum"] = ["city", "camp", "region", "ghetto"]
    path.write_text(json.dumps(descriptor), "utf-8")
    edit_cell(package, "places", 2, "kind", "ghetto")
    assert evacmap.load(package).places.loc["alpha", "kind"] == "ghetto"
