"""What a reader should see at which scale: the drawing plan of the movements.

A whole and its parts are rows of one table, and often run along one line: sixty ships share one lane of the
Caspian. Drawn all at once they hide one another and seem to be more people than there were. So:

- a whole is drawn at every scale; a row that only counts it anew (``rival_of``) is not drawn but listed;
- a part is drawn from the scale at which it visibly leads elsewhere than its whole; one that never does is
  listed under its whole;
- a whole with an end that stands for half a continent gives way to its better placed parts.

Nothing here knows a place or a movement by name.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from evacmap.geodesy import distance_m

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd
    import pandas as pd

AREA_KM = 100.0
"""A point known no better than this stands for an area, not for a site."""

APART_PX = 56
"""A part is drawn once an end of it lies this many pixels from the line of its whole."""

SAME_LINE_KM = 4.0
"""Ends nearer to the line of the whole than this never part from it."""

STUB_ZOOM = 5.5
"""Parts that lead to nowhere in particular are short strokes; below this zoom they would be specks."""

KM_PER_PX = 110.0
"""Kilometres of a pixel at zoom 0, about latitude 45."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """How one movement is drawn.

    Attributes
    ----------
    zoom
        Smallest zoom at which it is drawn; None if it is only listed under another row.
    vague
        The ends ("from", "to") whose place is too vaguely known to be drawn to; the line fades there.
    soft
        Whether both ends stand for areas, so that the line is only a sign of direction.
    """

    zoom: float | None
    vague: tuple[str, ...] = ()
    soft: bool = False


def plan_movements(
    movements: pd.DataFrame, places: gpd.GeoDataFrame, lines: gpd.GeoDataFrame
) -> dict[str, Drawing]:
    """Decide for each movement from which zoom on it is drawn, and how its ends are.

    Parameters
    ----------
    movements, places
        Tables of an atlas.
    lines
        `Atlas.movement_lines`.

    Returns
    -------
    dict
        One `Drawing` for each movement id.
    """
    lat = dict(zip(places.index, places.geometry.y, strict=True))
    lon = dict(zip(places.index, places.geometry.x, strict=True))
    doubt = places["precision_km"].astype(float).to_dict()
    is_area = {p: k == "region" or doubt[p] >= AREA_KM for p, k in places["kind"].items()}
    ends = dict(zip(movements.index, zip(movements["from"], movements["to"], strict=True), strict=True))
    wholes = {i: [w for w in parts if w in ends] for i, parts in movements["part_of"].items()}
    rivals = {i for i, others in movements["rival_of"].items() if len(others)}

    def vague_ends(movement: str) -> tuple[str, ...]:
        start, end = ends[movement]
        reach = distance_m((lon[start], lat[start]), (lon[end], lat[end])) / 1000
        return tuple(
            side
            for side, place in (("from", start), ("to", end))
            if is_area[place] and doubt[place] > reach / 2 and start != end
        )

    vague = {movement: vague_ends(movement) for movement in ends}
    replaced = {
        whole
        for part, its_wholes in wholes.items()
        if not vague[part]
        for whole in its_wholes
        if vague[whole]
    }
    paths = _paths(lines)

    def zoom_of(movement: str) -> float | None:
        if movement in replaced or movement in rivals:
            return None
        drawn = [w for w in wholes[movement] if w not in replaced]
        if vague[movement]:
            return STUB_ZOOM if wholes[movement] else 0.0
        if not drawn:
            return 0.0
        apart = min(_apart_km(movement, whole, ends, lat, lon, paths) for whole in drawn)
        if apart < SAME_LINE_KM:
            return None
        return max(0.0, round(math.log2(APART_PX * KM_PER_PX / apart), 2))

    return {
        movement: Drawing(zoom_of(movement), vague[movement], is_area[start] and is_area[end])
        for movement, (start, end) in ends.items()
    }


def _paths(lines: gpd.GeoDataFrame) -> dict[str, np.ndarray]:
    """Return the vertices (lon, lat) of each movement's whole line."""
    gathered: dict[str, list[np.ndarray]] = {}
    for movement, geometry in zip(lines["movement"], lines.geometry, strict=True):
        gathered.setdefault(movement, []).append(np.asarray(geometry.coords)[:, :2])
    return {movement: np.concatenate(parts) for movement, parts in gathered.items()}


def _apart_km(
    part: str,
    whole: str,
    ends: Mapping[str, tuple[str, str]],
    lat: Mapping[str, float],
    lon: Mapping[str, float],
    paths: Mapping[str, np.ndarray],
) -> float:
    """Return how far the farther end of `part` lies from the line of `whole`."""
    path = paths.get(whole)
    if path is None:
        path = np.array([(lon[place], lat[place]) for place in ends[whole]])
    return max(_distance_to_path_km(lat[place], lon[place], path) for place in ends[part])


def _distance_to_path_km(lat: float, lon: float, path: np.ndarray) -> float:
    """Return the distance of a point from a polyline, on a plane that fits about the point."""
    squeeze = math.cos(math.radians(lat))
    plane = (path - (lon, lat)) * (111.2 * squeeze, 111.2)
    if len(plane) == 1:
        return float(np.hypot(*plane[0]))
    start, step = plane[:-1], np.diff(plane, axis=0)
    length = np.maximum((step**2).sum(axis=1), 1e-12)
    along = np.clip(-(start * step).sum(axis=1) / length, 0, 1)
    nearest = start + step * along[:, None]
    return float(np.hypot(nearest[:, 0], nearest[:, 1]).min())
