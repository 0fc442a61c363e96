"""The travel model: how far a mode gets in a day and how long one waits for it, from the table `paces`."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING, TypeAlias

from evacmap.errors import EvacmapError
from evacmap.network import is_missing
from evacmap.routing.timeline import DAY, PACES, season_spans, union

if TYPE_CHECKING:
    import pandas as pd

    from evacmap.routing.timeline import Pace, Span, Timeline

Rule: TypeAlias = tuple[int, ...]
"""Positions of the rows of `paces` that together say how one mode goes in one part of the world."""

# A traveller of a pace meets the high distance a day with the short wait, and the other way round.
_KM: dict[Pace, str] = {"fast": "high", "typical": "typical", "slow": "low"}
_WAIT: dict[Pace, str] = {"fast": "low", "typical": "typical", "slow": "high"}


@dataclass(frozen=True)
class Segment:
    """One stretch of time in the year of a mode.

    Attributes
    ----------
    since
        The minute it begins.
    speed
        Micrometres a minute.
    wait
        Minutes before one gets away.
    """

    since: int
    speed: int
    wait: int


class TravelModel:
    """The paces of the modes, found by mode and country.

    Parameters
    ----------
    paces
        The table `paces` of a data package.

    Raises
    ------
    EvacmapError
        If the table has no rows.
    """

    def __init__(self, paces: pd.DataFrame) -> None:
        if paces.empty:
            raise EvacmapError(
                "the atlas has no travel model: its table paces (kilometres a day and waits, by mode) "
                "is empty or missing"
            )
        self._paces = paces
        self._rules: dict[tuple[str, frozenset[str]], list[int]] = {}
        for position, (mode, countries) in enumerate(zip(paces["mode"], paces["countries"], strict=True)):
            where = frozenset() if is_missing(countries) else frozenset(str(countries).split("|"))
            self._rules.setdefault((str(mode), where), []).append(position)
        self.modes: tuple[str, ...] = tuple(dict.fromkeys(str(mode) for mode in paces["mode"]))

    def rule(self, mode: str, countries: frozenset[str]) -> Rule | None:
        """Return the rows that hold for a mode in some countries.

        Parameters
        ----------
        mode
            A mode.
        countries
            Countries that the ends of the way lie in.

        Returns
        -------
        tuple of int or None
            The first rows that name one of them; else the rows without countries; else None: the mode does
            not go there.
        """
        for (named, where), positions in self._rules.items():
            if named == mode and countries & where:
                return tuple(positions)
        rest = self._rules.get((mode, frozenset()))
        return None if rest is None else tuple(rest)

    def open_spans(self, rule: Rule, timeline: Timeline) -> list[Span]:
        """Return when a mode goes at all: the seasons of its rows."""
        return union(span for span, _ in self._spans(rule, timeline))

    def segments(self, rule: Rule, pace: Pace, timeline: Timeline) -> list[Segment]:
        """Return speed and wait over the days of a timeline.

        Parameters
        ----------
        rule
            As `rule` gives it.
        pace
            Whose.
        timeline
            The days.

        Returns
        -------
        list of Segment
            In order; the first begins with the timeline. Days outside all seasons, on which the mode does
            not go, belong to the season before.
        """
        found: list[Segment] = []
        for (start, _), position in sorted(self._spans(rule, timeline)):
            row = self._paces.iloc[position]
            # Rounded up, so that a whole number of days on paper is no minute more here.
            speed = ceil(float(row[f"km_per_day_{_KM[pace]}"]) * 1e9 / DAY)
            segment = Segment(
                start if found else 0, speed, round(float(row[f"wait_days_{_WAIT[pace]}"]) * DAY)
            )
            if not found or (segment.speed, segment.wait) != (found[-1].speed, found[-1].wait):
                found.append(segment)
        return found

    def never_waits(self, mode: str) -> bool:
        """Whether no row of a mode has a wait, at any pace."""
        rows = self._paces[self._paces["mode"] == mode]
        return not any((rows[f"wait_days_{_WAIT[pace]}"] > 0).any() for pace in PACES)

    def sources(self, rule: Rule) -> tuple[str, ...]:
        """Return the ids of the sources of some rows."""
        return tuple(dict.fromkeys(s for position in rule for s in self._paces["sources"].iloc[position]))

    def _spans(self, rule: Rule, timeline: Timeline) -> list[tuple[Span, int]]:
        spans = []
        for position in rule:
            season = self._paces["season"].iloc[position]
            season = None if is_missing(season) else str(season)
            spans += [(span, position) for span in season_spans(season, timeline)]
        return spans
