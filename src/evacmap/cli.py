"""The command line. Heavy imports wait inside the commands, so that `--help` answers at once."""

from __future__ import annotations

import json
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from evacmap import cli_figures, cli_plate, cli_routing
from evacmap.cli_options import AsJson, Data, Language
from evacmap.console import messages, output
from evacmap.errors import EvacmapError, InvalidData

if TYPE_CHECKING:
    from rich.console import Console

    from evacmap.atlas import Atlas

app = typer.Typer(
    name="evacmap",
    no_args_is_help=True,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="""Route graphs and layered maps of forced migrations.

    Without further arguments the commands use the atlas that comes with evacmap: Polish citizens on their way
    out of the Soviet Union, 1939-1948. `--data FOLDER` makes them use a data package of your own.

    Examples:

        evacmap build                      the map and the GeoJSON files, into the folder out

        evacmap places Krasnowodsk         which place is that?

        evacmap check my-atlas             everything that is wrong with my data
    """,
)


class Layer(StrEnum):
    """Layers that can be exported."""

    places = "places"
    network = "network"
    movements = "movements"
    journeys = "journeys"
    events = "events"


class Format(StrEnum):
    """Formats that can be exported."""

    geojson = "geojson"


Lang = Annotated[
    Language | None,
    typer.Option("--lang", "-l", help="Language the map opens in.", show_default="that of the browser"),
]
Tiles = Annotated[
    bool, typer.Option("--tiles", help="Add an online base layer (OpenStreetMap) that readers can switch on.")
]


@app.callback(invoke_without_command=True)
def _options(
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
) -> None:
    if version:
        import evacmap

        print(f"evacmap {evacmap.__version__}")
        raise typer.Exit


@app.command()
def build(
    data: Data = None,
    out: Annotated[Path, typer.Option("--out", "-o", help="Folder for the outputs.")] = Path("out"),
    lang: Lang = None,
    tiles: Tiles = False,
) -> None:
    """Build everything: the map, the figures register beside it, and the GeoJSON files.

    The map is one HTML file that works without a network.

    The data are checked first; if anything is wrong, nothing is written and earlier outputs stay as they are.

    Examples:

        evacmap build

        evacmap build --data my-atlas --out my-map --lang pl
    """
    console = messages()
    atlas = _load(data, console)
    from rich.progress import MofNCompleteColumn, Progress

    from evacmap.build import plan_build

    steps = plan_build(atlas, out, lang=lang, tiles=tiles)
    columns = [*Progress.get_default_columns()[:2], MofNCompleteColumn()]
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("Writing", total=len(steps))
        for step in steps:
            progress.update(task, description=f"Writing {step.path.name}")
            step.write()
            progress.advance(task)
    _summary(atlas, console)
    console.print(f"\n{len(steps)} files written:")
    for step in steps:
        console.print(f"  {step.path}  ({_size(step.path)})", highlight=False, soft_wrap=True)
    console.print(
        f"\nOpen the map in a browser: {steps[0].path.resolve().as_uri()}", highlight=False, soft_wrap=True
    )


@app.command("map")
def map_(
    data: Data = None,
    out: Annotated[Path, typer.Option("--out", "-o", help="The HTML file to write.")] = Path("evacmap.html"),
    lang: Lang = None,
    tiles: Tiles = False,
) -> None:
    """Build only the map: one HTML file that works without a network.

    Examples:

        evacmap map -o polish-exodus.html --lang en
    """
    console = messages()
    atlas = _load(data, console)
    from evacmap.maps import atlas_map, save_map

    with console.status("Drawing the map"):
        save_map(atlas_map(atlas, lang=lang, tiles=tiles), out)
    console.print(f"Map written to {out}  ({_size(out)})", highlight=False, soft_wrap=True)


@app.command()
def export(
    file_format: Annotated[
        Format, typer.Argument(metavar="FORMAT", help="geojson: RFC 7946, for QGIS, ArcGIS, kepler.gl.")
    ],
    data: Data = None,
    layer: Annotated[
        list[Layer] | None,
        typer.Option("--layer", help="Layer to export; may be given several times.", show_default="all"),
    ] = None,
    out: Annotated[Path, typer.Option("--out", "-o", help="Folder for the files, one per layer.")] = Path(
        "geojson"
    ),
) -> None:
    """Export the layers of an atlas for other programs.

    Every feature carries its names, dates (as written, and their first and last day), counts (low and high),
    certainty and sources.

    Examples:

        evacmap export geojson

        evacmap export geojson --layer movements --layer places -o for-qgis
    """
    console = messages()
    atlas = _load(data, console)
    from evacmap.exports import write_geojson

    for name in [item.value for item in layer or Layer]:
        path = out / f"{name}.{file_format}"
        count = write_geojson(atlas, name, path)
        console.print(f"{path}  {count} features ({_size(path)})", highlight=False, soft_wrap=True)


