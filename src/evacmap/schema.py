"""The schema of a data package: `datapackage.json`, and frictionless to hold the tables against it.

The schema (types, enums, patterns, keys, units) lives in `datapackage.json`, once. The package shipped with
evacmap gives the shape every other one must have; another package may leave out optional columns and whole
tables, add its own, and bring its own values where a field says ``ownValues``. Two properties of a field are
ours, beside those of the Table Schema standard:

- ``listOf``: the cell holds ids of that table, joined by ``|``;
- ``rdfType`` with the EDTF address of the Library of Congress: the cell holds a date (see `evacmap.dates`).

Checks of cells, keys and references are done by the PyPI package frictionless, the reference implementation
of the standard: what we call valid, `frictionless validate` calls valid too. It reads our tables in about a
second; pandera would need it as well to read the same schema.
"""

from __future__ import annotations

import csv
import difflib
import functools
import json
from pathlib import Path
from typing import Any

from evacmap.errors import InvalidData, Problem

Descriptor = dict[str, Any]
DESCRIPTOR = "datapackage.json"
EDTF_TYPE = "http://id.loc.gov/datatypes/edtf/EDTF-level1"


def shipped_data() -> Path:
    """Return the folder of the data package that comes with evacmap.

    Returns
    -------
    pathlib.Path
        Inside the installed package, or `data/routes/` of a checkout.
    """
    here = Path(__file__).resolve().parent
    installed = here / "data" / "routes"
    return installed if installed.is_dir() else here.parents[1] / "data" / "routes"


@functools.cache
def reference_tables() -> dict[str, Descriptor]:
    """Return the shipped schema: table name to its resource descriptor."""
    descriptor = json.loads((shipped_data() / DESCRIPTOR).read_text(encoding="utf-8"))
    return {resource["name"]: resource for resource in descriptor["resources"]}


# --- the descriptor -----------------------------------------------------------------------------------------


def read_descriptor(folder: Path) -> Descriptor:
    """Read `datapackage.json` and lay the shipped schema over its tables.

    Parameters
    ----------
    folder
        Where the package lies.

    Returns
    -------
    dict
        The descriptor, with only those resources that evacmap knows.

    Raises
    ------
    InvalidData
        If the file is missing, is not JSON, lists no places, or leads out of the folder.
    """
    path = folder / DESCRIPTOR

    def refuse(wrong: str, right: str) -> InvalidData:
        return InvalidData(str(folder), [Problem(DESCRIPTOR, None, None, wrong, right)])

    if not folder.is_dir():
        raise refuse(f"there is no folder {folder}", "Name the folder that holds datapackage.json.")
    if not path.is_file():
        raise refuse("there is no such file in the folder", "A data package describes its tables in it.")
    try:
        own = json.loads(path.read_text(encoding="utf-8-sig"))
    except (ValueError, OSError) as error:
        raise refuse(f"it cannot be read as JSON ({error})", "Mend the file at that place.") from error
    resources = own.get("resources") if isinstance(own, dict) else None
    if not isinstance(resources, list) or not resources or not all(isinstance(r, dict) for r in resources):
        raise refuse("it lists no tables", 'Give "resources": a list with one entry per CSV file.')
    tables: dict[str, Descriptor] = {}
    faults = []
    for number, resource in enumerate(resources, start=1):
        fault = _resource_fault(folder, resource, number, tables)
        if fault is not None:
            faults.append(fault)
        elif resource["name"] in reference_tables():
            tables[resource["name"]] = _with_our_shape(resource)
    if not faults and "places" not in tables:
        faults.append("the table places is missing")
    if faults:
        right = "Give every table its name and the name of its CSV file beside datapackage.json."
        raise InvalidData(str(folder), [Problem(DESCRIPTOR, None, None, fault, right) for fault in faults])
    return {**own, "resources": list(tables.values())}


def _resource_fault(
    folder: Path, resource: Descriptor, number: int, seen: dict[str, Descriptor]
) -> str | None:
    """Say what is wrong with a table's entry; a table we do not know is none of our business."""
    name, path = resource.get("name"), resource.get("path")
    if not isinstance(name, str):
        return f"table {number} has no name"
    if name in seen:
        return f"the table {name} is listed twice"
    if name not in reference_tables():
        near = difflib.get_close_matches(name, reference_tables().keys() - seen.keys(), n=1, cutoff=0.8)
        return f"there is no table {name}; perhaps {near[0]} was meant" if near else None
    if not isinstance(path, str) or not _is_inside(folder, path):
        return f"the path {path!r} of {name} is not the name of a file in the folder"
    if Path(path).suffix.lower() != ".csv":
        return f"the path {path!r} of {name} is not a CSV file"
    return None


