"""What a plate is to show: the options, and what follows from them for the rows of an atlas."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from evacmap.dates import DateInterval, parse_edtf
from evacmap.errors import EvacmapError
from evacmap.plan import AREA_KM, plan_movements
from evacmap.plates.words import LANGUAGES, Texts, date_words, plain, widened

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    from evacmap.atlas import Atlas

Extent = tuple[float, float, float, float]

PAPERS = {"A4": (297.0, 210.0), "A3": (420.0, 297.0), "A2": (594.0, 420.0)}
"""Long and short side of a sheet, in millimetres."""

FIVE_YEARS = 1826
DAYS_AROUND = 7
"""What moved within a week of a single day counts as under way on it: few accounts are surer than that."""

SCENERY = frozenset({"station", "waypoint", "region", "city", "border_crossing", "port"})
"""Kinds of place that are shown only where a movement begins or ends."""

WORLD: Extent = (-170.0, -60.0, 170.0, 75.0)
NOW, PAST, FUTURE = "now", "past", "future"


@dataclass(frozen=True, slots=True)
class Plate:
    """What a plate is to show.

    Attributes
    ----------
    date
        EDTF date, such as ``1942-08-15`` or ``1941-12``: what was under way is bright, what had happened is
        faint, the future is absent. None for the whole story.
    around
        Days before and after the date that count too; None for 7 at a single day, else 0.
    stages
        Only movements of these stages; all if empty.
    view
        A step of the story, by its id: its extent, date and title.
    extent
        West, south, east, north in degrees; None to take it from what is shown.
    title
        Heading; None for that of the view, the stages or the atlas.
    lang
        ``de``, ``en`` or ``pl``.
    paper
        ``A4``, ``A3`` or ``A2``.
    landscape
        Whether the long side lies; None to let the extent decide.

    Raises
    ------
    EvacmapError
        If an option is none of the above; the message says which.
    """

    date: str | None = None
    around: int | None = None
    stages: tuple[str, ...] = ()
    view: str | None = None
    extent: Extent | None = None
    title: str | None = None
    lang: str = "en"
    paper: str = "A4"
    landscape: bool | None = None

    def __post_init__(self) -> None:
        if self.lang not in LANGUAGES:
            raise EvacmapError(f"A plate speaks {', '.join(LANGUAGES)}, not {self.lang!r}.")
        if self.paper not in PAPERS:
            raise EvacmapError(f"A plate is printed on {', '.join(PAPERS)}, not on {self.paper!r}.")
        if self.around is not None and self.around < 0:
            raise EvacmapError(f"Days around the date cannot be fewer than none: {self.around}.")
        if self.extent is not None:
            west, south, east, north = self.extent
            sound = -90 <= south < north <= 90 and -180 <= west < east <= 360 and east - west <= 360
            if not sound:
                raise EvacmapError(
                    f"The extent {west:g} {south:g} {east:g} {north:g} is none: give west, south, east and "
                    "north in degrees, west < east (beyond 180 across the antimeridian), south < north."
                )


@dataclass(frozen=True)
class Shown:
    """The rows of an atlas that a plate shows.

    Attributes
    ----------
    movements, places
        Id: `NOW` or `PAST`.
    window
        The days that count as under way, or None for the whole story.
    wholes
        Movement: the movements it is part of, at any remove.
    vague
        Places that stand for an area.
    soft
        Movements between two such places: of their way only the direction is known.
    """

    movements: dict[str, str]
    places: dict[str, str]
    window: DateInterval | None
    wholes: dict[str, frozenset[str]] = field(default_factory=dict)
    vague: frozenset[str] = frozenset()
    soft: frozenset[str] = frozenset()


def phase(interval: DateInterval | None, window: DateInterval | None) -> str:
    """Tell whether something is under way in a window of days, over, or still to come.

    Parameters
    ----------
    interval
        When it was; None (unknown) counts as over: it is shown, but not as under way.
    window
        The days looked at; None for all time.

    Returns
    -------
    str
        `NOW`, `PAST` or `FUTURE`.

    Examples
    --------
    >>> march, august = parse_edtf("1942-03"), parse_edtf("1942-08")
    >>> phase(march, august), phase(august, august), phase(august, march), phase(march, None)
    ('past', 'now', 'future', 'now')
    """
    if window is None:
        return NOW
    if interval is None:
        return PAST
    if interval.overlaps(window):
        return NOW
    begun = interval.earliest is None or window.latest is None or interval.earliest <= window.latest
    return PAST if begun else FUTURE


def window_of(atlas: Atlas, plate: Plate) -> DateInterval | None:
    """Return the days that count as under way on a plate."""
    text = plate.date
    if text is None and plate.view is not None:
        text = str(_step(atlas, plate.view)["date"])
    if text is None:
        return None
    try:
        day = parse_edtf(text)
    except ValueError as error:
        raise EvacmapError(f"The date of a plate: {error}.") from error
    single = day.earliest is not None and day.earliest == day.latest
    return widened(day, plate.around if plate.around is not None else DAYS_AROUND * single)


def date_shown(atlas: Atlas, plate: Plate) -> str | None:
    """Return the date of a plate as EDTF, without the days around it."""
    if plate.date is None and plate.view is not None:
        return str(_step(atlas, plate.view)["date"])
    return plate.date


def choose(atlas: Atlas, plate: Plate, zoom: float | None = None) -> Shown:
    """Choose the movements and places that a plate shows.

    Parameters
    ----------
    atlas
        The atlas.
    plate
        Its options.
    zoom
        How large the plate draws the ground, as a zoom of a web map: parts that lead away from their whole
        come in with it. None for wholes only.

    Returns
    -------
    Shown
        No row of it is in the future of the plate's date.
    """
    unknown = [stage for stage in plate.stages if stage not in atlas.stages.index]
    if unknown:
        known = ", ".join(map(str, atlas.stages.index))
        raise EvacmapError(f"No stage is called {', '.join(map(repr, unknown))}. There are: {known}.")
    window = window_of(atlas, plate)
    table = atlas.movements
    plan = plan_movements(table, atlas.places, atlas.movement_lines())
    movements: dict[str, str] = {}
    ends: dict[str, str] = {}
    rows = zip(table.index, table["stage"], table["date"], table["from"], table["to"], strict=True)
    for movement, stage, when, start, end in rows:
        from_zoom = plan[movement].zoom
        if from_zoom is None or from_zoom > (zoom or 0.0) or (plate.stages and stage not in plate.stages):
            continue
        its_phase = phase(when, window)
        if its_phase == FUTURE:
            continue
        movements[movement] = its_phase
        for place in (start, end):
            ends[place] = NOW if NOW in {its_phase, ends.get(place)} else PAST
    places = _places(atlas, plate, window, ends)
    doubt = atlas.places["precision_km"].astype(float)
    soft = frozenset(movement for movement in movements if plan[movement].soft)
    areas = atlas.places.index[(atlas.places["kind"] == "region") | (doubt >= AREA_KM)]
    return Shown(movements, places, window, _wholes(table), frozenset(areas), soft)


def extent_of(atlas: Atlas, plate: Plate) -> Extent:
    """Return the extent of a plate: as asked for, of its view, or about the great majority of those shown.

    Movements count by the cube root of those of their people who were under way, so that the few who went
    farthest do not shrink the plate, nor the many who went one way fill it.
    """
    if plate.extent is not None:
        return plate.extent
    if plate.view is not None:
        west, south, east, north = (
            float(_step(atlas, plate.view)[k]) for k in ("west", "south", "east", "north")
        )
        return west, south, east, north
    shown = choose(atlas, plate)
    bright = [movement for movement, its_phase in shown.movements.items() if its_phase == NOW]
    lines = atlas.movement_lines()
    lines = lines[lines["movement"].isin(bright or shown.movements)]
    people = atlas.movements["people_high"].astype("Float64").fillna(100).clip(lower=1)
    dates = dict(zip(atlas.movements.index, atlas.movements["date"], strict=True))
    share = {m: _share(dates[m], shown.window) for m in shown.movements}
    points, weights = [], []
    for movement, geometry in zip(lines["movement"], lines.geometry, strict=True):
        ends = np.asarray(geometry.coords)[[0, -1], :2]
        points.append(ends)
        weights.append(np.full(2, (float(people[movement]) * share[movement]) ** (1 / 3)))
    if not points:
        everywhere = atlas.places.geometry
        if everywhere.empty:
            return WORLD
        points, weights = [np.column_stack([everywhere.x, everywhere.y])], [np.ones(len(everywhere))]
    lon, lat = np.concatenate(points).T
    weight = np.concatenate(weights)
    left_out = 0.02 if plate.stages else 0.06
    west, east = _quantiles(lon, weight, left_out)
    south, north = _quantiles(lat, weight, left_out)
    if east - west > 300:
        west, east = WORLD[0], WORLD[2] + 20
    margin_x, margin_y = max(1.0, 0.05 * (east - west)), max(0.7, 0.05 * (north - south))
    return (
        max(west - margin_x, -180.0), max(south - margin_y, -85.0),
        min(east + margin_x, 360.0, west - margin_x + 360.0), min(north + margin_y, 85.0),
    )  # fmt: skip


def headings(atlas: Atlas, plate: Plate, texts: Texts) -> tuple[str, str]:
    """Return the title and the line beneath it."""
    atlas_title = texts.get("atlas.title", atlas.title)
    if plate.title is not None:
        title = plate.title
    elif plate.view is not None:
        title = texts.get(f"story.{plate.view}.title", atlas_title)
    elif plate.stages:
        names = atlas.stages["name"]
        title = ", ".join(texts.get(f"stages.{stage}", names[stage]) for stage in plate.stages)
    else:
        title = atlas_title
    when = date_shown(atlas, plate)
    below = [] if title == atlas_title else [atlas_title]
    if when is not None:
        below.insert(0, date_words(when, plate.lang))
    return plain(title), plain(" · ".join(below))


def _share(interval: DateInterval | None, window: DateInterval | None) -> float:
    """Return the share of a movement's days that lie in the window; an open end counts as five years."""
    if interval is None or window is None:
        return 1.0
    ends = [_days(one) for one in (interval, window)]
    common = min(ends[0][1], ends[1][1]) - max(ends[0][0], ends[1][0]) + 1
    return max(common, 1) / max(ends[0][1] - ends[0][0] + 1, 1)


