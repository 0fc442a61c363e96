"""The command of the figures register: `figures`."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from evacmap.cli_options import AsJson, Data, Language
from evacmap.console import output

if TYPE_CHECKING:
    from rich.console import Console

    from evacmap.atlas import Atlas
    from evacmap.register import Hit, Register


def attach(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command()(figures)


def figures(
    subject: Annotated[
        list[str] | None,
        typer.Argument(help="Words of what is counted, or an id.", show_default="list all quantities"),
    ] = None,
    data: Data = None,
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, help="Most quantities to show in full.")] = 5,
    as_json: AsJson = False,
    page: Annotated[
        Path | None, typer.Option("--page", help="Write the whole register to this file: .html or .md.")
    ] = None,
    lang: Annotated[Language, typer.Option("--lang", "-l", help="Language of the HTML page.")] = Language.en,
) -> None:
    """List what is counted, with the range; or show all published values of a quantity and who says so.

    The range runs from the lowest to the highest value. Values that the editors have set aside, and inferred
    ones, are shown with the reason but do not set it. Exit status 1 if nothing comes near the words.

    Examples:

        evacmap figures

        evacmap figures wave1

        evacmap figures Tehran children --json

        evacmap figures --page register.html --lang pl
    """
    from evacmap.atlas import load

    atlas = load(data)
    if page is not None:
        from evacmap.maps.register_page import save_register

        save_register(atlas, page, lang.value)
        print(f"Register written to {page}", file=sys.stderr)
        return
    register = atlas.register()
    if subject:
        _show(atlas, register, " ".join(subject), limit, as_json=as_json)
    elif as_json:
        _print_json(register, list(register.quantities.index), [])
    else:
        _print_list(atlas, register)


def _show(atlas: Atlas, register: Register, query: str, limit: int, *, as_json: bool) -> None:
    from evacmap.register import find_entries

    hits = find_entries(register, query, atlas.texts)
    if as_json:
        _print_json(register, _ids(hits, "quantity"), _ids(hits, "figure"))
    if not hits:
        print(f"Nothing is counted under a name like {query!r}.", file=sys.stderr)
        raise typer.Exit(1)
    if as_json:
        return
    console = output()
    quantities, alone = _ids(hits, "quantity"), _ids(hits, "figure")
    for quantity in quantities[:limit]:
        _print_quantity(register, quantity, console)
    if len(quantities) > limit:
        more = len(quantities) - limit
        console.print(f"{more} more quantities (show them with --limit {len(quantities)}):")
        console.print(_table(register, quantities[limit:]))
    if alone:
        shown = alone[: 4 * limit]
        console.print("Single figures, of which one value only is known:", style="bold")
        console.print(_values(register.figures.loc[shown], with_unit=True))
        if len(alone) > len(shown):
            more = len(alone) - len(shown)
            console.print(f"{more} more; say more exactly what you look for, or use --json.")


def _ids(hits: list[Hit], kind: str) -> list[str]:
    return [hit.id for hit in hits if hit.kind == kind]


def _print_json(register: Register, quantities: list[str], alone: list[str]) -> None:
    from evacmap.register import as_records, value_records

    answer = {
        "quantities": [as_records(register, quantity) for quantity in quantities],
        "single_figures": value_records(register.figures.loc[alone]),
    }
    print(json.dumps(answer, ensure_ascii=False, indent=2))


def _print_list(atlas: Atlas, register: Register) -> None:
    from rich.markup import escape

    console = output()
    quantities = register.quantities
    for stage, name in [*atlas.stages["name"].items(), (None, "Ways and travelling times")]:
        chosen = quantities["stage"].isna() if stage is None else quantities["stage"] == stage
        if chosen.any():
            console.print(f"\n[bold]{escape(str(name))}[/bold]")
            console.print(_table(register, list(quantities.index[chosen])))
    alone = len(register.single_figures())
    hint = "evacmap figures WORDS finds them too."
    console.print(f"\n{alone} more figures stand alone: {hint}", highlight=False)


def _table(register: Register, quantities: list[str]) -> Any:
    from rich.markup import escape
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    table.add_column("id", no_wrap=True)
    table.add_column("what is counted")
    table.add_column("range", justify="right", no_wrap=True)
    table.add_column("unit")
    table.add_column("values", justify="right")
    for key, row in zip(quantities, register.quantities.loc[quantities].to_dict("records"), strict=True):
        amount = _amount(row["low"], row["high"])
        table.add_row(*map(escape, (key, row["title"], amount, row["unit"], str(row["values"]))))
    return table


def _print_quantity(register: Register, quantity: str, console: Console) -> None:
    from rich.markup import escape

    from evacmap.network import is_missing

    row = register.quantities.loc[[quantity]].to_dict("records")[0]
    console.print(f"[bold]{escape(str(row['title']))}[/bold]  ({escape(quantity)})", highlight=False)
    facts = f"{_amount(row['low'], row['high'])} {row['unit']}"
    facts += f"; values: {row['values']}, sources: {row['sources']}"
    if row["values"] > row["counted"]:
        facts += f"; all published: {_amount(row['lowest'], row['highest'])}"
    told = [facts, str(row["definition"]), *([] if is_missing(row["note"]) else [str(row["note"])])]
    for line in told:
        console.print(escape(line), highlight=False)
    console.print(_values(register.values_of(quantity)))
    console.print()


def _values(figures: Any, *, with_unit: bool = False) -> Any:
    from rich.markup import escape
    from rich.table import Table

    from evacmap.network import is_missing

    def text(cell: Any) -> str:
        return "" if is_missing(cell) else str(cell)

    table = Table(box=None, pad_edge=False)
    table.add_column("value", justify="right", no_wrap=True)
    table.add_column("as of", no_wrap=True)
    for heading in ("what is counted", "who says so", "certainty", "not in the range"):
        table.add_column(heading)
    for row in figures.to_dict("records"):
        told = ". ".join(filter(None, (text(row["subject"]), text(row["scope"]), text(row["note"]))))
        amount = _amount(row["low"], row["high"])
        reason = "" if row["counts"] or is_missing(row["quantity"]) else text(row["aside"]) or "inferred"
        cells = (
            f"{amount} {row['unit']}" if with_unit else amount,
            text(row["as_of"]),
            told,
            "; ".join(row["who"]),
            row["certainty"],
            reason,
        )
        table.add_row(*map(escape, cells))
    return table


def _amount(low: float, high: float) -> str:
    from evacmap.maps.wording import range_words
    from evacmap.network import is_missing

    return "–" if is_missing(low) else range_words(low, high, "en")
