"""Names on a plate: the weightiest first, none upon another, each where it covers least."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import shapely

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy as np

    from evacmap.plates.projection import Frame
    from evacmap.plates.sheet import Colour, Sheet

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Label:
    """A name that asks for room.

    Attributes
    ----------
    text, size, colour, style
        How it is set; `size` in points of an A4 sheet.
    x, y
        What it names, in millimetres.
    gap
        Distance to keep from there, millimetres; None for the name of an area, which stands in it.
    rank
        Lower goes first.
    halo
        Colour of its rim.
    """

    text: str
    x: float
    y: float
    size: float
    colour: Colour
    rank: float
    gap: float | None = None
    style: str = "normal"
    weight: str = "normal"
    halo: Colour | None = None


class Room:
    """What is taken on a sheet."""

    def __init__(self, frame: Frame, lines: Sequence[np.ndarray]) -> None:
        self._frame = frame
        self._taken: list[Box] = []
        self._lines = shapely.STRtree([shapely.LineString(line) for line in lines if len(line) > 1])

    def take(self, box: Box) -> None:
        """Let nothing be set upon a box (left, bottom, right, top)."""
        self._taken.append(box)

    def is_free(self, box: Box) -> bool:
        """Tell whether a box lies in the frame and upon nothing."""
        left, bottom, right, top = box
        frame = self._frame
        if not (frame.holds(left, bottom, -0.6) and frame.holds(right, top, -0.6)):
            return False
        return not any(left < t[2] and t[0] < right and bottom < t[3] and t[1] < top for t in self._taken)

    def crossed(self, box: Box) -> int:
        """Return how many lines run under a box."""
        return len(self._lines.query(shapely.box(*box), predicate="intersects"))


def set_labels(sheet: Sheet, room: Room, labels: Sequence[Label], most: int | None = None) -> list[str]:
    """Write as many labels as find room, and return their texts."""
    written: list[str] = []
    for label in sorted(labels, key=lambda one: (one.rank, one.text)):
        if most is not None and len(written) >= most:
            break
        wide = sheet.text_width(label.text, label.size, label.style, label.weight)
        high = label.size * 0.3528 * sheet.size * 0.72
        pad = (0.35 if label.gap is not None else 0.8) * sheet.size
        best: tuple[float, float, float, Box] | None = None
        for cost, left, bottom in _positions(label, wide, high, sheet.size):
            box = left - pad, bottom - high * 0.28 - pad, left + wide + pad, bottom + high + pad
            if room.is_free(box):
                total = cost + 1.4 * room.crossed(box)
                if best is None or total < best[0]:
                    best = total, left, bottom, box
        if best is None:
            continue
        _, left, bottom, box = best
        room.take(box)
        sheet.text(
            left, bottom, label.text, label.size, colour=label.colour, style=label.style,
            weight=label.weight, halo=label.halo, order=6.0,
        )  # fmt: skip
        written.append(label.text)
    return written


def _positions(label: Label, wide: float, high: float, size: float) -> Iterator[tuple[float, float, float]]:
    """Yield cost, left and baseline of where a label may stand."""
    x, y = label.x, label.y
    if label.gap is None:
        for row, dy in enumerate((0, 1, -1, 2.2, -2.2, 3.6, -3.6)):
            for column, dx in enumerate((0, 2.5, -2.5, 6, -6, 10, -10)):
                yield 0.55 * row + 0.5 * column, x - wide / 2 + dx * size, y - high / 2 + dy * high
        return
    gap = label.gap
    yield 0.0, x + gap, y - high / 2
    yield 0.5, x + gap * 0.8, y + gap * 0.55
    yield 0.6, x + gap * 0.8, y - gap * 0.55 - high
    yield 0.7, x - gap - wide, y - high / 2
    yield 0.9, x - gap * 0.8 - wide, y + gap * 0.55
    yield 1.0, x - gap * 0.8 - wide, y - gap * 0.55 - high
    yield 1.1, x - wide / 2, y + gap
    yield 1.2, x - wide / 2, y - gap - high
    # Farther off, still read as belonging to the sign.
    far = gap + 1.1 * size
    yield 2.4, x + far * 0.8, y + far * 0.8
    yield 2.5, x + far * 0.8, y - far * 0.8 - high
    yield 2.6, x - far * 0.8 - wide, y + far * 0.8
    yield 2.7, x - far * 0.8 - wide, y - far * 0.8 - high


def spaced(text: str) -> str:
    """Set letters apart, as the names of seas and states are.

    Examples
    --------
    >>> spaced("Iran").replace(chr(0x2009), "|")
    'I|r|a|n'
    """
    return "\u2009".join(text).replace("\u2009 \u2009", "\u2002")
