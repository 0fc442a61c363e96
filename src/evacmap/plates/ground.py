"""The ground of a plate: sea, land, waters, frontiers, railways, and the lines of latitude and longitude."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from shapely.geometry import shape

from evacmap.plates.sheet import (
    BORDER,
    COAST,
    HAIRLINE,
    LAND,
    MUTED,
    POLAND,
    RAILWAY,
    SEA,
    WATER,
    mix,
    open_lines,
    outline,
)
from evacmap.plates.words import words

if TYPE_CHECKING:
    from evacmap.atlas import Atlas
    from evacmap.plates.projection import Frame
    from evacmap.plates.sheet import Sheet

RAILWAYS_FROM_ZOOM = 4.0
DEMARCATION_FROM_ZOOM = 4.6


def draw_ground(sheet: Sheet, frame: Frame, basemap: dict[str, Any], atlas: Atlas) -> set[str]:
    """Draw the ground into a frame.

    Returns
    -------
    set of str
        What of it is to be seen and needs a word in the legend.
    """
    size = sheet.size
    box = (frame.left, frame.bottom, frame.width, frame.height)
    corners = [(box[0], box[1]), (frame.right, box[1]), (frame.right, frame.top), (box[0], frame.top)]
    sheet.clip(box)
    sheet.shape(np.array([*corners, corners[0]]), fill=SEA, order=0.0)
    land = outline(frame.cut(shape(basemap["land"])), frame.to_mm)
    if land is not None:
        # Rings of darker water along the coast, as engravers drew them.
        for width, share in ((4.2, 0.16), (2.5, 0.34), (1.1, 0.6)):
            sheet.shape(land, edge=mix(SEA, WATER, share), width=width * size, order=0.1, join="round")
        sheet.shape(land, fill=LAND, order=0.2)
    _graticule(sheet, frame)
    _waters(sheet, frame, basemap)
    if land is not None:
        sheet.shape(land, edge=COAST, width=0.13 * size, order=0.7, join="round")
    seen = _frontiers(sheet, frame, basemap)
    if frame.zoom >= RAILWAYS_FROM_ZOOM and _railways(sheet, frame, atlas):
        seen.add("railways")
    sheet.clip(None)
    return seen


def _waters(sheet: Sheet, frame: Frame, basemap: dict[str, Any]) -> None:
    size = sheet.size
    for lake in basemap["lakes"]:
        if lake["min_zoom"] <= frame.zoom + 1.5:
            water = outline(frame.cut(shape(lake["geometry"])), frame.to_mm)
            if water is not None:
                sheet.shape(water, fill=SEA, edge=COAST, width=0.1 * size, order=0.5)
    for river in basemap["rivers"]:
        if river["min_zoom"] <= frame.zoom + 1.2:
            width = max(0.14, 0.5 - 0.06 * river["min_zoom"]) * size
            lines = open_lines(frame.cut(shape(river["geometry"])), frame.to_mm)
            sheet.lines(lines, WATER, width, order=0.45)


def _frontiers(sheet: Sheet, frame: Frame, basemap: dict[str, Any]) -> set[str]:
    size = sheet.size
    seen = set()

    def draw(name: str, geometry: dict[str, Any], colour: Any, width: float, **how: Any) -> None:
        lines = open_lines(frame.cut(shape(geometry)), frame.to_mm)
        visible = [line for line in lines if any(frame.holds(point[0], point[1], -2) for point in line)]
        if visible:
            sheet.lines(visible, colour, width * size, **how)
            seen.add(name)

    soft = mix(BORDER, LAND, 0.25)
    draw("borders", basemap["borders"], mix(BORDER, LAND, 0.72), 1.1, order=0.6)
    draw("borders", basemap["borders"], BORDER, 0.22, order=0.61)
    if frame.zoom >= RAILWAYS_FROM_ZOOM - 0.6:
        draw("republics", basemap["republics"], soft, 0.2, order=0.6, dashes=(0.2 * size, 0.9 * size))
    poland = (1.5 * size, 0.9 * size)
    draw("poland1939", basemap["poland1939"]["ring"], POLAND, 0.3, order=0.65, dashes=poland, cap="butt")
    if frame.zoom >= DEMARCATION_FROM_ZOOM:
        dots = (0.3 * size, 0.8 * size)
        draw("demarcation1939", basemap["demarcation1939"], POLAND, 0.25, order=0.64, dashes=dots)
    return seen


def _railways(sheet: Sheet, frame: Frame, atlas: Atlas) -> bool:
    """Draw the railways of the network, cross ticks and all where there is room for them."""
    links = atlas.links
    rails = [
        geometry
        for mode, connector, geometry in zip(links["mode"], links["connector"], links.geometry, strict=True)
        if mode == "rail" and not connector
    ]
    if not rails:
        return False
    lines = open_lines(frame.cut(shapely.MultiLineString(rails)), frame.to_mm)
    size = sheet.size
    colour = mix(RAILWAY, LAND, 0.45)
    sheet.lines(lines, colour, 0.13 * size, order=0.62)
    if frame.zoom >= 6:
        sheet.lines(lines, colour, 0.75 * size, order=0.62, dashes=(0.12 * size, 2.2 * size), cap="butt")
    return bool(lines)


def _graticule(sheet: Sheet, frame: Frame) -> None:
    size = sheet.size
    step = frame.graticule_step()
    west, south, east, north = frame.bounds
    lines = []
    for lon in range(int(np.ceil(west / step)) * step, int(east) + 1, step):
        lats = np.linspace(max(south, -89.0), min(north, 89.0), 120)
        lines.append(frame.to_mm(np.column_stack([np.full(120, lon), lats])))
    for lat in range(int(np.ceil(south / step)) * step, int(north) + 1, step):
        if abs(lat) < 90:
            lons = np.linspace(west, east, 180)
            lines.append(frame.to_mm(np.column_stack([lons, np.full(180, lat)])))
    finite = [line[np.isfinite(line).all(axis=1)] for line in lines]
    sheet.lines([line for line in finite if len(line) > 1], mix(HAIRLINE, LAND, 0.45), 0.1 * size, order=0.4)


def draw_neatline(sheet: Sheet, frame: Frame, lang: str) -> None:
    """Draw the edge of the map, with the degrees where the lines of the graticule meet it."""
    size = sheet.size
    left, bottom, right, top = frame.left, frame.bottom, frame.right, frame.top
    for gap, width in ((0.0, 0.18), (2.6, 0.35)):
        g = gap * size
        corners = [(left - g, bottom - g), (right + g, bottom - g), (right + g, top + g), (left - g, top + g)]
        sheet.shape(np.array([*corners, corners[0], corners[1]]), edge=MUTED, width=width * size, order=9)
    step = frame.graticule_step()
    say = words(lang)
    count = 1200
    along_x, along_y = np.linspace(left, right, count), np.linspace(bottom, top, count)
    for y, under in ((bottom, bottom - 1.95 * size), (top, top + 0.75 * size)):
        for at, degrees in _crossings(frame, along_x, np.full(count, y), step, meridians=True):
            _degree(sheet, at, under, degrees, (say["west"], say["east"]))
    for x, beside in ((left, left - 0.75 * size), (right, right + 1.95 * size)):
        for at, degrees in _crossings(frame, np.full(count, x), along_y, step, meridians=False):
            _degree(sheet, beside, at, degrees, (say["south"], say["north"]), turn=90)


def _degree(
    sheet: Sheet, x: float, y: float, degrees: int, sides: tuple[str, str], turn: float = 0.0
) -> None:
    value = (degrees + 180) % 360 - 180 if not turn else degrees
    side = "" if value in {0, -180} else f" {sides[value > 0]}"
    sheet.text(x, y, f"{abs(value)}°{side}", 4.6, colour=MUTED, align="center", turn=turn, order=9)


def _crossings(
    frame: Frame, x: np.ndarray, y: np.ndarray, step: int, *, meridians: bool
) -> list[tuple[float, int]]:
    """Return where the lines of the graticule cross a side: millimetres along it, and degrees."""
    lon, lat = frame.to_degrees(x, y)
    values = lon if meridians else lat
    if not np.isfinite(values).all():
        return []
    if meridians:
        values = np.degrees(np.unwrap(np.radians(values)))
    along = x if meridians else y
    found = []
    for i in np.flatnonzero(np.floor(values[1:] / step) != np.floor(values[:-1] / step)):
        degrees = int(max(np.floor(values[i : i + 2] / step))) * step
        if 4 < along[i] - along[0] < along[-1] - along[0] - 4:
            found.append((float(along[i]), degrees))
    return found