@app.command()
def check(
    folder: Annotated[
        Path | None, typer.Argument(help="Folder of a data package.", show_default="the shipped atlas")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Check a data package and report everything that is wrong with it.

    Each problem names its file, row, column, what is wrong and what would be right. Nothing is written.
    Exit status 1 if there are problems.

    Examples:

        evacmap check my-atlas

        evacmap check my-atlas --json
    """
    from evacmap.atlas import load

    problems: list[dict[str, Any]] = []
    title = str(folder or "the shipped atlas")
    try:
        atlas = load(folder)
    except InvalidData as error:
        problems = [problem.as_dict() for problem in error.problems]
        if not as_json:
            print(error, file=sys.stderr)
    else:
        if not as_json:
            counts = ", ".join(f"{number:,} {what}" for what, number in atlas.summary().items())
            print(f"No problems in {title}: {counts}.")
    if as_json:
        print(json.dumps({"folder": title, "problems": problems}, ensure_ascii=False, indent=2))
    if problems:
        raise typer.Exit(1)


@app.command()
def places(
    query: Annotated[str, typer.Argument(help="A name in any language and script, or part of one.")],
    data: Data = None,
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, help="Most places to show.")] = 10,
    as_json: AsJson = False,
) -> None:
    """Find a place by any of its names: then or now, any script, without diacritics, with slips of the pen.

    The best match comes first; "match" says how near the name is (100: the same but for case, diacritics and
    script). Exit status 1 if nothing comes near.

    Examples:

        evacmap places Красноводск

        evacmap places turkmenbasi
    """
    console = messages()
    atlas = _load(data, console, quiet=True)
    found = []
    for match in atlas.find(query, limit):
        row = atlas.places.loc[match.place]
        found.append(
            {
                "id": match.place,
                "name": row["name"],
                "matched": match.name,
                "lang": match.lang,
                "match": match.score,
                "kind": row["kind"],
                "country_today": None if row.isna()["country_today"] else row["country_today"],
                "lat": float(row["lat"]),
                "lon": float(row["lon"]),
                "precision_km": float(row["precision_km"]),
            }
        )
    if as_json:
        print(json.dumps(found, ensure_ascii=False, indent=2))
    elif found:
        _print_places(found)
    else:
        print(f"No place has a name like {query!r}.", file=sys.stderr)
    if not found:
        raise typer.Exit(1)


cli_figures.attach(app)
cli_plate.attach(app)
cli_routing.attach(app)


def _print_places(found: list[dict[str, Any]]) -> None:
    from rich.markup import escape
    from rich.table import Table

    table = Table(box=None)
    table.add_column("id", no_wrap=True)
    for heading in ("name", "matched", "match", "kind", "today in", "lat, lon (± km)"):
        table.add_column(heading)
    for row in found:
        matched = f"{row['matched']} ({row['lang']})" if row["lang"] else row["matched"]
        where = f"{row['lat']:.3f}, {row['lon']:.3f} (± {row['precision_km']:g})"
        cells = [
            row["id"],
            row["name"],
            matched,
            f"{row['match']:g}",
            row["kind"],
            row["country_today"] or "",
            where,
        ]
        table.add_row(*map(escape, cells))
    output().print(table)


def _load(data: Path | None, console: Console, *, quiet: bool = False) -> Atlas:
    from evacmap.atlas import load

    if quiet:
        return load(data)
    with console.status("Reading and checking the data"):
        return load(data)


def _summary(atlas: Atlas, console: Console) -> None:
    from rich.markup import escape
    from rich.table import Table

    console.print(f"[bold]{escape(atlas.title)}[/bold]")
    counts = atlas.summary()
    console.print(", ".join(f"{number:,} {what}" for what, number in counts.items()), highlight=False)
    totals = atlas.totals()
    if totals.empty:
        return
    table = Table("people, by stage", box=None)
    table.add_column("low", justify="right")
    table.add_column("high", justify="right")
    table.add_column("movements counted")
    for stage, name in atlas.stages["name"].items():
        if stage not in totals.index:
            continue
        low, high, counted, uncounted = totals.loc[str(stage)]
        unknown = f" ({uncounted} more without a number)" if uncounted else ""
        table.add_row(escape(str(name)), f"{low:,}", f"{high:,}", f"{counted}{unknown}")
    console.print(table)
    console.print("Stages count the same people at different points of their way: do not add them up.")


def _size(path: Path) -> str:
    size = path.stat().st_size
    return f"{size / 1e6:.1f} MB" if size >= 1e6 else f"{size / 1e3:.0f} kB"


def main() -> None:
    """Run the command line; every expected failure ends in one message and exit status 1."""
    try:
        app()
    except EvacmapError as error:
        print(error, file=sys.stderr)
        sys.exit(1)
