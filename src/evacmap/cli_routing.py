"""The commands of travel in time: `route`, `reach` and `profile`."""

from __future__ import annotations

import json
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from evacmap.cli_options import AsJson, Data
from evacmap.console import messages, output
from evacmap.errors import EvacmapError
from evacmap.files import atomic_write, replace_when_done

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import folium

    from evacmap.routing import Itinerary, TravelNetwork


class Speed(StrEnum):
    """Paces of a traveller."""

    fast = "fast"
    typical = "typical"
    slow = "slow"


PLACE = "Id or name of a place, or 'lat, lon'."
TO = f"{PLACE[:-1]}; a stage such as iran, a kind of place, or recruitment: the first of them to be reached."

Modes = Annotated[
    list[str] | None,
    typer.Option("--mode", help="Travel only by this mode; may be given several times.", show_default="all"),
]
Pace = Annotated[Speed, typer.Option("--pace", help="Pace of the legs; days are given at all three.")]
MapFile = Annotated[Path | None, typer.Option("--map", help="Also draw it on a map: the HTML file to write.")]


def attach(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    for command in (route, reach, profile):
        app.command()(command)


def route(
    origin: Annotated[str, typer.Argument(help=PLACE)],
    destination: Annotated[str, typer.Argument(help=TO)],
    depart: Annotated[str | None, typer.Option(help="Day of setting out, such as 1941-09-10.")] = None,
    arrive: Annotated[str | None, typer.Option(help="Last day of arrival: when must one leave?")] = None,
    data: Data = None,
    mode: Modes = None,
    pace: Pace = Speed.typical,
    ways: Annotated[
        int, typer.Option("--ways", "-k", min=1, help="Most ways to show, really different.")
    ] = 1,
    as_json: AsJson = False,
    map_file: MapFile = None,
) -> None:
    """Find the way that arrives first, or the last day to leave.

    The journey is modelled: what was possible with the trains, ships and seasons of the time, not what
    happened. Days are given as typical (low to high), for a typical, a fast and a slow traveller. Exit
    status 1 if there is no way; the message says which gate was shut when, and what would have been possible.

    Examples:

        evacmap route vorkuta buzuluk --depart 1941-09-10

        evacmap route kotlas iran --arrive 1942-04-05

        evacmap route kotlas recruitment --depart 1941-10-01 -k 3 --map ways.html
    """
    if (depart is None) == (arrive is None):
        raise EvacmapError("give either --depart or --arrive")
    if arrive is not None and ways > 1:
        raise EvacmapError("several ways are found for a day of departure: give --depart")
    network = _network(data)
    from evacmap import routing

    if arrive is not None:
        found = [routing.latest_departure(network, origin, destination, arrive, modes=mode, pace=pace.value)]
    elif ways > 1:
        found = routing.alternatives(
            network, origin, destination, str(depart), ways, modes=mode, pace=pace.value
        )
    else:
        found = [
            routing.earliest_arrival(network, origin, destination, str(depart), modes=mode, pace=pace.value)
        ]
    if map_file is not None:
        _save(routing.draw_itineraries(found), map_file)
    if as_json:
        answers = [journey.as_dict() for journey in found]
        print(json.dumps(answers if ways > 1 else answers[0], ensure_ascii=False, indent=2))
        return
    for journey in found:
        _print_journey(journey, latest=arrive is not None)


def reach(
    origins: Annotated[list[str], typer.Argument(metavar="ORIGIN...", help=PLACE)],
    depart: Annotated[str, typer.Option(help="Day of setting out, such as 1941-10-01.")],
    by: Annotated[str | None, typer.Option(help="Last day of arrival.")] = None,
    data: Data = None,
    mode: Modes = None,
    pace: Pace = Speed.typical,
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, help="Most places to print.")] = 40,
    as_json: AsJson = False,
    map_file: MapFile = None,
) -> None:
    """Find every place that can be reached by a day, the first to be reached first.

    `--map` draws bands of days. All of it is modelled.

    Examples:

        evacmap reach kotlas --depart 1941-10-01 --by 1942-03-24

        evacmap reach kotlas vorkuta --depart 1941-10-01 --by 1941-12-31 --map reach.html
    """
    network = _network(data)
    from evacmap import routing

    reached = routing.reachable(network, origins, depart, by, modes=mode, pace=pace.value)
    if map_file is not None:
        _save(routing.draw_reachable(network, reached), map_file)
    if as_json:
        answer = {"modelled": True, "origins": origins, "depart": depart, "by": by, "pace": pace.value}
        print(json.dumps(answer | {"places": list(_places(reached))}, ensure_ascii=False, indent=2))
        return
    rows = [
        (
            row["id"],
            row["name"],
            row["arrive"]["typical"],
            row["arrive"]["low"],
            row["arrive"]["high"],
            f"{row['days']:.0f}",
        )
        for row in _places(reached)
    ]
    _print_table(("id", "name", "typically", "fast", "slow", "days"), rows[:limit])
    if len(rows) > limit:
        print(f"and {len(rows) - limit} more places (--limit, --json or --map shows them)", file=sys.stderr)


