"""Drawing a plate: the sheet, the map in its frame, and what stands around it."""

from __future__ import annotations

import functools
import math
from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely
from shapely.affinity import translate

from evacmap.basemap import read_basemap
from evacmap.plates.flows import BASE_MM, CERTAINTIES, REFERENCE, SLOPE_MM, bundle
from evacmap.plates.ground import draw_ground, draw_neatline
from evacmap.plates.labels import Label, Room, set_labels, spaced
from evacmap.plates.margins import (
    HEAD_MM,
    ROW_MM,
    SCALE_MM,
    Drawn,
    draw_credits,
    draw_legend,
    draw_scale,
    draw_title,
    lay_legend,
    legend_groups,
)
from evacmap.plates.plate import NOW, PAPERS, PAST, Plate, choose, extent_of, headings
from evacmap.plates.projection import Frame, circle
from evacmap.plates.sheet import INK, LAND, SEA, Sheet, mix
from evacmap.plates.signs import KINDS, draw_ribbon, draw_sign, shade
from evacmap.plates.words import Texts, counted, date_words, plain, words

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from evacmap.atlas import Atlas
    from evacmap.plates.flows import Ribbon
    from evacmap.plates.plate import Extent, Shown

MARGIN_MM, TITLE_MM, BAND_MM = 9.0, 17.0, 3.2
TYPE_GROWS = 0.55
"""A sheet twice as wide is read from farther off, but not from twice as far."""

NO_STAGE = "#5d574c"
SITES_FROM_ZOOM = 5.4
LARGEST_DISC_MM = 22.0
"""A wider disc says no more than the name of a country does."""


def draw_plate(atlas: Atlas, plate: Plate | None = None) -> Figure:
    """Draw a plate.

    Parameters
    ----------
    atlas
        The atlas.
    plate
        What to show, on what paper; the whole story on A4 if omitted.

    Returns
    -------
    matplotlib.figure.Figure
        Of the size of the paper; `save_plate` writes it, a notebook shows it.

    Raises
    ------
    EvacmapError
        If the options name a stage, a step of the story or a date that does not exist.
    """
    return _Drawing(atlas, plate or Plate()).draw()