def _is_inside(folder: Path, table_path: str) -> bool:
    if "://" in table_path or "\\" in table_path or Path(table_path).is_absolute():
        return False
    return (folder / table_path).resolve().is_relative_to(folder.resolve())


def _with_our_shape(resource: Descriptor) -> Descriptor:
    """Lay the shipped schema over a table; keep the package's own columns and, where allowed, own values."""
    reference = reference_tables()[resource["name"]]
    ours = {field["name"]: field for field in reference["schema"]["fields"]}
    own = _own_fields(resource) or ours
    fields = [_with_our_type(field, ours.get(name)) for name, field in own.items()]
    fields += [f for name, f in ours.items() if name not in own and f.get("constraints", {}).get("required")]
    present = {field["name"] for field in fields}
    keys = [key for key in reference["schema"].get("foreignKeys", []) if key["fields"] in present]
    schema = reference["schema"] | {"fields": fields, "foreignKeys": keys}
    return reference | {"path": resource["path"], "schema": schema}


def _own_fields(resource: Descriptor) -> dict[str, Descriptor]:
    schema = resource.get("schema")
    fields = schema.get("fields") if isinstance(schema, dict) else None
    named = [f for f in fields or [] if isinstance(f, dict) and isinstance(f.get("name"), str)]
    return {field["name"]: field for field in named}


def _with_our_type(field: Descriptor, ours: Descriptor | None) -> Descriptor:
    if ours is None:
        # A column of the package's own is text to us, whatever it is to others.
        return {"name": field["name"], "type": "string", "description": str(field.get("description", ""))}
    constraints = field.get("constraints")
    enum = constraints.get("enum") if isinstance(constraints, dict) else None
    if ours.get("ownValues") and isinstance(enum, list):
        return ours | {"constraints": ours["constraints"] | {"enum": [str(value) for value in enum]}}
    return ours


# --- cells, keys and references -----------------------------------------------------------------------------


def find_schema_problems(folder: Path, descriptor: Descriptor) -> list[Problem]:
    """Let frictionless check the tables; return its findings as problems.

    Parameters
    ----------
    folder
        Where the package lies.
    descriptor
        As `read_descriptor` gives it.

    Returns
    -------
    list of Problem
        Faults of files, headers, cells, keys and references.
    """
    from frictionless import FrictionlessException, Package

    resources = {resource["name"]: resource for resource in descriptor["resources"]}
    headers = {name: _header_problems(folder, resource) for name, resource in resources.items()}
    problems = [problem for found in headers.values() for problem in found]
    readable = [name for name, found in headers.items() if not found]
    checked = []
    for name in readable:
        schema = resources[name]["schema"]
        keys = schema["foreignKeys"]
        problems += [
            _dangling(resources[name], key) for key in keys if key["reference"]["resource"] not in resources
        ]
        # A table whose own header is wrong cannot serve as the target of a reference.
        kept = [key for key in keys if key["reference"]["resource"] in readable]
        checked.append(resources[name] | {"schema": schema | {"foreignKeys": kept}})
    if not checked:
        return problems
    try:
        package = Package.from_descriptor({"name": "package", "resources": checked}, basepath=str(folder))
        report = package.validate(limit_errors=100_000)
    except FrictionlessException as error:
        wrong, right = f"it is not a valid description: {error.error.note}", "Mend the description."
        return [*problems, Problem(DESCRIPTOR, None, None, wrong, right)]
    for task in report.tasks:
        resource = resources[task.name]
        fields = {field["name"]: field for field in resource["schema"]["fields"]}
        file = Path(resource["path"]).name
        problems += [_as_problem(error.to_descriptor(), file, fields) for error in task.errors]
    return problems


def _dangling(resource: Descriptor, key: Descriptor) -> Problem:
    column, target = key["fields"], key["reference"]["resource"]
    wrong = f"it refers to the table {target}, which the package does not have"
    right = f"Add {target}.csv and describe it in {DESCRIPTOR}, or leave the column out."
    return Problem(Path(resource["path"]).name, 1, column, wrong, right)


