"""Writing a plate so that the same plate is the same bytes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import matplotlib as mpl

from evacmap.errors import EvacmapError
from evacmap.files import replace_when_done

if TYPE_CHECKING:
    from matplotlib.figure import Figure

# A date, the version of matplotlib and random ids would make every run a new file.
_METADATA: dict[str, dict[str, Any]] = {
    "pdf": {"CreationDate": None, "Producer": None, "Creator": "evacmap"},
    "svg": {"Date": None, "Creator": "evacmap"},
    "png": {"Software": None},
}
# TrueType in PDF, so that text can be searched; outlines in SVG, so that it needs no font to be installed.
_SETTINGS: dict[Any, Any] = {
    "pdf.fonttype": 42,
    "svg.fonttype": "path",
    "svg.hashsalt": "evacmap",
    "path.simplify": False,
    # Letters stand where the type designer wants them, not where pixels do.
    "text.hinting": "no_hinting",
}


def check_output(path: str | Path, dpi: int) -> str:
    """Return the format that a file name asks for; see `save_plate` for what it refuses."""
    kind = Path(path).suffix.lower().removeprefix(".")
    if kind not in _METADATA:
        raise EvacmapError(
            f"A plate is written as .pdf, .svg or .png, by the name of the file; not as {path}."
        )
    if not 30 <= dpi <= 1200:
        raise EvacmapError(f"A plate has 30 to 1200 dots per inch, not {dpi}.")
    return kind


def save_plate(figure: Figure, path: str | Path, dpi: int = 300) -> None:
    """Write a plate as PDF, SVG or PNG, by the suffix of the file.

    Parameters
    ----------
    figure
        As `draw_plate` returns it.
    path
        File to write; appears only when it is whole.
    dpi
        Dots per inch of a PNG.

    Raises
    ------
    EvacmapError
        If the suffix is another, or the dots too few or too many.
    CannotWrite
        See `evacmap.files.replace_when_done`.
    """
    kind = check_output(path, dpi)
    with replace_when_done(path) as temporary, mpl.rc_context(_SETTINGS):
        figure.savefig(
            temporary, format=kind, dpi=dpi, metadata=_METADATA[kind], facecolor=figure.get_facecolor()
        )