class _Drawing:
    def __init__(self, atlas: Atlas, plate: Plate) -> None:
        self.atlas, self.plate = atlas, plate
        self.texts = Texts(atlas, plate.lang)
        self.extent = extent_of(atlas, plate)
        self.headings = headings(atlas, plate, self.texts)
        long, short = PAPERS[plate.paper]
        lying = _lies(self.extent) if plate.landscape is None else plate.landscape
        width, height = (long, short) if lying else (short, long)
        self.sheet = Sheet(width, height, (long / PAPERS["A4"][0]) ** TYPE_GROWS)
        self.margin = MARGIN_MM * self.sheet.size
        self.room = width - 2 * self.margin
        self.stage_colour = {str(k): str(v) for k, v in atlas.stages["colour"].items()}
        self.basemap: dict[str, Any] = read_basemap()

    def draw(self) -> Figure:
        size, sheet = self.sheet.size, self.sheet
        # The legend depends on what is drawn, the frame on the legend: a first frame tells what is drawn.
        rough = self._frame(legend_mm=30 * size, credit_lines=2)
        shown = self._visible(choose(self.atlas, self.plate, rough.zoom), rough)
        lines = sheet.wrapped(self._credits(shown), 5.2, self.room)
        ground = draw_ground(Sheet(sheet.width, sheet.height, size), rough, self.basemap, self.atlas)
        ribbons = [
            r for r in bundle(self.atlas, shown, rough, size) if any(rough.holds(*p) for p in r.points)
        ]
        groups = self._legend(shown, ribbons, rough, ground)
        beside = (SCALE_MM + 4) * size
        columns, rows = lay_legend(sheet, groups, self.room - beside)
        legend_mm = max(HEAD_MM + ROW_MM * rows, 19.0) * size
        frame = self._frame(legend_mm, len(lines))
        self._map(frame, shown)
        draw_title(sheet, *self.headings, self.margin, sheet.height - self.margin, self.room)
        top = frame.bottom - (BAND_MM + 2.0) * size
        draw_legend(sheet, columns, self.margin, top, self.room - beside)
        draw_scale(sheet, frame, sheet.width - self.margin - SCALE_MM * size, top, self.plate.lang)
        draw_credits(sheet, lines, self.margin, self.margin * 0.72, self.room)
        return sheet.figure

    def _visible(self, shown: Shown, frame: Frame) -> Shown:
        """Leave out what lies beyond the frame, so that legend and credits speak of what is to be seen."""
        lines = self.atlas.movement_lines()
        lines = lines[lines["movement"].isin(shown.movements)]
        window = shapely.box(*frame.bounds)
        turns = [translate(window, turn) for turn in (-360, 0, 360)]
        near = lines.geometry.apply(lambda line: any(line.intersects(turn) for turn in turns))
        seen = set(lines.loc[near.astype(bool), "movement"])
        at = frame.to_mm(np.column_stack([self.atlas.places["lon"], self.atlas.places["lat"]]))
        inside = {p for p, xy in zip(self.atlas.places.index, at, strict=True) if frame.holds(*xy)}
        return replace(
            shown,
            movements={m: its_phase for m, its_phase in shown.movements.items() if m in seen},
            places={p: its_phase for p, its_phase in shown.places.items() if p in inside},
        )

    def _frame(self, legend_mm: float, credit_lines: int) -> Frame:
        size, sheet = self.sheet.size, self.sheet
        band = BAND_MM * size
        bottom = self.margin * 0.72 + (credit_lines * 2.3 + 3.2) * size + legend_mm + band + 1.0 * size
        top = sheet.height - self.margin - (TITLE_MM if self.headings[1] else TITLE_MM - 4.6) * size
        box = (self.margin + band, bottom, self.room - 2 * band, top - bottom)
        return Frame(self.extent, box)

    # -- the map ---------------------------------------------------------------------------------------------

    def _map(self, frame: Frame, shown: Shown) -> None:
        sheet, size = self.sheet, self.sheet.size
        draw_ground(sheet, frame, self.basemap, self.atlas)
        sheet.clip((frame.left, frame.bottom, frame.width, frame.height))
        ribbons = bundle(self.atlas, shown, frame, size)
        self._discs(frame, shown)
        for i, ribbon in enumerate(ribbons):
            draw_ribbon(
                sheet, ribbon, self.stage_colour[ribbon.stage], (2.5 if ribbon.now else 2.0) + i * 1e-5
            )
        room = Room(frame, [ribbon.points for ribbon in ribbons])
        marks, names = self._marks(frame, shown)
        for order, (kind, x, y, radius, colour, known) in enumerate(marks):
            draw_sign(sheet, kind, x, y, radius, colour, counted=known, order=4 + order * 1e-4)
            room.take((x - radius, y - radius, x + radius, y + radius))
        grounds = self._ground_names(frame)
        area = frame.width * frame.height / size**2
        bright = [label for label in names if label.rank < 1]
        rest = [label for label in names if label.rank >= 1]
        set_labels(sheet, room, bright, most=int(area / 420))
        set_labels(sheet, room, grounds)
        set_labels(sheet, room, rest, most=int(area / 1400))
        sheet.clip(None)
        draw_neatline(sheet, frame, self.plate.lang)

    def _stage_of(self, shown: Shown) -> dict[str, str]:
        """Return the stage of each place: its own, else that of the weightiest movement that ends there."""
        table = self.atlas.movements.loc[list(shown.movements)]
        people = table["people_high"].astype("Float64").fillna(0.0)
        stages: dict[str, str] = {}
        for movement in people.sort_values(ascending=False, kind="stable").index:
            for side in ("to", "from"):
                stages.setdefault(str(table.loc[movement, side]), str(table.loc[movement, "stage"]))
        own = self.atlas.places["stage"]
        return stages | {str(p): str(s) for p, s in own.items() if not pd.isna(s)}

    def _weights(self, shown: Shown) -> dict[str, float]:
        """Return the people each place is known for: held there, or set out from or arrived there."""
        table = self.atlas.movements.loc[list(shown.movements)]
        weights: dict[str, float] = defaultdict(float)
        for side in ("from", "to"):
            sums = table["people_high"].astype("Float64").fillna(0.0).groupby(table[side]).sum()
            for place, total in sums.items():
                weights[str(place)] = max(weights[str(place)], float(total))
        held = self.atlas.places["people_high"].astype("Float64").fillna(0.0)
        for place in shown.places:
            weights[place] = max(weights[place], float(held[place]))
        return weights

    def _marks(
        self, frame: Frame, shown: Shown
    ) -> tuple[list[tuple[str, float, float, float, Any, bool]], list[Label]]:
        """Return the signs, the weightiest last, and the names of the places."""
        size = self.sheet.size
        stages, weights = self._stage_of(shown), self._weights(shown)
        table = self.atlas.movements.loc[list(shown.movements)]
        ends = {*table["from"], *table["to"]}
        marks, labels = [], []
        chosen = sorted(shown.places, key=lambda p: (shown.places[p] == NOW, p in ends, weights[p], p))
        for place in chosen:
            row = self.atlas.places.loc[place]
            x, y = frame.to_mm([(row["lon"], row["lat"])])[0]
            if not (np.isfinite(x) and frame.holds(x, y, 2 * size)):
                continue
            now, people = shown.places[place] == NOW, weights[place]
            colour = self.stage_colour.get(stages.get(place, ""), NO_STAGE)
            is_area = place in shown.vague
            if not is_area:
                radius = _radius(people) * size * min(1.0, max(0.55, 0.45 + 0.14 * frame.zoom))
                marks.append((row["kind"], x, y, radius, shade(colour, now=now), people > 0))
            elif float(row["precision_km"]) / frame.km_per_mm > LARGEST_DISC_MM * size and place not in ends:
                continue
            if not self._is_worth_a_name(place, people, frame.zoom, is_end=place in ends):
                continue
            labels.append(
                self._place_name(place, row, (float(x), float(y)), people, now=now, is_end=place in ends)
            )
        return marks, labels

    def _is_worth_a_name(self, place: str, people: float, zoom: float, *, is_end: bool) -> bool:
        row = self.atlas.places.loc[place]
        if is_end:
            # A region that is a state is named as such by the ground.
            is_state = self.texts.place(place, row["name"]).casefold() in self._states
            return not (row["kind"] == "region" and is_state)
        late = 1.2 if row["kind"] == "cemetery" else 0.0
        return zoom >= (SITES_FROM_ZOOM if people < 1000 else SITES_FROM_ZOOM - 1.0) + late

    @functools.cached_property
    def _states(self) -> frozenset[str]:
        names = (
            label["names"][self.plate.lang] for label in self.basemap["labels"] if label["kind"] == "state"
        )
        return frozenset(str(name).casefold() for name in names)

    def _place_name(
        self, place: str, row: pd.Series, at: tuple[float, float], people: float, *, now: bool, is_end: bool
    ) -> Label:
        text = self.texts.place(place, row["name"])
        share = min(1.0, math.sqrt(people / 30_000))
        rank = 1 - share if is_end and now else 2 - share if is_end or now else 3 - share
        rank -= 0.001 if is_end else 0.0
        big = is_end and people > 3000
        size = 7.6 if big and now else 6.4 if is_end else 5.6
        colour = INK if now else mix(INK, LAND, 0.42)
        if row["kind"] == "region":
            return Label(
                text,
                *at,
                min(size, 6.0),
                mix(INK, LAND, 0.25 if now else 0.45),
                rank,
                None,
                "italic",
                halo=LAND,
            )
        gap = (_radius(people) + 0.75) * self.sheet.size
        return Label(text, *at, size, colour, rank, gap, halo=LAND)

    def _discs(self, frame: Frame, shown: Shown) -> None:
        """Draw a soft disc where a place is only known to lie, if it is larger than a sign."""
        sheet, size = self.sheet, self.sheet.size
        stages = self._stage_of(shown)
        for place, its_phase in shown.places.items():
            row = self.atlas.places.loc[place]
            radius = float(row["precision_km"]) / frame.km_per_mm
            if not self._is_disc(radius, float(row["precision_km"])):
                continue
            ring = frame.to_mm(circle(row["lon"], row["lat"], float(row["precision_km"])))
            if not np.isfinite(ring).all():
                continue
            colour = self.stage_colour.get(stages.get(place, ""), NO_STAGE)
            strength = 1.0 if its_phase == NOW else 0.5
            sheet.shape(ring, fill=colour, alpha=0.10 * strength, order=1.6)
            sheet.shape(ring, edge=colour, width=0.12 * size, alpha=0.28 * strength, order=1.6)

    def _is_disc(self, radius_mm: float, precision_km: float) -> bool:
        return precision_km >= 10 and 1.3 * self.sheet.size < radius_mm <= LARGEST_DISC_MM * self.sheet.size

    def _ground_names(self, frame: Frame) -> list[Label]:
        """Return the names of states, seas and rivers that belong to the scale."""
        # kind: points, share of capitals, colour, style, halo
        looks = {
            "state": (8.0, "#857d6b", "normal", LAND),
            "republic": (6.6, "#958d7b", "normal", LAND),
            "sea": (7.4, "#6d8b97", "italic", SEA),
            "lake": (5.6, "#6d8b97", "italic", None),
            "river": (5.2, "#7f9ca7", "italic", LAND),
        }
        labels = []
        for label in self.basemap["labels"]:
            if label["min_zoom"] > frame.zoom + 0.6 or label["kind"] not in looks:
                continue
            x, y = frame.to_mm([(label["lon"], label["lat"])])[0]
            if not (np.isfinite(x) and frame.holds(x, y)):
                continue
            points, colour, style, halo = looks[label["kind"]]
            text = str(label["names"][self.plate.lang])
            large = max(0.0, frame.zoom - label["min_zoom"])
            points *= min(1.35, 0.85 + 0.13 * large)
            if label["kind"] in {"state", "republic"}:
                text = spaced(text.upper())
            elif label["kind"] == "sea":
                text = spaced(text)
            rank = label["min_zoom"] + {"state": 0, "sea": 0.1, "republic": 0.3}.get(label["kind"], 0.5)
            labels.append(Label(text, float(x), float(y), points, colour, rank, None, style, halo=halo))
        return labels

    # -- around it -------------------------------------------------------------------------------------------

    def _legend(self, shown: Shown, ribbons: list[Ribbon], frame: Frame, ground: set[str]) -> list[Any]:
        size = self.sheet.size
        seen: set[str] = set()
        discs = False
        for place in shown.places:
            row = self.atlas.places.loc[place]
            precision = float(row["precision_km"])
            discs = discs or self._is_disc(precision / frame.km_per_mm, precision)
            if place not in shown.vague:
                seen.add(str(row["kind"]))
        order = {kind: i for i, kind in enumerate(KINDS)}
        kinds = [
            (kind, self.texts.get(f"kind.{kind}", kind.replace("_", " ")))
            for kind in sorted(seen, key=lambda k: (order.get(k, 99), k))
        ]
        stages = {r.stage for r in ribbons}
        names = self.atlas.stages["name"]
        chosen = [
            (self.texts.get(f"stages.{stage}", names[stage]), self.stage_colour[str(stage)])
            for stage in names.index
            if str(stage) in stages
        ]
        certainties = {CERTAINTIES[i] for r in ribbons for i in np.unique(r.certainty)}
        widest = max((r.width for r in ribbons), default=0.0) / size
        window = shown.window
        dated = None
        if window is not None:
            dated = date_words(window.text, self.plate.lang), PAST in shown.movements.values()
        people = self.atlas.movements["people_high"]
        drawn = Drawn(
            stages=chosen,
            certainties=certainties,
            most_people=_people_of(widest),
            casing=any(bool((r.high > r.low + 0.12 * size).any()) for r in ribbons),
            unknown=any(pd.isna(people[m]) for m in shown.movements),
            discs=discs,
            dated=dated,
            kinds=kinds,
            ground=ground,
        )
        return legend_groups(drawn, self.plate.lang)

    def _credits(self, shown: Shown) -> str:
        say = words(self.plate.lang)
        named: set[str] = set()
        for table, ids in ((self.atlas.movements, shown.movements), (self.atlas.places, shown.places)):
            for sources in table.loc[list(ids), "sources"]:
                named.update(sources)
        licences = [
            plain(one.get("title") or one.get("name")) for one in self.atlas.descriptor.get("licenses", ())
        ]
        title = self.texts.get("atlas.title", self.atlas.title)
        data = say["data"].format(title=f"“{title}”", licence=", ".join(licences) or "–")
        ground = say["joined"].join(
            str(credit["names"][self.plate.lang]) for credit in self.basemap["credits"]
        )
        return f"{counted('sources', len(named), self.plate.lang)} {data} {ground}."


def _radius(people: float) -> float:
    return 0.6 + 0.75 * min(1.0, math.sqrt(people / 40_000))


def _people_of(width: float) -> float:
    """Return the number that a band on A4 is as wide as."""
    return float(REFERENCE * (max(0.0, width - BASE_MM) / SLOPE_MM) ** 2)


def _lies(extent: Extent) -> bool:
    """Tell whether a lying sheet shows an extent larger than a standing one; title and legend take room."""
    lying, standing = ((0.0, 0.0, 270.0, 125.0), (0.0, 0.0, 183.0, 205.0))
    return Frame(extent, lying).m_per_mm <= Frame(extent, standing).m_per_mm
