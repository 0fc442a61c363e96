"""Write `docs/data-dictionary.md`: every table and column of the data package, from its `datapackage.json`.

    python scripts/make_data_dictionary.py

The page says nothing that `datapackage.json` does not; edit there. The tests fail while it is out of date.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from evacmap.files import atomic_write
from evacmap.schema import DESCRIPTOR, EDTF_TYPE

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "data" / "routes" / DESCRIPTOR
TARGET = ROOT / "docs" / "data-dictionary.md"

HEAD = """\
# Data dictionary

<!-- Made by scripts/make_data_dictionary.py from data/routes/datapackage.json; edit there. -->

Version {version} of the data package *{title}*: {count} tables in CSV (UTF-8, comma, header in the
first row; an empty cell is a missing value). What the tables cover and how they were made is in the
[README of the data](../data/routes/README.md), which also gives the rules for dates, lists, counts and
certainty.

"""

Descriptor = dict[str, Any]


def render_dictionary(descriptor: Descriptor) -> str:
    """Return the page as Markdown.

    Parameters
    ----------
    descriptor
        Content of a `datapackage.json`.

    Returns
    -------
    str
        The same for the same descriptor, in the order of its tables and columns.
    """
    tables = descriptor["resources"]
    head = HEAD.format(version=descriptor["version"], title=descriptor["title"], count=len(tables))
    contents = [f"- [{table['name']}](#{table['name']}): {table['description']}" for table in tables]
    return head + "\n".join([*contents, "", *(line for table in tables for line in _section(table))])


def _section(table: Descriptor) -> list[str]:
    """Return the lines of one table."""
    schema = table["schema"]
    fields = schema["fields"]
    lines = [
        f"## {table['name']}",
        "",
        f"[`{table['path']}`](../data/routes/{table['path']}). {table['description']}",
        f"Key: {_names(schema['primaryKey'])}.",
        "",
        "| column | type | needed | meaning |",
        "| --- | --- | --- | --- |",
    ]
    references = {
        key["fields"]: f"{key['reference']['resource']}.{key['reference']['fields']}"
        for key in schema.get("foreignKeys", [])
    }
    for field in fields:
        needed = "yes" if field.get("constraints", {}).get("required") else ""
        kind = _kind(field, references.get(field["name"]))
        lines.append(f"| `{field['name']}` | {kind} | {needed} | {_cell(field['description'])} |")
    lines.append("")
    for field in fields:
        values = field.get("constraints", {}).get("enum")
        if values:
            own = "; another package may bring its own" if field.get("ownValues") else ""
            lines += [f"Values of `{field['name']}`{own}: {_names(values)}.", ""]
    return lines


def _kind(field: Descriptor, reference: str | None) -> str:
    """Say in words what a cell of a column holds."""
    constraints = field.get("constraints", {})
    if reference is not None:
        return f"`{reference}`"
    if "listOf" in field:
        return f"list of `{field['listOf']}.id`"
    if field.get("rdfType") == EDTF_TYPE:
        return "EDTF date"
    if "enum" in constraints:
        return "one of the values below"
    names = {"string": "text", "integer": "whole number", "boolean": "`true` or `false`"}
    kind = "address (URI)" if field.get("format") == "uri" else names.get(field["type"], str(field["type"]))
    if "unit" in field:
        kind += f", {field['unit']}"
    low, high = constraints.get("minimum"), constraints.get("maximum")
    if high is not None:
        return f"{kind}, {low} to {high}"
    return kind if low is None else f"{kind}, {low} or more"


def _names(values: str | list[str]) -> str:
    return ", ".join(f"`{value}`" for value in ([values] if isinstance(values, str) else values))


def _cell(text: str) -> str:
    """Keep a bar from ending the cell of a Markdown table."""
    return text.replace("|", "\\|")


def main() -> None:
    """Read the descriptor and rewrite the page."""
    page = render_dictionary(json.loads(SOURCE.read_text(encoding="utf-8")))
    with atomic_write(TARGET) as file:
        file.write(page)
    print(TARGET.relative_to(ROOT))


if __name__ == "__main__":
    main()
