"""Days as minutes, and openings and seasons as spans of minutes, read at each of the three paces."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, date, datetime, timedelta
from typing import TYPE_CHECKING, Literal, TypeAlias, get_args

from evacmap.dates import parse_edtf
from evacmap.errors import EvacmapError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from evacmap.dates import DateInterval

Pace: TypeAlias = Literal["fast", "typical", "slow"]
PACES: tuple[Pace, ...] = get_args(Pace)

DAY = 1440
"""Minutes in a day."""

Span: TypeAlias = tuple[int, int]
"""From a minute up to (not including) another."""


@dataclass(frozen=True)
class Timeline:
    """The days a network is compiled for.

    Attributes
    ----------
    first, last
        First and last day.
    """

    first: date
    last: date

    @property
    def end(self) -> int:
        """The first minute after the last day."""
        return ((self.last - self.first).days + 1) * DAY

    def minute(self, day: date) -> int:
        """Return the minute at which a day begins; may lie outside the timeline."""
        return (day - self.first).days * DAY

    def day(self, minute: int) -> date:
        """Return the day in which a minute lies."""
        return self.first + timedelta(days=minute // DAY)

    def check(self, day: date, what: str) -> date:
        """Return a day of the timeline, or refuse it.

        Raises
        ------
        EvacmapError
            If the day lies outside.
        """
        if not self.first <= day <= self.last:
            raise EvacmapError(
                f"{what} {day} lies outside the days this network was compiled for, {self.first} to "
                f"{self.last}; travel_network(atlas, years=(first, last)) makes it longer"
            )
        return day

    def clip(self, start: date | None, end: date | None) -> Span | None:
        """Return the minutes from the first to the end of the last day; None if outside the timeline."""
        begin = 0 if start is None else max(self.minute(start), 0)
        close = self.end if end is None else min(self.minute(end) + DAY, self.end)
        return (begin, close) if begin < close else None


def as_day(value: date | str, what: str = "the day") -> date:
    """Return a day given as a date or as ``YYYY-MM-DD``.

    Raises
    ------
    EvacmapError
        If it is neither.

    Examples
    --------
    >>> as_day("1941-08-12")
    datetime.date(1941, 8, 12)
    """
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        raise EvacmapError(f"{what} has to be a day such as 1941-09-10, not {value!r}") from None


def read_opening(interval: DateInterval, pace: Pace) -> tuple[date | None, date | None]:
    """Return the first and last day of an opening as a traveller of a pace finds it.

    An end known only to the month or year may fall on any of its days. The fast traveller finds the gate
    open as long as it can have been, the slow one only as long as it surely was, the typical one from the
    middle of the first doubtful period to the middle of the last. A period written without a slash is meant
    whole. The marks ``~ ? %`` change nothing: how far they reach is not written.

    Parameters
    ----------
    interval
        The opening.
    pace
        Whose reading.

    Returns
    -------
    tuple
        First and last day; None where that side is open or unknown.

    Examples
    --------
    >>> opening = parse_edtf("1942-03-24/1942-09")
    >>> [str(read_opening(opening, pace)[1]) for pace in PACES]
    ['1942-09-30', '1942-09-15', '1942-09-01']
    """
    head, slash, tail = interval.text.partition("/")
    if pace == "fast" or not slash:
        return interval.earliest, interval.latest
    shares = (0.5, 0.5) if pace == "typical" else (1.0, 0.0)
    start = None if head in {"", ".."} else _within(parse_edtf(head), shares[0])
    end = None if tail in {"", ".."} else _within(parse_edtf(tail), shares[1])
    if start is not None and end is not None and start > end:
        # Both ends may lie in one month: one day between them, inside the wider reading.
        first, last = read_opening(interval, "fast" if pace == "typical" else "typical")
        middle = end + (start - end) // 2
        start = end = min(max(middle, first or middle), last or middle)
    return start, end


def _within(interval: DateInterval, share: float) -> date:
    """Return the day that lies a share of the way from the first to the last."""
    first = interval.earliest or date.min
    last = interval.latest or date.max
    return first + timedelta(days=int((last - first).days * share))


def opening_spans(intervals: Iterable[DateInterval], pace: Pace, timeline: Timeline) -> list[Span]:
    """Return when something with these openings is open; without any, it always is."""
    intervals = list(intervals)
    if not intervals:
        return [(0, timeline.end)]
    spans = (timeline.clip(*read_opening(interval, pace)) for interval in intervals)
    return union(span for span in spans if span is not None)


def season_spans(season: str | None, timeline: Timeline) -> list[Span]:
    """Return the part of each year that ``MM-DD/MM-DD`` names; without a season, all of it.

    Examples
    --------
    >>> winter = season_spans("12-01/02-29", Timeline(date(1941, 1, 1), date(1942, 12, 31)))
    >>> [(start // DAY, end // DAY) for start, end in winter]
    [(0, 59), (334, 424), (699, 730)]
    """
    if season is None:
        return [(0, timeline.end)]
    begins, ends = season.split("/")
    spans = []
    for year in range(max(timeline.first.year - 1, MINYEAR), min(timeline.last.year, MAXYEAR - 1) + 1):
        start, end = _day_of(year, begins), _day_of(year if begins <= ends else year + 1, ends)
        span = timeline.clip(start, end)
        if span is not None:
            spans.append(span)
    return union(spans)


def _day_of(year: int, month_day: str) -> date:
    """Return a day of a year; 29 February is the 28th in common years."""
    month, day = (int(part) for part in month_day.split("-"))
    try:
        return date(year, month, day)
    except ValueError:
        return date(year, month, day - 1)


def union(spans: Iterable[Span]) -> list[Span]:
    """Return the same minutes as spans in order that do not touch."""
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return merged


def intersection(first: Sequence[Span], second: Sequence[Span]) -> list[Span]:
    """Return the minutes that lie in both of two lists of spans.

    Examples
    --------
    >>> intersection([(0, 10), (20, 30)], [(5, 25)])
    [(5, 10), (20, 25)]
    """
    pairs = ((max(a, c), min(b, d)) for a, b in first for c, d in second)
    return sorted((start, end) for start, end in pairs if start < end)
