"""Plates: printed maps of an atlas as PDF, SVG or PNG, in an equal-area projection.

>>> from evacmap.plates import Plate
>>> Plate(date="1942-08-15", lang="de", paper="A3").paper
'A3'

`draw_plate` gives a matplotlib figure of the size of the paper, `save_plate` writes it. Both need matplotlib,
an extra of evacmap: ``pip install evacmap[plates]``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from evacmap.errors import EvacmapError
from evacmap.plates.plate import Plate as Plate

if TYPE_CHECKING:
    from pathlib import Path

    from matplotlib.figure import Figure

    from evacmap.atlas import Atlas

__all__ = ["Plate", "check_output", "draw_plate", "save_plate"]


def draw_plate(atlas: Atlas, plate: Plate | None = None) -> Figure:
    """Draw a plate; see `evacmap.plates.drawing.draw_plate`."""
    _need_matplotlib()
    from evacmap.plates.drawing import draw_plate as draw

    return draw(atlas, plate)


def save_plate(figure: Figure, path: str | Path, dpi: int = 300) -> None:
    """Write a plate as PDF, SVG or PNG; see `evacmap.plates.saving.save_plate`."""
    _need_matplotlib()
    from evacmap.plates.saving import save_plate as save

    save(figure, path, dpi)


def check_output(path: str | Path, dpi: int = 300) -> str:
    """Return the format that a file name asks for, before any work is done."""
    _need_matplotlib()
    from evacmap.plates.saving import check_output as check

    return check(path, dpi)


def _need_matplotlib() -> None:
    try:
        import matplotlib as mpl
    except ImportError as error:
        raise EvacmapError(
            "Plates are drawn with matplotlib, which is not installed: pip install evacmap[plates]"
        ) from error
    del mpl
