"""The shipped data, row by row: sources, keys, dates, counts, and the page that describes the columns."""

from __future__ import annotations

import csv
import importlib
import json
import re
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

from data_exceptions import OUTSIDE_RANGE, PARTS_LARGER, unexcused
from evacmap.dates import parse_edtf
from evacmap.schema import EDTF_TYPE, shipped_data

if TYPE_CHECKING:
    from evacmap import Atlas

ROOT = Path(__file__).resolve().parents[1]
SOURCED = ["modes", "paces", "places", "names", "links", "openings", "movements", "stops", "figures",
    "events", "story", "texts"]  # fmt: skip
UNSOURCED = ["stages", "journeys", "quantities", "sources"]
"""Their rows claim nothing of their own: a journey is sourced by its stops, a quantity by its figures."""

EARLIEST_YEAR, LATEST_YEAR = 1750, 2026
LARGEST_PART = 1.0
"""A part may be as large as its whole, no larger."""

Row = dict[str, str]


@pytest.fixture(scope="module")
def descriptor() -> dict:
    return json.loads((shipped_data() / "datapackage.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def cells(descriptor: dict) -> dict[str, list[Row]]:
    """The CSV files as they stand, before anything is typed or left out."""
    tables = {}
    for resource in descriptor["resources"]:
        with (shipped_data() / resource["path"]).open(encoding="utf-8", newline="") as file:
            tables[resource["name"]] = list(csv.DictReader(file))
    assert all(tables.values()), "a table is empty"
    return tables


def listed(rows: list[str]) -> str:
    return "\n".join(rows)


def twice(rows: pd.Series[Any]) -> str:
    """Name the rows that hold the same, group by group; empty if no two do."""
    again = rows[rows.duplicated(keep=False)]
    groups = again.groupby(again, sort=False)
    return "\n".join(f"{', '.join(map(str, group.index))}: {same}" for same, group in groups)


# --- sources ------------------------------------------------------------------------------------------------


def test_every_table_is_there(atlas: Atlas, descriptor: dict) -> None:
    names = [resource["name"] for resource in descriptor["resources"]]
    assert set(names) == {*SOURCED, *UNSOURCED}, "name a new table in these tests"
    assert not (empty := [name for name in names if len(getattr(atlas, name)) == 0]), empty


@pytest.mark.parametrize("table", SOURCED)
def test_every_row_is_sourced(atlas: Atlas, table: str) -> None:
    rows = getattr(atlas, table)["sources"]
    assert len(rows)
    bare = [f"{table}: {key}" for key, sources in rows.items() if not sources]
    lost = [
        f"{table}: {key} names {s}"
        for key, named in rows.items()
        for s in named
        if s not in atlas.sources.index
    ]
    assert not bare + lost, listed(bare + lost)


def test_every_journey_has_stops_that_carry_its_sources(atlas: Atlas) -> None:
    stops = atlas.stops.groupby("journey").size().reindex(atlas.journeys.index, fill_value=0)
    assert not (few := list(stops.index[stops < 2])), f"journeys of fewer than two stops: {few}"


def test_what_rests_on_editors_alone_is_called_inferred(atlas: Atlas) -> None:
    ours = set(atlas.sources.index[atlas.sources["kind"] == "editorial note"])
    found, seen = [], 0
    for table in [name for name in SOURCED if "certainty" in getattr(atlas, name)]:
        rows = getattr(atlas, table)
        for key, sources, certainty in zip(rows.index, rows["sources"], rows["certainty"], strict=True):
            # A name taken over with its place is as certain as the place.
            if set(sources) <= ours - {"places-table"}:
                seen += 1
                found += [f"{table}: {key} is {certainty}"] if certainty != "inferred" else []
    assert seen > 100
    assert not found, listed(found)


def test_every_source_is_used(atlas: Atlas) -> None:
    used = {source for table in SOURCED for sources in getattr(atlas, table)["sources"] for source in sources}
    assert used
    assert not (idle := sorted(set(atlas.sources.index) - used)), f"sources of no row: {idle}"


# --- keys and cells -----------------------------------------------------------------------------------------


def test_no_key_twice(cells: dict[str, list[Row]], descriptor: dict) -> None:
    found = []
    for resource in descriptor["resources"]:
        key = resource["schema"]["primaryKey"]
        columns = [key] if isinstance(key, str) else key
        keys = pd.Series([tuple(row[c].casefold() for c in columns) for row in cells[resource["name"]]])
        found += [f"{resource['path']}: {' '.join(again)}" for again in keys[keys.duplicated()]]
    assert not found, listed(found)


def test_no_toponym_twice_for_one_place(cells: dict[str, list[Row]]) -> None:
    names = pd.Series([f"{row['place']} {row['lang']} {row['name'].casefold()}" for row in cells["names"]])
    names.index += 2  # rows of the file
    assert not (same := twice(names)), same


@pytest.mark.parametrize("table", ["movements", "journeys", "events"])
def test_no_title_twice(atlas: Atlas, table: str) -> None:
    titles = getattr(atlas, table)["title"].str.casefold()
    assert len(titles) > 100
    assert not (same := twice(titles)), same


def test_no_source_twice(atlas: Atlas) -> None:
    addresses = atlas.sources["url"].dropna().str.rstrip("/")
    assert len(addresses) > 500
    assert not (same := twice(addresses)), same


def test_no_link_twice(atlas: Atlas) -> None:
    """One row for each mode between two places, and a connector only where no way is known."""
    links = atlas.links
    ends = pd.Series(
        [" ".join(sorted(pair)) for pair in zip(links["from"], links["to"], strict=True)], links.index
    )
    assert not (same := twice(ends + " by " + links["mode"])), same
    beside = links["connector"] & ends.isin(ends[~links["connector"]])
    assert links["connector"].any()
    assert not (idle := list(links.index[beside])), f"connectors beside a link: {idle}"


def test_no_figure_twice(atlas: Atlas) -> None:
    """One source says one thing about one subject and time in one row."""
    columns = ["subject", "group", "low", "high", "unit", "as_of", "scope"]
    figures = atlas.figures.explode("sources")
    cells = figures[[*columns, "sources"]].itertuples(index=False)
    said = pd.Series([" | ".join(map(str, row)) for row in cells], figures.index)
    assert not (same := twice(said)), same


def test_cells_are_clean(cells: dict[str, list[Row]]) -> None:
    """No blanks at the ends, no two in a row, no control characters, accents composed."""
    untidy = re.compile(r"^\s|\s$|  |[\x00-\x1f\x7f\ufffd]")
    found = [
        f"{table}.csv, row {number}, {column}: {cell!r}"
        for table, rows in cells.items()
        for number, row in enumerate(rows, start=2)
        for column, cell in row.items()
        if untidy.search(cell) or not unicodedata.is_normalized("NFC", cell)
    ]
    assert not found, listed(found)


def test_every_date_is_one(cells: dict[str, list[Row]], descriptor: dict) -> None:
    found, seen = [], 0
    for resource in descriptor["resources"]:
        columns = [f["name"] for f in resource["schema"]["fields"] if f.get("rdfType") == EDTF_TYPE]
        for number, row in enumerate(cells[resource["name"]], start=2):
            for column in (c for c in columns if row[c]):
                seen += 1
                where = f"{resource['path']}, row {number}, {column}: {row[column]}"
                try:
                    interval = parse_edtf(row[column])
                except ValueError as error:
                    found.append(f"{where}: {error}")
                    continue
                ends = [day.year for day in (interval.earliest, interval.latest) if day]
                if interval.is_reversed or not all(EARLIEST_YEAR <= year <= LATEST_YEAR for year in ends):
                    found.append(f"{where}: reversed, or outside {EARLIEST_YEAR}-{LATEST_YEAR}")
    assert seen > 3000
    assert not found, listed(found)


# --- counts -------------------------------------------------------------------------------------------------


def test_a_count_has_both_ends_and_a_date_has_its_count(atlas: Atlas) -> None:
    columns = {"places": ("people_low", "people_high"), "movements": ("people_low", "people_high"),
        "figures": ("low", "high")}  # fmt: skip
    found = []
    for table, (low, high) in columns.items():
        rows = getattr(atlas, table)
        assert rows[low].notna().any(), table
        wrong = (rows[low].isna() != rows[high].isna()) | (rows[low] > rows[high]).fillna(value=False)
        found += [f"{table}: {key}" for key in rows.index[wrong.astype(bool)]]
    undated = atlas.places["people_date"].notna() & atlas.places["people_low"].isna()
    found += [f"places: {key} dates a count that is not there" for key in atlas.places.index[undated]]
    assert not found, listed(found)


def test_no_part_is_larger_than_its_whole(atlas: Atlas) -> None:
    high = atlas.movements["people_high"].dropna()
    pairs = [(part, whole) for part, wholes in atlas.movements["part_of"].items() for whole in wholes]
    pairs = [(part, whole) for part, whole in pairs if part in high.index and whole in high.index]
    assert len(pairs) > 100
    larger = {
        (part, whole): f"{high[part]} of {high[whole]}"
        for part, whole in pairs
        if high[part] > LARGEST_PART * high[whole]
    }
    assert not (wrong := unexcused(larger, PARTS_LARGER)), wrong


SEA = ("wave1-sea-all", "wave2-sea-all")
WAVES = (*SEA, "overland-all")
DEPORTATIONS = ("feb1940-all", "apr1940-all", "jun1940-all", "may-jun1941-all")
TEHRAN_CHILDREN = ("tehran-palestine-jewish-children", "me-tc-1943-adults", "me-tc-1943-second")


def test_every_quantity_of_the_register_has_values_in_its_unit(atlas: Atlas) -> None:
    values = atlas.figures[atlas.figures["quantity"].notna()]
    assert len(values) > 300
    assert not (lost := set(values["quantity"]) - set(atlas.quantities.index)), f"no such quantity: {lost}"
    assert not (empty := set(atlas.quantities.index) - set(values["quantity"])), f"no values: {empty}"
    units = values["quantity"].map(atlas.quantities["unit"])
    assert not (odd := list(values.index[values["unit"] != units])), f"figures in another unit: {odd}"


def test_each_wave_stands_in_the_register(atlas: Atlas) -> None:
    named = {frozenset(movements) for movements in atlas.quantities["movements"]}
    single = {frozenset([key]) for key in (*WAVES, *DEPORTATIONS, *TEHRAN_CHILDREN)}
    wanted = single | {frozenset(SEA), frozenset(WAVES), frozenset(DEPORTATIONS)}
    assert not (absent := [sorted(group) for group in wanted - named]), absent


def test_totals_of_movements_lie_inside_the_published_range(atlas: Atlas) -> None:
    """The range of a quantity is that of the register: no value set aside, no arithmetic of ours."""
    entries = atlas.register().quantities
    outside, apart, seen = {}, [], 0
    for key, row in entries[entries["movements"].map(len) > 0].iterrows():
        counted = atlas.movements.loc[list(row["movements"]), ["people_low", "people_high"]].dropna()
        if len(counted) < len(row["movements"]):
            continue  # the quantity is known, the share of its movements is not
        seen += 1
        low, high = (int(total) for total in counted.sum())
        said = f"movements {low}-{high}, published {row['low']:.0f}-{row['high']:.0f}"
        if not row["low"] <= low <= high <= row["high"]:
            outside[str(key)] = said
        if low > row["high"] or high < row["low"]:
            apart.append(f"{key}: {said}")
    assert seen > 30
    assert not apart, listed(apart)
    assert not (wrong := unexcused(outside, OUTSIDE_RANGE)), wrong


def test_the_crossing_adds_up_to_its_waves_and_nothing_else(atlas: Atlas) -> None:
    waves = atlas.movements.loc[list(WAVES)]
    total = atlas.totals().loc["crossing"]
    assert (total["low"], total["high"]) == (waves["people_low"].sum(), waves["people_high"].sum())


def test_deportations_and_waves_stand_for_themselves(atlas: Atlas) -> None:
    """They may be added up: none is part or rival of another row."""
    rows = atlas.movements.loc[[*DEPORTATIONS, *WAVES, *TEHRAN_CHILDREN]]
    assert not (linked := [key for key in rows.index if rows["part_of"][key] or rows["rival_of"][key]]), (
        linked
    )


# --- the page that describes the columns --------------------------------------------------------------------


def test_the_data_dictionary_is_current(descriptor: dict, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "scripts"))
    page = importlib.import_module("make_data_dictionary").render_dictionary(descriptor)
    for resource in descriptor["resources"]:
        for field in resource["schema"]["fields"]:
            assert f"| `{field['name']}` |" in page.partition(f"\n## {resource['name']}\n")[2]
    stored = (ROOT / "docs" / "data-dictionary.md").read_text("utf-8")
    assert stored == page, "it is out of date: run python scripts/make_data_dictionary.py"
