"""Around the map: title, legend, scale and credits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from evacmap.plates.flows import CERTAINTIES, DASHED, width_mm
from evacmap.plates.sheet import BORDER, HAIRLINE, INK, LAND, MUTED, PAPER, POLAND, RAILWAY, mix
from evacmap.plates.signs import draw_sign, paler, shade
from evacmap.plates.words import number, words

if TYPE_CHECKING:
    from evacmap.plates.projection import Frame
    from evacmap.plates.sheet import Colour, Sheet

ROW_MM, HEAD_MM, GLYPH_MM, GAP_MM = 3.35, 4.3, 8.0, 5.0
TEXT_PT, HEAD_PT = 6.3, 6.6
SCALE_MM = 50.0

Glyph = Callable[["Sheet", float, float], None]


@dataclass(frozen=True)
class Entry:
    """A line of the legend: a sample, drawn about the middle of its place, and words."""

    text: str
    draw: Glyph


@dataclass(frozen=True)
class Group:
    """Entries under one heading."""

    heading: str
    entries: list[Entry]


@dataclass(frozen=True)
class Column:
    """A column of the legend; a group that goes on has no heading in the next."""

    heading: str
    entries: list[Entry]
    width: float


def stroke(
    colour: Colour, width: float, *, dashes: tuple[float, float] | None = None, edge: Colour | None = None
) -> Glyph:
    """Return a sample of a line; `width` and `dashes` in millimetres on A4."""

    def draw(sheet: Sheet, x: float, y: float) -> None:
        size = sheet.size
        line = [np.array([(x - 3.2 * size, y), (x + 3.2 * size, y)])]
        scaled = None if dashes is None else (dashes[0] * size, dashes[1] * size)
        if edge is not None:
            sheet.lines(line, edge, (width + 1.0) * size, order=7, cap="butt")
        sheet.lines(line, colour, width * size, order=7.1, dashes=scaled, cap="butt")

    return draw


def sign(kind: str, colour: Colour) -> Glyph:
    """Return a sample of a place."""

    def draw(sheet: Sheet, x: float, y: float) -> None:
        draw_sign(sheet, kind, x, y, 0.95 * sheet.size, colour, counted=True, order=7)

    return draw


def disc(colour: str) -> Glyph:
    """Return a sample of a place known only roughly."""

    def draw(sheet: Sheet, x: float, y: float) -> None:
        turn = np.linspace(0, 2 * np.pi, 49)
        ring = np.column_stack([np.cos(turn), np.sin(turn)]) * 1.35 * sheet.size + (x, y)
        sheet.shape(ring, fill=mix(colour, PAPER, 0.82), edge=mix(colour, PAPER, 0.6), width=0.12, order=7)

    return draw


@dataclass(frozen=True)
class Drawn:
    """What a plate shows and a legend must explain.

    Attributes
    ----------
    stages
        Name and colour of the stages.
    certainties
        Of the flows.
    most_people
        Number at the widest band.
    casing, unknown, discs
        Whether there are paler edges, bands without a number, discs.
    dated
        The days under way in words, and whether anything is over; None for the whole story.
    kinds
        Kind and name of the places.
    ground
        What `ground.draw_ground` returned.
    """

    stages: list[tuple[str, str]]
    certainties: set[str]
    most_people: float
    casing: bool
    unknown: bool
    discs: bool
    dated: tuple[str, bool] | None
    kinds: list[tuple[str, str]]
    ground: set[str]


def legend_groups(drawn: Drawn, lang: str) -> list[Group]:
    """Put together a legend that explains what is drawn, and nothing else."""
    say = words(lang)
    sample = "#4b463d"
    groups = [Group(say["stages"], [Entry(name, stroke(colour, 1.1)) for name, colour in drawn.stages])]
    widths = [Entry(number(n, lang), stroke(sample, width_mm(n))) for n in _steps(drawn.most_people)]
    if drawn.casing:
        widths.append(Entry(say["range"], stroke(sample, 0.7, edge=mix(sample, LAND, 0.6))))
    if drawn.unknown:
        widths.append(Entry(say["unknown"], stroke(sample, width_mm(0))))
    groups.append(Group(say["width"], widths))
    sure = [
        Entry(say[c], _sure_sample(c, sample)) for c in CERTAINTIES if c in drawn.certainties
    ]  # fmt: skip
    groups.append(Group(say["certainty"], sure))
    if drawn.dated is not None:
        times = [Entry(say["now"].format(date=drawn.dated[0]), stroke(sample, 0.9))]
        if drawn.dated[1]:
            times.append(Entry(say["past"], stroke(shade(sample, now=False), 0.9)))
        groups.append(Group(say["time"], times))
    places = [Entry(name, sign(kind, sample)) for kind, name in drawn.kinds]
    if drawn.discs:
        places.append(Entry(say["disc"], disc(sample)))
    groups.append(Group(say["places"], places))
    lines: list[tuple[str, Glyph]] = [
        ("borders", stroke(BORDER, 0.22, edge=mix(BORDER, PAPER, 0.72))),
        ("republics", stroke(mix(BORDER, LAND, 0.2), 0.25, dashes=(0.3, 0.8))),
        ("poland1939", stroke(POLAND, 0.3, dashes=(1.5, 0.9))),
        ("demarcation1939", stroke(POLAND, 0.28, dashes=(0.35, 0.7))),
        ("railways", stroke(mix(RAILWAY, LAND, 0.3), 0.16)),
    ]
    groups.append(
        Group(say["ground"], [Entry(say[name], glyph) for name, glyph in lines if name in drawn.ground])
    )
    return [group for group in groups if group.entries]


def _sure_sample(certainty: str, colour: str) -> Glyph:
    """Return a sample of how sure a band is, drawn as a broad band is drawn."""
    tint = shade(colour, now=True, certainty=certainty)
    if certainty in DASHED:
        return stroke(tint, 0.46, dashes=(1.5, 0.85), edge=paler(tint, 0.58))
    return stroke(tint, 1.0)


def _steps(most: float) -> list[float]:
    """Return up to three round numbers that show how widths grow."""
    if most < 10:
        return []
    top = 10.0 ** np.floor(np.log10(most))
    largest = max(f * top for f in (1, 2, 5) if f * top <= most)
    return [n for n in (largest / 100, largest / 10, largest) if n >= 10]


def lay_legend(sheet: Sheet, groups: list[Group], room: float) -> tuple[list[Column], int]:
    """Break the groups into columns that fit into `room` millimetres, and return the rows they need."""
    for rows in range(6, 60):
        columns = [column for group in groups for column in _columns(sheet, group, rows)]
        columns = _stacked(sheet, columns, rows)
        if sum(c.width for c in columns) + GAP_MM * sheet.size * (len(columns) - 1) <= room:
            return columns, max((len(c.entries) for c in columns), default=0)
    return columns, rows


def _columns(sheet: Sheet, group: Group, rows: int) -> list[Column]:
    count = -(-len(group.entries) // rows)
    each = -(-len(group.entries) // count)
    return [
        _column(sheet, group.heading if i == 0 else "", group.entries[i * each : (i + 1) * each])
        for i in range(count)
    ]


def _column(sheet: Sheet, heading: str, entries: list[Entry]) -> Column:
    size = sheet.size
    texts = max((sheet.text_width(e.text, TEXT_PT) for e in entries if e.text), default=0.0)
    heads = [heading, *(e.text for e in entries if e.draw is _heading)]
    head = max(sheet.text_width(h, HEAD_PT, "italic") for h in heads)
    return Column(heading, entries, max(texts + (GLYPH_MM + 1) * size, head))


def _heading(sheet: Sheet, x: float, y: float) -> None:
    """Mark an entry that is the heading of a group stacked under another; nothing is drawn for it."""


def _stacked(sheet: Sheet, columns: list[Column], rows: int) -> list[Column]:
    """Put short groups under one another where both fit into one column."""
    stacked: list[Column] = []
    for column in columns:
        above = stacked[-1] if stacked else None
        if above is not None and column.heading and len(above.entries) + len(column.entries) + 1 <= rows:
            entries = [*above.entries, Entry(column.heading, _heading), *column.entries]
            stacked[-1] = _column(sheet, above.heading, entries)
        else:
            stacked.append(column)
    return stacked


def draw_legend(sheet: Sheet, columns: list[Column], left: float, top: float, room: float) -> None:
    """Draw the columns from the upper left corner, spread over `room`."""
    size = sheet.size
    gap = GAP_MM * size
    if len(columns) > 1:
        spare = room - sum(c.width for c in columns) - gap * (len(columns) - 1)
        gap += max(0.0, min(spare / len(columns), 9 * size))
    x = left
    for column in columns:
        y = top - 2.6 * size
        if column.heading:
            sheet.text(x, y, column.heading, HEAD_PT, colour=MUTED, style="italic", order=7)
        y -= HEAD_MM * size
        for entry in column.entries:
            if entry.draw is _heading:
                sheet.text(x, y - 0.3 * size, entry.text, HEAD_PT, colour=MUTED, style="italic", order=7)
            else:
                entry.draw(sheet, x + 3.4 * size, y + 0.72 * size)
                sheet.text(x + GLYPH_MM * size, y, entry.text, TEXT_PT, order=7)
            y -= ROW_MM * size
        x += column.width + gap


def draw_scale(sheet: Sheet, frame: Frame, left: float, top: float, lang: str) -> None:
    """Draw the scale, true at the centre of the map, and name the projection."""
    size = sheet.size
    say = words(lang)
    y = top - 2.6 * size
    sheet.text(left, y, f"{say['scale']} {say['atCentre']}", HEAD_PT, colour=MUTED, style="italic", order=7)
    y -= HEAD_MM * size
    sheet.text(left, y, f"1 : {number(frame.scale(), lang)}", 7.4, order=7)
    km, long_mm = frame.scale_bar((SCALE_MM - 8) * size)
    y -= 5.4 * size
    quarters, tall = 4, 0.9 * size
    for i in range(quarters):
        x0, x1 = left + long_mm * i / quarters, left + long_mm * (i + 1) / quarters
        box = np.array([(x0, y), (x1, y), (x1, y + tall), (x0, y + tall), (x0, y), (x1, y)])
        sheet.shape(box, fill=INK if i % 2 == 0 else PAPER, edge=INK, width=0.14 * size, order=7)
    for share, align in ((0.0, "left"), (0.5, "center"), (1.0, "center")):
        value = number(km * share, lang) if km * share == round(km * share) else f"{km * share:g}"
        text = f"{value} km" if share == 1 else value
        sheet.text(left + long_mm * share, y + 1.5 * size, text, 5.4, align=align, order=7)
    y -= 3.3 * size
    projection = frame.projection
    a, b = projection.parallels
    north, south = (_degrees(v, say["south"], say["north"]) for v in (a, b))
    middle = _degrees((projection.lon + 180) % 360 - 180, say["west"], say["east"])
    second = middle if projection.kind != "albers" else south
    described = say["projections"][projection.kind].format(a=north, b=second)
    for line in sheet.wrapped(described, 5.2, SCALE_MM * size):
        sheet.text(left, y, line, 5.2, colour=MUTED, order=7)
        y -= 2.3 * size


def _degrees(value: float, negative: str, positive: str) -> str:
    side = "" if value == 0 else f" {positive if value > 0 else negative}"
    return f"{abs(value):g}°{side}".replace(" ", "\u00a0")


def draw_title(sheet: Sheet, title: str, below: str, left: float, top: float, room: float) -> None:
    """Write title and subtitle beneath the upper edge."""
    size = sheet.size
    text, points = sheet.fitted(title, 19.0, room)
    sheet.text(left, top - 5.6 * size, text, points, order=7)
    if below:
        text, points = sheet.fitted(below, 10.0, room, style="italic")
        sheet.text(left, top - 11.0 * size, text, points, colour=MUTED, style="italic", order=7)


def draw_credits(sheet: Sheet, lines: list[str], left: float, bottom: float, room: float) -> None:
    """Write the credits above the lower edge, under a hairline."""
    size = sheet.size
    y = bottom + (len(lines) - 1) * 2.3 * size
    rule = [np.array([(left, y + 3.0 * size), (left + room, y + 3.0 * size)])]
    sheet.lines(rule, HAIRLINE, 0.12 * size, order=7)
    for line in lines:
        sheet.text(left, y, line, 5.2, colour=MUTED, order=7)
        y -= 2.3 * size
