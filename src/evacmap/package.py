"""Reading a data package: CSV tables to DataFrames, and everything the schema forbids.

The schema itself, and the checks it can express, are in `evacmap.schema`; here are the two it cannot: lists
of ids and days that exist.
"""

from __future__ import annotations

import csv
import difflib
import math
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from evacmap.dates import DateInterval, parse_edtf
from evacmap.errors import Problem
from evacmap.schema import (
    DESCRIPTOR,
    EDTF_TYPE,
    Descriptor,
    find_schema_problems,
    read_descriptor,
    reference_tables,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

NUMBERS = {"number", "integer"}


@dataclass(frozen=True)
class DataPackage:
    """What could be read of a data package, and what is wrong with it.

    Attributes
    ----------
    folder
        Where it lies.
    descriptor
        `datapackage.json` as the checks use it: tables of our shape carry our schema, others their own.
    tables
        Table name to DataFrame. A table with a single-column primary key has it as its index, others keep
        a plain index. A cell that is no value of its type is missing here, a row without a key of its own
        is left out, and both are named in `problems`. Tables of our shape that the package lacks are
        there, empty.
    rows
        Table name to the row numbers of its rows in the file, the header being row 1.
    problems
        Everything the schema forbids.
    """

    folder: Path
    descriptor: Descriptor
    tables: dict[str, pd.DataFrame]
    rows: dict[str, list[int]]
    problems: list[Problem]

    def field(self, table: str, column: str) -> Descriptor:
        """Return the field descriptor of a column; of the shipped schema if the package lacks the table."""
        resources = {resource["name"]: resource for resource in self.descriptor["resources"]}
        resource = resources.get(table) or reference_tables()[table]
        return next(dict(f) for f in resource["schema"]["fields"] if f["name"] == column)

    def file(self, table: str) -> str:
        """Return the name of the CSV file of a table."""
        paths = {resource["name"]: resource["path"] for resource in self.descriptor["resources"]}
        return Path(paths.get(table, f"{table}.csv")).name


def read_package(folder: str | Path) -> DataPackage:
    """Read a data package and hold it against its schema.

    Parameters
    ----------
    folder
        A folder that holds `datapackage.json`, or the path of that file.

    Returns
    -------
    DataPackage
        With every fault of cells, keys and references in `problems`.

    Raises
    ------
    InvalidData
        If there is no package to speak of: no folder, no `datapackage.json`, not JSON, no table, or a path
        that leads out of the folder.
    """
    folder = Path(folder)
    if folder.name == DESCRIPTOR and not folder.is_dir():
        folder = folder.parent
    descriptor = read_descriptor(folder)
    resources = {resource["name"]: resource for resource in descriptor["resources"]}
    cells = {name: _read_cells(folder / resource["path"], resource) for name, resource in resources.items()}
    problems = find_schema_problems(folder, descriptor)
    for name, resource in resources.items():
        for field in _fields(resource):
            file, column = Path(resource["path"]).name, cells[name][str(field["name"])]
            if field.get("rdfType") == EDTF_TYPE:
                problems += _date_problems(column, field, file)
            if field.get("type") in NUMBERS:
                problems += _number_problems(column, field, file)
            if "listOf" in field:
                known = set(cells[field["listOf"]]["id"]) if field["listOf"] in cells else set()
                problems += _list_problems(column, field, file, known)
    tables, rows = {}, {}
    for name, reference in reference_tables().items():
        resource = resources.get(name, reference)
        empty = pd.DataFrame({field["name"]: [] for field in _fields(resource)}, dtype=str)
        table = _typed(cells.get(name, empty), resource)
        own_key = table.index.notna() & ~table.index.duplicated()
        tables[name] = table[own_key]
        rows[name] = [position + 2 for position in own_key.nonzero()[0].tolist()]
    return DataPackage(folder, descriptor, tables, rows, problems)


def _fields(resource: Descriptor) -> list[Descriptor]:
    return list(resource["schema"]["fields"])


def _read_cells(path: Path, resource: Descriptor) -> pd.DataFrame:
    """Read a CSV file as text; rows that are too short or too long keep their place."""
    rows: list[list[str]] = []
    header: list[str] = []
    try:
        with path.open(encoding="utf-8", newline="", errors="replace") as lines:
            reader = csv.reader(lines)
            header = next(reader, [])
            rows = [row[: len(header)] + [""] * (len(header) - len(row)) for row in reader]
    except (OSError, csv.Error):
        pass  # find_schema_problems names it
    frame = pd.DataFrame(rows, columns=range(len(header)), dtype=str)
    blank = pd.Series("", index=frame.index, dtype=str)
    names = [field["name"] for field in _fields(resource)]
    return pd.DataFrame({name: frame[header.index(name)] if name in header else blank for name in names})


# --- what Table Schema cannot say ---------------------------------------------------------------------------


def _date_problems(cells: pd.Series[str], field: Descriptor, file: str) -> Iterator[Problem]:
    for row, cell in _filled(cells, field):
        try:
            interval = parse_edtf(cell)
        except ValueError as error:
            yield Problem(file, row, field["name"], str(error), field["description"])
            continue
        if interval.is_reversed:
            wrong = f"{cell!r} ends before it starts"
            yield Problem(file, row, field["name"], wrong, "Put the earlier date first.")


def _number_problems(cells: pd.Series[str], field: Descriptor, file: str) -> Iterator[Problem]:
    """Find NaN and infinity, which Table Schema takes for numbers."""
    for row, cell in _filled(cells, field):
        if cell.strip().lstrip("+-").casefold() in {"nan", "inf", "infinity"}:
            wrong = f"{cell!r} is not a finite number"
            yield Problem(file, row, field["name"], wrong, "Leave the cell empty if the number is not known.")


def _list_problems(cells: pd.Series[str], field: Descriptor, file: str, known: set[str]) -> Iterator[Problem]:
    for row, cell in _filled(cells, field):
        parts = cell.split("|")
        for part in dict.fromkeys(parts):
            if part not in known:
                near = difflib.get_close_matches(part, known, n=1)
                hint = f" Perhaps {near[0]} was meant." if near else ""
                wrong = f"{part!r} is not in {field['listOf']}.csv"
                yield Problem(file, row, field["name"], wrong, f"Use an id of that table.{hint}")
            if parts.count(part) > 1:
                yield Problem(file, row, field["name"], f"{part!r} stands there twice", "Name each id once.")


def _filled(cells: pd.Series[str], field: Descriptor) -> Iterator[tuple[int, str]]:
    """Yield row number and text of the cells that are filled and of the form the schema asks for."""
    pattern = re.compile(field.get("constraints", {}).get("pattern", ""))
    for position, cell in enumerate(cells):
        if cell != "" and pattern.match(cell):
            yield position + 2, cell


# --- from cells to a table ----------------------------------------------------------------------------------


def _typed(cells: pd.DataFrame, resource: Descriptor) -> pd.DataFrame:
    """Turn cells into values by the types of the schema; what is no such value becomes missing."""
    columns: dict[str, Any] = {}
    for field in _fields(resource):
        columns |= _typed_column(field, cells[str(field["name"])])
    reference = reference_tables().get(resource["name"])
    for field in _fields(reference) if reference else []:
        if field["name"] not in columns:
            columns |= _typed_column(field, pd.Series("", index=cells.index, dtype=str))
    table = pd.DataFrame(columns, index=cells.index)
    key = resource["schema"].get("primaryKey")
    return table.set_index(key) if isinstance(key, str) and key in table else table


def _typed_column(field: Descriptor, cells: pd.Series[str]) -> dict[str, Any]:
    name, kind = field["name"], field.get("type", "string")
    if field.get("rdfType") == EDTF_TYPE:
        return _dates(name, cells)
    if "listOf" in field:
        parts = [tuple(cell.split("|")) if cell else () for cell in cells]
        return {name: pd.Series(parts, index=cells.index, dtype=object)}
    if kind == "boolean":
        return {name: cells.eq("true")}
    constraints = field.get("constraints", {})
    if kind in NUMBERS:
        numbers = pd.to_numeric(cells.where(cells != ""), errors="coerce").astype("float64")
        low, high = constraints.get("minimum", -math.inf), constraints.get("maximum", math.inf)
        numbers = numbers.where(numbers.between(low, high) & ~numbers.isin([math.inf, -math.inf]))
        if kind == "number":
            return {name: numbers}
        return {name: numbers.where(numbers == numbers.round()).astype("Int64")}
    fits = cells.ne("") & cells.str.match(constraints.get("pattern", ""))
    return {name: cells.where(fits)}


def _dates(name: str, cells: pd.Series[str]) -> dict[str, Any]:
    """Return the intervals and, for filtering, their first and last days."""
    intervals: list[DateInterval | None] = []
    for cell in cells:
        try:
            intervals.append(parse_edtf(cell) if cell else None)
        except ValueError:
            intervals.append(None)
    first = [interval.earliest if interval else None for interval in intervals]
    last = [interval.latest if interval else None for interval in intervals]
    return {
        name: pd.Series(intervals, index=cells.index, dtype=object),
        f"{name}_earliest": _days(first, cells.index),
        f"{name}_latest": _days(last, cells.index),
    }


def _days(days: list[date | None], index: pd.Index[Any]) -> pd.Series[pd.Timestamp]:
    # numpy takes whole days; pandas would first make nanoseconds of them, which end in 2262.
    return pd.Series(np.array(days, dtype="datetime64[D]").astype("datetime64[s]"), index=index)
