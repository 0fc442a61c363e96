"""The signs of a plate: shape says the kind of a place, as on the page; and bands and arrows of the flows."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.colors import to_hex

from evacmap.plates.flows import CERTAINTIES, DASHED, Ribbon
from evacmap.plates.sheet import LAND, PAPER, mix

if TYPE_CHECKING:
    from evacmap.plates.sheet import Colour, Sheet

_TURN = np.linspace(0, 2 * np.pi, 33)
_CIRCLE = np.column_stack([np.cos(_TURN), np.sin(_TURN)])
_SQUARE = np.array([(-1, -1), (1, -1), (1, 1), (-1, 1)], dtype=float)
_POINTS = np.pi / 2 + np.arange(10) * np.pi / 5
_STAR = np.column_stack([np.cos(_POINTS), np.sin(_POINTS)]) * np.tile([1.25, 0.5], 5)[:, None]
_HALF = np.linspace(np.pi, 2 * np.pi, 17)
_BASIN = np.column_stack([np.cos(_HALF), np.sin(_HALF)]) * 1.25 + (0, 0.35)
_DIAMOND = np.array([(0, 1.3), (1.3, 0), (0, -1.3), (-1.3, 0)])
_TRIANGLE = np.array([(0, 1.2), (1.15, -0.9), (-1.15, -0.9)])
_SHIELD = np.array([(-1, 1), (1, 1), (1, -0.2), (0, -1.25), (-1, -0.2)])
_BARS = [np.array([(f, -1.0), (f, 1.0)]) for f in (-0.4, 0.4)]
_PLUS = [np.array([(-0.6, 0.0), (0.6, 0.0)]), np.array([(0.0, -0.6), (0.0, 0.6)])]
_CROSS = [np.array([(0.0, -1.3), (0.0, 1.3)]), np.array([(-0.85, 0.4), (0.85, 0.4)])]

# Outline, factor of the common radius, whether always open, strokes over it, and the radius of a ring or dot.
_SIGNS: dict[str, tuple[np.ndarray, float, bool, list[np.ndarray], float]] = {
    "camp": (_SQUARE, 0.9, False, [], 0),
    "prison": (_SQUARE, 1.0, False, _BARS, 0),
    "special_settlement": (_SQUARE, 0.72, True, [], 0),
    "pow_camp": (_DIAMOND, 0.9, False, [], 0),
    "labour_battalion": (_SHIELD, 0.9, False, [], 0),
    "recruitment_point": (_TRIANGLE, 1.0, False, [], 0),
    "garrison": (_TRIANGLE, 1.0, False, [], 0),
    "headquarters": (_STAR, 1.15, False, [], 0),
    "port": (_BASIN, 1.0, False, [], 0),
    "transit_camp": (_CIRCLE, 1.0, False, [_CIRCLE * 0.5], 0),
    "refugee_camp": (_CIRCLE, 1.0, False, [], 0),
    "orphanage": (_CIRCLE, 1.0, True, [], 0.4),
    "hospital": (_CIRCLE, 1.0, False, _PLUS, 0),
    "settlement": (_CIRCLE, 1.0, True, [], 0),
    "city": (_CIRCLE, 0.8, True, [], 0),
    "station": (_CIRCLE, 0.62, True, [], 0),
    "border_crossing": (_SQUARE, 0.7, True, [np.array([(-1.0, -1.0), (1.0, 1.0)])], 0),
}
_UNKNOWN = _SIGNS["refugee_camp"]

KINDS = (*_SIGNS, "cemetery")
"""Kinds with a sign of their own, in the order of the legend."""


def draw_sign(
    sheet: Sheet,
    kind: str,
    x: float,
    y: float,
    radius: float,
    colour: Colour,
    *,
    counted: bool,
    order: float = 4.0,
) -> None:
    """Draw the sign of a kind of place; an outline says that the number of people is not known."""
    at = np.array([x, y])
    line = max(0.2 * sheet.size, radius * 0.24)
    if kind == "cemetery":
        arms = [at + arm * radius for arm in _CROSS]
        sheet.lines(arms, PAPER, line + 0.45 * sheet.size, order=order, cap="butt")
        sheet.lines(arms, colour, line, order=order + 0.001, cap="butt")
        return
    shape, factor, is_open, strokes, dot = _SIGNS.get(kind, _UNKNOWN)
    r = radius * factor
    closed = np.concatenate([shape, shape[:2]]) * r + at
    filled = counted and not is_open
    sheet.shape(closed, fill=PAPER, edge=PAPER, width=line + 0.36 * sheet.size, order=order)
    sheet.shape(closed, fill=colour if filled else PAPER, edge=colour, width=line, order=order + 0.001)
    if strokes:
        sheet.lines(
            [at + stroke * r for stroke in strokes],
            PAPER if filled else colour, line * 0.8, order=order + 0.002, cap="butt",
        )  # fmt: skip
    if dot:
        sheet.shape(_CIRCLE * r * dot + at, fill=colour, order=order + 0.002)


def shade(colour: str, *, now: bool, certainty: str = "documented", fade: float = 0.0) -> Colour:
    """Return the colour of a stage for what is under way or over, and how sure it is."""
    share = 0.0 if now else 0.68
    share += {"reported": 0.3, "direction": 0.5}.get(certainty, 0.0) * (1 - share)
    return mix(colour, LAND, share + (1 - share) * fade)


def paler(colour: Colour, share: float) -> Colour:
    """Return a colour paler by a share."""
    return mix(to_hex(colour), LAND, share)


FADE_STEPS = 8


def draw_ribbon(sheet: Sheet, ribbon: Ribbon, colour: str, order: float) -> None:
    """Draw a flow: a paler edge up to the highest number, the band itself, arrowheads.

    Arrowheads lie on the band; where the band is an area's, it fades instead of pointing at a spot.
    """
    size = sheet.size
    points, low, high = _trimmed(ribbon, size)
    if len(points) < 2:
        return
    certainty = ribbon.certainty[: len(points)]
    fade = _fade(ribbon, points, size)
    wide = high > low + 0.12 * size
    pieces = _runs(np.column_stack([np.round(low / (0.08 * size)), certainty, np.round(fade * FADE_STEPS)]))
    halo, halo_widths = [], []
    for start, stop in pieces:
        halo.append(points[start : stop + 1])
        halo_widths.append(float(max(high[start:stop].max(), low[start:stop].max())) + 0.36 * size)
    sheet.lines(halo, LAND, halo_widths, order=order, cap="butt")
    if wide.any():
        for start, stop in _runs(wide.astype(int)[:, None]):
            if wide[start]:
                casing = mix(colour, LAND, 0.6 if ribbon.now else 0.86)
                sheet.lines(
                    [points[start : stop + 1]], casing, float(high[start:stop].mean()), order=order + 0.001
                )
    for start, stop in pieces:
        sure = CERTAINTIES[int(certainty[start])]
        width = float(low[start:stop].mean())
        line = points[start : stop + 1]
        tint = shade(
            colour,
            now=ribbon.now,
            certainty=sure,
            fade=float(np.round(fade[start] * FADE_STEPS)) / FADE_STEPS,
        )
        if sure in DASHED:
            dashes = (1.3 * size + 0.25 * width, 0.85 * size)
            if width > 0.8 * size:
                # A broad band cut into pieces would look like a hazard tape: it is pale, its middle dashed.
                sheet.lines([line], paler(tint, 0.58), width, order=order + 0.0015)
                width = max(0.34 * width, 0.42 * size)
            sheet.lines([line], tint, width, order=order + 0.002, dashes=dashes, cap="butt")
        else:
            sheet.lines([line], tint, width, order=order + 0.002)
    _arrows(sheet, ribbon, points, low, fade, colour, order)


def _trimmed(ribbon: Ribbon, size: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Cut the line where its last arrowhead begins, which stops short of the sign of the place."""
    points, low, high = ribbon.points, ribbon.low, np.maximum(ribbon.high, ribbon.low)
    if ribbon.ends is None:
        return points, low, high
    left = _length(points)[-1] - _length(points)
    keep = left > min(_head(float(low[-1]), size) * 0.9 + 0.9 * size, left[0] * 0.6)
    return points[keep], low[keep], high[keep]