def profile(
    origins: Annotated[
        list[str], typer.Argument(metavar="ORIGIN...", help=f"{PLACE[:-1]}; a stage or kind.")
    ],
    to: Annotated[list[str], typer.Option("--to", help="Destination; may be given several times.")],
    first: Annotated[str, typer.Option("--from", help="First day of departure.")],
    last: Annotated[str, typer.Option("--until", help="Last day of departure.")],
    data: Data = None,
    mode: Modes = None,
    pace: Pace = Speed.typical,
    out: Annotated[Path | None, typer.Option("--out", "-o", help="The CSV file to write.")] = None,
    plot: Annotated[Path | None, typer.Option("--plot", help="Also draw it: an SVG or PNG file.")] = None,
    as_json: AsJson = False,
) -> None:
    """Find the arrival for every origin, destination and day of departure.

    A destination that names a set (a stage, a kind of place, recruitment) counts as one: the first of its
    places to be reached while it takes people in. Without `--out` the table goes to standard output.

    Examples:

        evacmap profile kotlas vorkuta --to pahlevi --from 1941-08-12 --until 1942-09-01 -o arrivals.csv

        evacmap profile detention --to recruitment --from 1941-08-12 --until 1942-01-31 -o army.csv
    """
    network = _network(data)
    from evacmap import routing

    targets = {name: name for name in to}
    table = routing.profile(network, origins, targets, (first, last), modes=mode, pace=pace.value)
    if plot is not None:
        with replace_when_done(plot) as unfinished:
            figure = table.plot().get_figure(root=True)
            if figure is not None:
                figure.savefig(unfinished)
    if as_json:
        print(table.to_json(orient="records", date_format="iso", date_unit="s", force_ascii=False))
    elif out is None:
        print(table.to_csv(index=False, date_format="%Y-%m-%d"), end="")
    else:
        with atomic_write(out) as file:
            file.write(table.to_csv(index=False, date_format="%Y-%m-%d", lineterminator="\n"))
        print(f"{out}  {len(table):,} rows", file=sys.stderr)


def _network(data: Path | None) -> TravelNetwork:
    from evacmap.atlas import load

    with messages().status("Reading the atlas and compiling its network"):
        from evacmap.routing import travel_network

        return travel_network(load(data))


def _save(drawing: folium.Map, path: Path) -> None:
    with atomic_write(path) as file:
        file.write(drawing.get_root().render())
    print(f"Map written to {path}", file=sys.stderr)


def _places(reached: Any) -> Iterable[dict[str, Any]]:
    for place, row in reached.iterrows():
        arrive = {
            name: None if row.isna()[f"arrive_{name}"] else f"{row[f'arrive_{name}']:%Y-%m-%d}"
            for name in ("low", "typical", "high")
        }
        yield {
            "id": place,
            "name": row["name"],
            "kind": row["kind"],
            "stage": None if row.isna()["stage"] else row["stage"],
            "days": round(row["days"], 1),
            "arrive": arrive,
            "lat": row["geometry"].y,
            "lon": row["geometry"].x,
        }


def _print_journey(journey: Itinerary, *, latest: bool) -> None:
    from rich.markup import escape

    from evacmap.routing.itinerary import HEADINGS

    console = output()
    head = f"{journey.origin} to {journey.destination}"
    if journey.wanted != journey.destination:
        head += f" ({journey.wanted})"
    dates = f"last day to set out: {journey.departs}" if latest else f"arrival: {journey.arrives}"
    console.print(f"[bold]{escape(head)}[/bold], modelled, {journey.pace} pace", highlight=False)
    console.print(f"set out {journey.depart}, arrive {journey.arrive}; {dates}", highlight=False)
    console.print(f"days: {journey.days}; {journey.km:,.0f} km", highlight=False)
    _print_table(HEADINGS, list(journey.rows()))
    if journey.end_wait_days >= 0.05:
        console.print(f"{journey.destination} took nobody in for {journey.end_wait_days:.1f} days more")
    sources = sorted({source for leg in journey.legs for source in leg.sources})
    console.print(f"sources: {', '.join(sources)}\n", highlight=False, style="dim")


def _print_table(headings: Sequence[str], rows: Sequence[Sequence[str | None]]) -> None:
    from rich.markup import escape
    from rich.table import Table

    table = Table(box=None)
    for heading in headings:
        numeric = heading in {"wait days", "days", "km"}
        table.add_column(heading, justify="right" if numeric else "left", overflow="fold")
    for row in rows:
        table.add_row(*(escape(cell or "never") for cell in row))
    output().print(table)
