"""Movements as flows: what runs along one line is one band, as wide as its people, side by side by stage.

A hundred transports on one railway drawn one over the other look like one; drawn side by side they are wider
than the country. So the people of a stage are added up edge by edge, without counting a part beside its
whole, and a band loses width where some of them leave it.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from evacmap.plates.plate import NOW

if TYPE_CHECKING:
    from collections.abc import Iterable

    from evacmap.atlas import Atlas
    from evacmap.plates.plate import Shown
    from evacmap.plates.projection import Frame

Node = tuple[float, float]
Edge = tuple[Node, Node]

BASE_MM, SLOPE_MM, REFERENCE = 0.30, 1.45, 45_000
"""A band is the base wide, and the slope more for every (people / reference) to the power of a half."""

CERTAINTIES = ("documented", "reported", "inferred", "direction")
"""How a band may be known; of some only the direction is, because both ends stand for areas."""
DASHED = frozenset({"inferred", "direction"})
GAP_MM = 0.22
STEP_MM = 0.5
LONGEST_STEP_DEGREES = 1.0
TORN_M = 1_500_000.0
"""A degree that measures so much on paper runs across the seam of the projection."""


@dataclass(slots=True)
class Load:
    """What a stage carries along one edge in one direction."""

    people: dict[str, tuple[float, float]] = field(default_factory=dict)
    certainty: dict[str, str] = field(default_factory=dict)
    low: float = 0.0
    high: float = 0.0
    surest: str = "inferred"

    def add_up(self, wholes: dict[str, frozenset[str]]) -> None:
        """Add up the people, leaving out parts that run beside their whole."""
        counted = [m for m in self.people if not wholes.get(m, frozenset()) & self.people.keys()]
        self.low = sum(self.people[m][0] for m in counted)
        self.high = sum(self.people[m][1] for m in counted)
        # A band is as sure as most of its people: one documented man must not vouch for ten thousand.
        weight = dict.fromkeys(CERTAINTIES, 0.0)
        for movement in counted:
            weight[self.certainty[movement]] += sum(self.people[movement]) + 1
        self.surest = max(CERTAINTIES, key=lambda c: weight[c])


@dataclass(slots=True)
class Ribbon:
    """A stretch of a flow as it lies on paper; all arrays have one value per point.

    Attributes
    ----------
    stage, now
        Of the flow.
    points
        Millimetres, shape (n, 2), in the direction of travel.
    low, high
        Width in millimetres by the lowest and the highest number.
    certainty
        Index into `CERTAINTIES`.
    starts, ends
        Where the flow begins or ends there, the kind of end: ``site`` or ``area``; else None.
    """

    stage: str
    now: bool
    points: np.ndarray
    low: np.ndarray
    high: np.ndarray
    certainty: np.ndarray
    starts: str | None
    ends: str | None

    @property
    def is_soft(self) -> bool:
        """Whether only its direction is known, all along."""
        return bool((self.certainty == CERTAINTIES.index("direction")).all())

    @property
    def width(self) -> float:
        """Greatest width."""
        return float(self.low.max())


def width_mm(people: float) -> float:
    """Return the width of a band on an A4 sheet.

    Examples
    --------
    >>> width_mm(0), width_mm(45_000)
    (0.3, 1.75)
    """
    return BASE_MM + SLOPE_MM * float(np.sqrt(people / REFERENCE))


def bundle(atlas: Atlas, shown: Shown, frame: Frame, size: float) -> list[Ribbon]:
    """Bundle the movements that a plate shows into ribbons.

    Parameters
    ----------
    atlas, shown
        The rows.
    frame
        Where they are drawn; what lies outside is left out.
    size
        How many times the widths of an A4 sheet.

    Returns
    -------
    list of Ribbon
        What is over first, then what is under way; the widest first.
    """
    loads, inner = _loads(atlas, shown)
    for load in loads.values():
        load.add_up(shown.wholes)
    offsets = _lanes(loads, atlas.stages.index, size)
    ends = _ends(atlas, shown)
    flows: dict[tuple[str, bool], dict[Edge, Load]] = defaultdict(dict)
    for (edge, stage, now), load in loads.items():
        flows[stage, now][edge] = load
    ribbons: list[Ribbon] = []
    for (stage, now), edges in sorted(flows.items()):
        starts, stops = {u for u, _ in edges}, {v for _, v in edges}
        for path in _paths(edges):
            nodes = [path[0][0], *(v for _, v in path)]
            first = None if nodes[0] in stops else ends.get(nodes[0], "site")
            last = None if nodes[-1] in starts else ends.get(nodes[-1], "site")
            shifts = [offsets[edge, stage] for edge in path]
            ribbons.extend(
                _lay(path, [edges[e] for e in path], shifts, inner, frame, size, (stage, now, first, last))
            )
    return sorted(ribbons, key=lambda r: (r.now, not r.is_soft, -r.width, r.stage, *r.points[0]))


def _loads(atlas: Atlas, shown: Shown) -> tuple[dict[tuple[Edge, str, bool], Load], dict[Edge, np.ndarray]]:
    """Return what each edge carries, by stage and phase, and the densified degrees of each edge."""
    table = atlas.movements
    low = table["people_low"].astype("Float64").fillna(0.0)
    high = table["people_high"].astype("Float64").fillna(low)
    lines = atlas.movement_lines()
    lines = lines[lines["movement"].isin(shown.movements)]
    loads: dict[tuple[Edge, str, bool], Load] = {}
    inner: dict[Edge, np.ndarray] = {}
    for movement, certainty, geometry in zip(
        lines["movement"], lines["certainty"], lines.geometry, strict=True
    ):
        stage, now = str(table.at[movement, "stage"]), shown.movements[movement] == NOW
        coordinates = np.asarray(geometry.coords)[:, :2]
        for a, b in pairwise(coordinates):
            edge = _node(a), _node(b)
            if edge[0] == edge[1]:
                continue
            inner.setdefault(edge, _densified(a, b))
            load = loads.setdefault((edge, stage, now), Load())
            load.people[movement] = float(low[movement]), float(high[movement])
            sure = certainty if certainty in CERTAINTIES else "reported"
            load.certainty[movement] = "direction" if movement in shown.soft else sure
    return loads, inner


def _node(point: np.ndarray) -> Node:
    return round((float(point[0]) + 180) % 360 - 180, 4), round(float(point[1]), 4)


def _densified(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    count = max(2, int(np.ceil(np.abs(b - a).max() / LONGEST_STEP_DEGREES)) + 1)
    return np.linspace(a, b, count)


def _lanes(
    loads: dict[tuple[Edge, str, bool], Load], stages: Iterable[object], size: float
) -> dict[tuple[Edge, str], float]:
    """Return how far to the right of its edge each stage travels, as on a road with traffic both ways."""
    order = {str(stage): i for i, stage in enumerate(stages)}
    widths: dict[Edge, dict[str, float]] = defaultdict(dict)
    for (edge, stage, _), load in loads.items():
        width = (width_mm(load.high) + GAP_MM) * size
        widths[edge][stage] = max(width, widths[edge].get(stage, 0.0))
    offsets: dict[tuple[Edge, str], float] = {}
    for edge, own in widths.items():
        other = sum(widths.get((edge[1], edge[0]), {}).values())
        at = (other - sum(own.values())) / 2
        for stage in sorted(own, key=lambda s: order.get(s, 0)):
            offsets[edge, stage] = at + own[stage] / 2
            at += own[stage]
    return offsets


def _ends(atlas: Atlas, shown: Shown) -> dict[Node, str]:
    geometry = atlas.places.geometry
    return {_node(np.array([geometry[p].x, geometry[p].y])): "area" for p in shown.vague}


def _paths(edges: dict[Edge, Load]) -> list[list[Edge]]:
    """Cut a flow into paths: each follows most of the people as far as it can."""
    after: dict[Node, list[Edge]] = defaultdict(list)
    before: dict[Node, list[Edge]] = defaultdict(list)
    ranked = sorted(edges, key=lambda e: (-edges[e].high, -edges[e].low, e))
    for edge in ranked:
        after[edge[0]].append(edge)
        before[edge[1]].append(edge)
    used: set[Edge] = set()

    def follow(edge: Edge, *, ahead: bool) -> Iterable[Edge]:
        while True:
            u, v = edge
            onward = after[v] if ahead else before[u]
            free = [e for e in onward if e not in used and e != (v, u)]
            if not free:
                return
            edge = free[0]
            used.add(edge)
            yield edge

    paths = []
    for edge in ranked:
        if edge in used:
            continue
        used.add(edge)
        forward = list(follow(edge, ahead=True))
        backward = list(follow(edge, ahead=False))
        paths.append([*reversed(backward), edge, *forward])
    return paths


def _lay(
    path: list[Edge],
    loads: list[Load],
    shifts: list[float],
    inner: dict[Edge, np.ndarray],
    frame: Frame,
    size: float,
    flow: tuple[str, bool, str | None, str | None],
) -> list[Ribbon]:
    """Lay one path on paper, cut where it leaves the frame or the projection tears it."""
    pieces = [frame.to_mm(inner[edge]) for edge in path]
    points = np.concatenate([pieces[0][:1], *(piece[1:] for piece in pieces)])
    of_edge = np.concatenate([[0], *(np.full(len(piece) - 1, i) for i, piece in enumerate(pieces))]).astype(
        int
    )
    margin = 12.0 * size
    near = np.array([bool(np.isfinite(p).all()) and frame.holds(p[0], p[1], margin) for p in points])
    # A long step through the frame has both its ends outside.
    near = near | np.roll(near, 1) | np.roll(near, -1)
    near &= np.isfinite(points).all(axis=1)
    steps = np.hypot(*np.diff(points, axis=0).T)
    torn = np.concatenate([[False], ~(steps * frame.m_per_mm < TORN_M)])
    stage, now, first, last = flow
    ribbons = []
    start = 0
    for i in range(len(points) + 1):
        if i < len(points) and near[i] and not (torn[i] and i > start):
            continue
        if i - start > 1:
            whole = slice(start, i)
            edge = of_edge[whole].copy()
            edge[0] = edge[1]
            ribbons.append(
                _ribbon(
                    points[whole],
                    [loads[e] for e in edge],
                    np.array([shifts[e] for e in edge]),
                    size,
                    (stage, now, first if start == 0 else None, last if i == len(points) else None),
                )
            )
        start = i if i < len(points) and near[i] else i + 1
    return [r for r in ribbons if len(r.points) > 1]


def _ribbon(
    points: np.ndarray,
    loads: list[Load],
    shifts: np.ndarray,
    size: float,
    flow: tuple[str, bool, str | None, str | None],
) -> Ribbon:
    along = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(points, axis=0).T))])
    count = max(3, int(np.ceil(along[-1] / (STEP_MM * size))) + 1)
    at = np.linspace(0, along[-1], count)
    before = np.clip(np.searchsorted(along, at, side="left"), 1, len(points) - 1)
    line = np.column_stack([np.interp(at, along, points[:, k]) for k in (0, 1)])
    line = np.column_stack([_smooth(line[:, k], 1.6) for k in (0, 1)])
    low = np.array([width_mm(load.low) for load in loads])[before] * size
    high = np.array([width_mm(load.high) for load in loads])[before] * size
    certainty = np.array([CERTAINTIES.index(load.surest) for load in loads])[before]
    tangent = np.gradient(line, axis=0)
    tangent /= np.maximum(np.hypot(*tangent.T), 1e-9)[:, None]
    tangent = np.column_stack([_smooth(tangent[:, k], 2.0) for k in (0, 1)])
    shift = _smooth(shifts[before], 3.0)
    line = line + np.column_stack([tangent[:, 1], -tangent[:, 0]]) * shift[:, None]
    stage, now, first, last = flow
    return Ribbon(stage, now, line, _smooth(low, 2.0), _smooth(high, 2.0), certainty, first, last)


def _smooth(values: np.ndarray, sigma: float) -> np.ndarray:
    """Smooth by a Gaussian of `sigma` steps; both ends stay where they are."""
    reach = min(int(3 * sigma), len(values) - 1)
    if reach < 1:
        return values
    kernel = np.exp(-0.5 * (np.arange(-reach, reach + 1) / sigma) ** 2)
    padded = np.concatenate(
        [2 * values[0] - values[reach:0:-1], values, 2 * values[-1] - values[-2 : -reach - 2 : -1]]
    )
    return np.convolve(padded, kernel / kernel.sum(), mode="valid")