def _header_problems(folder: Path, resource: Descriptor) -> list[Problem]:
    """Compare the first row of a file with the columns of its schema."""
    file = Path(resource["path"]).name
    expected = [field["name"] for field in resource["schema"]["fields"]]
    right = f"The first row has to be {','.join(expected)}."
    path = folder / resource["path"]
    try:
        with path.open(encoding="utf-8", newline="") as lines:
            header = next(csv.reader(lines), [])
            for _ in lines:
                pass
    except FileNotFoundError:
        return [Problem(file, None, None, "the file is missing", "datapackage.json lists it; put it there.")]
    except UnicodeDecodeError as error:
        wrong = f"it is not UTF-8 text (byte {error.start})"
        return [Problem(file, None, None, wrong, "Save it as CSV in UTF-8.")]
    except (OSError, csv.Error) as error:
        return [Problem(file, None, None, f"it cannot be read ({error})", "Save it as CSV in UTF-8.")]
    if not header:
        return [Problem(file, None, None, "the file is empty", right)]
    problems = []
    for column in expected:
        if header.count(column) > 1:
            problems.append(Problem(file, 1, column, "the column stands there twice", right))
        elif column not in header:
            problems.append(Problem(file, 1, column, "the column is missing", right))
    for column in dict.fromkeys(header):
        if column not in expected:
            near = difflib.get_close_matches(column, expected, n=1)
            hint = (
                f"Perhaps {near[0]} was meant." if near else "Describe it in datapackage.json or take it out."
            )
            problems.append(Problem(file, 1, column, f"datapackage.json knows no column {column!r}", hint))
    if not problems and header != expected:
        problems.append(Problem(file, 1, None, "the columns stand in another order", right))
    return problems


def _as_problem(error: Descriptor, file: str, fields: dict[str, Descriptor]) -> Problem:
    """Put a finding of frictionless into words a historian can act on."""
    kind, row, column = error["type"], error.get("rowNumber"), error.get("fieldName")
    cell, note = error.get("cell", ""), error.get("note", "")
    field = fields.get(column or "", {})
    constraints = field.get("constraints", {})
    what = field.get("description", "")
    if kind == "constraint-error":
        if '"required"' in note:
            return Problem(file, row, column, "it is empty", f"Fill it in: {what}")
        if '"enum"' in note:
            return Problem(
                file, row, column, f"{cell!r} is not a known value", _one_of(cell, constraints["enum"])
            )
        if '"pattern"' in note:
            return Problem(file, row, column, f"{cell!r} does not have the right form", what)
        bounds = f"It lies between {constraints.get('minimum', '…')} and {constraints.get('maximum', '…')}."
        return Problem(file, row, column, f"{cell!r} is out of bounds", bounds)
    if kind == "type-error":
        return Problem(file, row, column, f"{cell!r} is not a {_named(field)}", what)
    if kind == "foreign-key":
        column = error["fieldNames"][0]
        target = error["referenceName"]
        cell = ", ".join(error["fieldCells"])
        return Problem(file, row, column, f"{cell!r} is not in {target}.csv", "Use an id of that table.")
    if kind == "primary-key":
        return Problem(file, row, None, f"its key is {note}", "Every row needs a key of its own.")
    if kind == "extra-cell":
        return Problem(
            file, row, None, "it has more cells than columns", 'Quote a cell that holds a comma: "a, b".'
        )
    if kind == "missing-cell":
        return Problem(file, row, column, "the cell is missing", "Every row has as many cells as the header.")
    if kind == "blank-row":
        return Problem(file, row, None, "the row is blank", "Take it out.")
    return Problem(file, row, column, f"{error.get('title', kind)}: {note}", "Mend the file.")


def _one_of(cell: str, enum: list[str]) -> str:
    near = difflib.get_close_matches(str(cell), enum, n=1)
    hint = f" Perhaps {near[0]} was meant." if near else ""
    return f"It is one of: {', '.join(enum)}.{hint}"


def _named(field: Descriptor) -> str:
    names = {"integer": "whole number", "boolean": "truth value (true or false)", "string": "text"}
    if field.get("format") == "uri":
        return "web address"
    kind = str(field.get("type", "value"))
    return names.get(kind, kind)
