"""A sheet of paper measured in millimetres, on which the parts of a plate draw."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
import numpy as np
import shapely
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.ft2font import FT2Font
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path as Outline
from matplotlib.patheffects import Stroke
from matplotlib.textpath import text_to_path

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from matplotlib.artist import Artist
    from shapely.geometry.base import BaseGeometry

PAPER, INK, MUTED, HAIRLINE = "#fffdf8", "#22201c", "#5d574c", "#b9b09b"
LAND, SEA, COAST, WATER = "#f4f0e6", "#dce6ea", "#8fa6ae", "#b9ced6"
BORDER, POLAND, RAILWAY = "#a79f8d", "#8a4b4b", "#8d877b"

FAMILIES = ["STIXGeneral", "DejaVu Serif", "DejaVu Sans"]
"""All ship with matplotlib, so a plate looks the same everywhere; the later fill in what the first lacks."""

_FILES = ("STIXGeneral.ttf", "DejaVuSerif.ttf", "DejaVuSans.ttf")
MM = 72 / 25.4
FINEST_MM = 0.03
"""Points of a millimetre."""

Colour = str | tuple[float, float, float]


def mix(colour: str, other: str, share: float) -> tuple[float, float, float]:
    """Return `colour` with a share of another: opaque, so that crossings do not darken."""
    a, b = (np.array([int(c[i : i + 2], 16) / 255 for i in (1, 3, 5)]) for c in (colour, other))
    r, g, blue = a * (1 - share) + b * share
    return float(r), float(g), float(blue)


@functools.cache
def _fonts() -> list[FT2Font]:
    folder = mpl.get_data_path()
    return [FT2Font(f"{folder}/fonts/ttf/{name}") for name in _FILES]


def printable(text: str) -> str:
    """Put a box for what no font at hand can print."""
    return "".join(c if any(font.get_char_index(ord(c)) for font in _fonts()) else "□" for c in text)


class Sheet:
    """A figure of a given size with one pair of axes in millimetres, from the lower left corner.

    Parameters
    ----------
    width, height
        Millimetres.
    size
        How many times larger than on A4 type and signs are.
    """

    def __init__(self, width: float, height: float, size: float) -> None:
        self.width, self.height, self.size = width, height, size
        self.figure = Figure(figsize=(width / 25.4, height / 25.4), facecolor=PAPER)
        self.axes = self.figure.add_axes((0, 0, 1, 1))
        self.axes.set_axis_off()
        self.axes.set_xlim(0, width)
        self.axes.set_ylim(0, height)
        self._clip: Rectangle | None = None

    def clip(self, box: tuple[float, float, float, float] | None) -> None:
        """Let what is drawn from now on show only in a box (left, bottom, width, height), or everywhere."""
        self._clip = None
        if box is not None:
            self._clip = Rectangle(box[:2], box[2], box[3], transform=self.axes.transData)

    def _add(self, artist: Artist) -> None:
        self.axes.add_artist(artist)
        if self._clip is not None:
            artist.set_clip_path(self._clip)

    def shape(
        self,
        points: np.ndarray | Outline,
        *,
        fill: Colour | None = None,
        edge: Colour | None = None,
        width: float = 0.0,
        order: float = 1.0,
        alpha: float | None = None,
        join: str = "miter",
    ) -> None:
        """Draw a closed outline; `width` in millimetres."""
        outline = points if isinstance(points, Outline) else Outline(np.asarray(points), closed=False)
        patch = PathPatch(
            outline,
            facecolor="none" if fill is None else fill,
            edgecolor="none" if edge is None else edge,
            linewidth=width * MM,
            zorder=order,
            alpha=alpha,
            joinstyle=join,
        )
        self._add(patch)

    def lines(
        self,
        lines: Sequence[np.ndarray],
        colour: Colour | Sequence[Colour],
        width: float | Sequence[float],
        *,
        order: float = 1.0,
        dashes: tuple[float, ...] | None = None,
        cap: str = "round",
    ) -> None:
        """Draw lines; widths and dashes in millimetres."""
        if not lines:
            return
        widths = np.atleast_1d(np.asarray(width, dtype=float)) * MM
        collection = LineCollection(
            list(lines), colors=colour, linewidths=widths.tolist(), zorder=order,
            capstyle=cap, joinstyle="round",
        )  # fmt: skip
        if dashes is not None:
            # Dashes of a collection count in line widths.
            points = [d * MM / float(widths[0]) for d in dashes]
            collection.set_linestyle([(0, points)])
        self._add(collection)

    def text(  # noqa: PLR0913 - so many things make up a line of text
        self,
        x: float,
        y: float,
        text: str,
        size: float,
        *,
        colour: Colour = INK,
        style: str = "normal",
        weight: str = "normal",
        align: str = "left",
        halo: Colour | None = None,
        turn: float = 0.0,
        order: float = 5.0,
    ) -> None:
        """Write a line of text from a baseline; `size` in points of an A4 sheet."""
        rim = [] if halo is None else [Stroke(linewidth=0.62 * MM * self.size, foreground=halo)]
        # The rim is a text of its own: with both in one, PDF would hold outlines that nobody can search.
        for effects in ([rim] if rim else []) + [[]]:
            artist = self.axes.text(
                x,
                y,
                printable(text),
                fontproperties=font(size * self.size, style, weight),
                color=colour,
                ha=align,
                va="baseline",
                rotation=turn,
                rotation_mode="anchor",
                zorder=order if not effects else order - 0.001,
                parse_math=False,
                path_effects=effects,
            )
            if self._clip is not None:
                artist.set_clip_path(self._clip)

    def text_width(self, text: str, size: float, style: str = "normal", weight: str = "normal") -> float:
        """Return how many millimetres a line of text is long."""
        return _text_width(printable(text), size * self.size, style, weight) / MM

    def fitted(self, text: str, size: float, room: float, **font_options: str) -> tuple[str, float]:
        """Return text and size that fit into `room` millimetres: smaller to two thirds, then cut short."""
        wide = self.text_width(text, size, **font_options)
        if wide <= room:
            return text, size
        smaller = size * max(room / wide, 2 / 3)
        while text and self.text_width(text, smaller, **font_options) > room:
            text = text[:-2].rstrip() + "…" if len(text) > 2 else ""
        return text, smaller

    def wrapped(self, text: str, size: float, room: float) -> list[str]:
        """Break text into lines no longer than `room` millimetres."""
        lines: list[str] = []
        for word in text.split(" "):
            if lines and self.text_width(f"{lines[-1]} {word}", size) <= room:
                lines[-1] += f" {word}"
            else:
                lines.append(word)
        return lines


def outline(geometry: BaseGeometry, to_mm: Any) -> Outline | None:
    """Return polygons as one outline on paper, holes included; None if nothing is left of them."""
    vertices, codes = [], []
    for ring in _rings(geometry):
        points = _thinned(to_mm(np.asarray(ring.coords)[:, :2]))
        if len(points) < 4:
            continue
        vertices.append(points)
        codes.append([Outline.MOVETO, *[Outline.LINETO] * (len(points) - 2), Outline.CLOSEPOLY])
    if not vertices:
        return None
    return Outline(np.concatenate(vertices), np.concatenate(codes))


def _thinned(points: np.ndarray) -> np.ndarray:
    """Leave out points that could not be projected, and those that nobody would miss on paper."""
    found: np.ndarray = points[np.isfinite(points).all(axis=1)]
    if len(found) < 3:
        return found
    return np.array(shapely.simplify(shapely.LineString(found), FINEST_MM).coords, dtype=float)


def _rings(geometry: BaseGeometry) -> Iterable[Any]:
    for part in getattr(geometry, "geoms", [geometry]):
        if part.geom_type == "Polygon" and not part.is_empty:
            yield part.exterior
            yield from part.interiors
        elif hasattr(part, "geoms"):
            yield from _rings(part)


def open_lines(geometry: BaseGeometry, to_mm: Any) -> list[np.ndarray]:
    """Return lines on paper."""
    found = []
    for part in getattr(geometry, "geoms", [geometry]):
        if part.geom_type in {"LineString", "LinearRing"} and not part.is_empty:
            points = _thinned(to_mm(np.asarray(part.coords)[:, :2]))
            if len(points) > 1:
                found.append(points)
        elif hasattr(part, "geoms"):
            found.extend(open_lines(part, to_mm))
    return found


@functools.cache
def font(size: float, style: Any = "normal", weight: Any = "normal") -> FontProperties:
    """Return the fonts of a plate in one size."""
    return FontProperties(
        family=FAMILIES, size=size, style=style, weight=weight
    )  # fmt: skip


@functools.lru_cache(maxsize=8192)
def _text_width(text: str, size: float, style: str, weight: str) -> float:
    width, _, _ = text_to_path.get_text_width_height_descent(text, font(size, style, weight), ismath=False)
    return float(width)
