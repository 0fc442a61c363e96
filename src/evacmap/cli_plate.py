"""The command `plate`: a printed map."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from evacmap.cli_options import Data, Language


class Paper(StrEnum):
    """Sizes of paper."""

    a4 = "A4"
    a3 = "A3"
    a2 = "A2"


class Orientation(StrEnum):
    """Ways a sheet can lie."""

    landscape = "landscape"
    portrait = "portrait"


def attach(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command()(plate)


def plate(
    data: Data = None,
    out: Annotated[
        Path, typer.Option("--out", "-o", help="File to write: .pdf, .svg or .png, by its name.")
    ] = Path("plate.pdf"),
    date: Annotated[
        str | None,
        typer.Option(
            help="Day, month or interval (EDTF), such as 1942-08-15 or 1941-12: bright what was under way, "
            "faint what had happened, nothing of the future.",
            show_default="the whole story",
        ),
    ] = None,
    around: Annotated[
        int | None,
        typer.Option(
            help="Days before and after the date that count as under way too.",
            show_default="7 for a single day, else 0",
        ),
    ] = None,
    stage: Annotated[
        list[str] | None,
        typer.Option(
            help="Only this stage, such as crossing; may be given several times.", show_default="all"
        ),
    ] = None,
    view: Annotated[
        str | None, typer.Option(help="Step of the story by its id, such as 08: its extent, date and title.")
    ] = None,
    extent: Annotated[
        tuple[float, float, float, float] | None,
        typer.Option(
            metavar="W S E N",
            help="West, south, east and north in degrees.",
            show_default="about what is shown",
        ),
    ] = None,
    title: Annotated[
        str | None, typer.Option(help="Heading.", show_default="of the view, the stage or the atlas")
    ] = None,
    lang: Annotated[Language, typer.Option("--lang", "-l", help="Language of the plate.")] = Language.en,
    paper: Annotated[Paper, typer.Option(help="Size of the sheet.")] = Paper.a4,
    orientation: Annotated[
        Orientation | None,
        typer.Option(help="How the sheet lies.", show_default="as the extent is larger"),
    ] = None,
    dpi: Annotated[int, typer.Option(help="Dots per inch of a PNG.")] = 300,
) -> None:
    """Draw a plate: a map for print with title, legend, scale and sources, as PDF, SVG or PNG.

    The projection is equal-area and suits the extent. The same data give the same file, byte for byte. Needs
    matplotlib: pip install evacmap[plates].

    Examples:

        evacmap plate --date 1942-08-15 -o plate.pdf

        evacmap plate --view 08 --lang pl --paper A3 -o ewakuacja.svg

        evacmap plate --stage palestine --extent 33.8 31 36.2 33.4 -o palestine.png
    """
    # Options are looked at before the data are read: a slip of the pen should not cost three seconds.
    from evacmap.plates import Plate, check_output, draw_plate, save_plate

    check_output(out, dpi)
    wanted = Plate(
        date=date,
        around=around,
        stages=tuple(stage or ()),
        view=view,
        extent=extent,
        title=title,
        lang=lang.value,
        paper=paper.value,
        landscape=None if orientation is None else orientation is Orientation.landscape,
    )
    from evacmap.atlas import load

    save_plate(draw_plate(load(data), wanted), out, dpi)
    print(f"Plate written to {out}", file=sys.stderr)