def _fade(ribbon: Ribbon, points: np.ndarray, size: float) -> np.ndarray:
    along = _length(points)
    reach = min(9.0 * size, along[-1] / 2.5)
    fade = np.zeros(len(points))
    if ribbon.starts == "area":
        fade = np.maximum(fade, 1 - along / reach)
    if ribbon.ends == "area":
        fade = np.maximum(fade, 0.75 * (1 - (along[-1] - along) / reach))
    return np.clip(fade, 0, 0.85)


def _arrows(
    sheet: Sheet,
    ribbon: Ribbon,
    points: np.ndarray,
    low: np.ndarray,
    fade: np.ndarray,
    colour: str,
    order: float,
) -> None:
    size = sheet.size
    along = _length(points)
    if ribbon.ends is not None and along[-1] > 0.8 * size:
        head = _head(float(low[-1]), size)
        back = points[np.searchsorted(along, max(0.0, along[-1] - 1.2 * size))]
        tint = shade(colour, now=ribbon.now, fade=float(fade[-1]))
        _triangle(sheet, points[-1], points[-1] - back, head, tint, order + 0.3)
    every = 34.0 * size
    if along[-1] < every * 0.45:
        return
    count = max(1, int(along[-1] // every))
    for where in (np.arange(count) + 0.5) * along[-1] / count:
        i = int(np.searchsorted(along, where))
        if not 1 < i < len(points) - 2 or fade[i] > 0.5:
            continue
        direction = points[i + 1] - points[i - 1]
        width = float(low[i])
        if width > 1.0 * size and CERTAINTIES[int(ribbon.certainty[i])] not in DASHED:
            _chevron(sheet, points[i], direction, width, order + 0.3)
        else:
            sure = CERTAINTIES[int(ribbon.certainty[i])]
            tint = shade(
                colour, now=ribbon.now, certainty="direction" if sure == "direction" else "documented"
            )
            head = _head(min(width, 1.3 * size), size)
            _triangle(sheet, points[i] - _unit(direction) * 0.6 * size, direction, head, tint, order + 0.3)


def _head(width: float, size: float) -> float:
    return 1.15 * size + 0.75 * width


def _unit(direction: np.ndarray) -> np.ndarray:
    return np.asarray(direction / max(float(np.hypot(*direction)), 1e-9))


def _triangle(
    sheet: Sheet, base: np.ndarray, direction: np.ndarray, length: float, colour: Colour, order: float
) -> None:
    ahead = _unit(direction) * length
    side = np.array([-ahead[1], ahead[0]]) * 0.52
    notch = base + ahead * 0.14
    points = np.array([base + side, base + ahead, base - side, notch, base + side])
    sheet.shape(points, fill=colour, edge=LAND, width=0.16 * sheet.size, order=order)
    sheet.shape(points, fill=colour, order=order + 0.001)


def _chevron(sheet: Sheet, at: np.ndarray, direction: np.ndarray, width: float, order: float) -> None:
    ahead = _unit(direction) * width * 0.36
    side = np.array([-ahead[1], ahead[0]]) * 0.85
    sheet.lines(
        [np.array([at - ahead * 0.5 + side, at + ahead * 0.5, at - ahead * 0.5 - side])],
        PAPER, max(0.18 * sheet.size, width * 0.11), order=order, cap="butt",
    )  # fmt: skip


def _length(points: np.ndarray) -> np.ndarray:
    return np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(points, axis=0).T))])


def _runs(keys: np.ndarray) -> list[tuple[int, int]]:
    """Return stretches of points with the same key, each up to the first point of the next."""
    changes = np.flatnonzero(np.any(keys[1:] != keys[:-1], axis=1)) + 1
    bounds = [0, *changes.tolist(), len(keys) - 1]
    return [(a, b) for a, b in pairwise(bounds) if b > a]
