"""Small data packages for tests."""

from __future__ import annotations

import csv
import json
from typing import TYPE_CHECKING, Any

from evacmap.schema import DESCRIPTOR, shipped_data

if TYPE_CHECKING:
    from pathlib import Path

Rows = dict[str, list[dict[str, Any]]]

BLANKS = {
    "places": {"kind": "city", "precision_km": 1, "certainty": "documented", "sources": "book"},
    "links": {"mode": "rail", "connector": "false", "certainty": "documented", "sources": "book"},
    "movements": {"stage": "first", "group": "all", "certainty": "documented", "sources": "book"},
    "journeys": {"kind": "person", "disputed": "false"},
    "stops": {"certainty": "documented", "sources": "book"},
    "names": {"period": "both", "certainty": "documented", "sources": "book"},
    "openings": {"certainty": "documented", "sources": "book"},
    "modes": {"certainty": "documented", "sources": "book"},
    "events": {"certainty": "documented", "sources": "book"},
    "figures": {"group": "all", "unit": "persons", "certainty": "documented", "sources": "book"},
    "quantities": {"group": "all", "unit": "persons", "series": "false", "definition": "Everybody."},
    "texts": {"sources": "book"},
}
"""Values a test need not spell out."""


def line_of_three() -> Rows:
    """Return a package of three towns on a railway, one of them also on a river, and a region."""
    return {
        "stages": [{"id": "first", "name": "First", "colour": "#112233"}],
        "modes": [
            {"id": "rail", "name": "Rail", "follows": "rail"},
            {"id": "river", "name": "River", "follows": "river"},
            {"id": "air", "name": "Air", "follows": ""},
        ],
        "sources": [{"id": "book", "kind": "book", "title": "A book", "reliability": "scholarly"}],
        "places": [
            {"id": "alpha", "name": "Alpha", "lat": 50, "lon": 30, "stage": "first"},
            {"id": "beta", "name": "Beta", "lat": 50, "lon": 31, "stage": "first"},
            {"id": "gamma", "name": "Gamma", "lat": 50, "lon": 32, "stage": "first"},
            {"id": "delta", "name": "Delta", "lat": 51, "lon": 31, "kind": "camp"},
            {"id": "land", "name": "Land", "lat": 55, "lon": 40, "kind": "region", "precision_km": 300},
        ],
        "names": [{"place": "gamma", "lang": "ru", "name": "Гамма"}],
        "links": [
            {"id": "ab", "from": "alpha", "to": "beta"},
            {"id": "bc", "from": "beta", "to": "gamma", "length_km": 90},
            {"id": "bd", "from": "beta", "to": "delta", "mode": "river", "season": "05-01/10-31"},
        ],
        "openings": [{"id": "bc", "link": "bc", "open": "1941-12/"}],
        "movements": [
            {"id": "m1", "title": "One", "from": "alpha", "to": "gamma", "mode": "rail",
             "date": "1942-03", "people_low": 10, "people_high": 20},
            {"id": "m2", "title": "Two", "from": "land", "to": "alpha", "mode": "rail",
             "date": "1942-01/1942-02"},
        ],
        "journeys": [{"id": "j1", "title": "Somebody", "who": "somebody"}],
        "stops": [
            {"journey": "j1", "seq": 1, "place": "delta", "depart": "1941-09-01"},
            {"journey": "j1", "seq": 2, "place": "beta", "arrive": "1941-09~", "mode": "river"},
        ],
        "quantities": [{"id": "all-people", "title": "All people", "stage": "first", "movements": "m1"}],
        "figures": [{"id": "f1", "subject": "People", "quantity": "all-people", "low": 10, "high": 20}],
        "events": [{"id": "e1", "date": "1941-08-12", "title": "Release", "place": "alpha"}],
        "texts": [{"key": "stages.first", "lang": "de", "text": "Erste"}],
    }  # fmt: skip


def write_package(folder: Path, tables: Rows) -> Path:
    """Write tables as a data package; a table left out is left out of `datapackage.json` too."""
    folder.mkdir(parents=True, exist_ok=True)
    descriptor = json.loads((shipped_data() / DESCRIPTOR).read_text(encoding="utf-8"))
    descriptor["title"] = "A test atlas"
    descriptor["resources"] = [r for r in descriptor["resources"] if r["name"] in tables]
    for resource in descriptor["resources"]:
        name = resource["name"]
        columns = [field["name"] for field in resource["schema"]["fields"]]
        with (folder / resource["path"]).open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, columns, restval="", lineterminator="\n")
            writer.writeheader()
            writer.writerows(BLANKS.get(name, {}) | row for row in tables[name])
    (folder / DESCRIPTOR).write_text(json.dumps(descriptor), encoding="utf-8")
    return folder


def edit_cell(folder: Path, table: str, row: int, column: str, value: str) -> None:
    """Change one cell of a table; `row` counts as a spreadsheet does, the header being 1."""
    path = folder / f"{table}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    rows[row - 1][rows[0].index(column)] = value
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)