def _days(interval: DateInterval) -> tuple[int, int]:
    first = interval.earliest.toordinal() if interval.earliest else None
    last = interval.latest.toordinal() if interval.latest else None
    if first is None:
        first = (last or 0) - FIVE_YEARS
    return first, first + FIVE_YEARS if last is None else last


def _step(atlas: Atlas, view: str) -> dict[Any, Any]:
    if view not in atlas.story.index:
        known = ", ".join(map(str, atlas.story.index)) or "none"
        raise EvacmapError(f"The story has no step {view!r}. Its steps are: {known}.")
    return dict(atlas.story.loc[view].items())


def _places(atlas: Atlas, plate: Plate, window: DateInterval | None, ends: dict[str, str]) -> dict[str, str]:
    """Return the ends of movements, and the sites of the stages that were there by then."""
    table = atlas.places
    chosen: dict[str, str] = {}
    for place, kind, stage, active in zip(
        table.index, table["kind"], table["stage"], table["active"], strict=True
    ):
        if place in ends:
            chosen[place] = ends[place]
        elif kind not in SCENERY and (not plate.stages or stage in plate.stages):
            its_phase = phase(active, window)
            if its_phase != FUTURE:
                chosen[place] = its_phase
    return chosen


def _wholes(movements: pd.DataFrame) -> dict[str, frozenset[str]]:
    direct = dict(zip(movements.index, movements["part_of"], strict=True))

    def above(ids: Iterable[str], seen: frozenset[str]) -> frozenset[str]:
        for whole in ids:
            if whole not in seen:
                seen = above(direct.get(whole, ()), seen | {whole})
        return seen

    return {movement: above(parts, frozenset()) for movement, parts in direct.items()}


def _quantiles(values: np.ndarray, weights: np.ndarray, left_out: float) -> tuple[float, float]:
    order = np.argsort(values, kind="stable")
    share = np.cumsum(weights[order]) / weights.sum()
    low, high = np.interp([left_out, 1 - left_out], share, values[order])
    return float(low), float(high)
