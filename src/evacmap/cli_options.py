"""Options that several commands share."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


class Language(StrEnum):
    """Languages of what evacmap makes."""

    de = "de"
    en = "en"
    pl = "pl"


Data = Annotated[
    Path | None,
    typer.Option(
        "--data",
        "-d",
        help="Folder of a data package (with datapackage.json).",
        show_default="the shipped atlas",
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for other programs.")]
