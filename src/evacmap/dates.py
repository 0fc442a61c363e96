"""Dates as historians have them: EDTF strings read as intervals of whole days.

The subset of EDTF (ISO 8601-2, level 1) accepted here:

=====================  ==============================  =========================================
written                means                           interval
=====================  ==============================  =========================================
``1942-03-24``         a day                           that day
``1942-03``            a month                         1 to 31 March 1942
``1942``               a year                          1 January to 31 December 1942
``1942-21`` to ``24``  spring, summer, autumn, winter  1 March, 1 June, 1 September, 1 December,
                                                       three months each
``~`` ``?`` ``%``      about, uncertain, both          the same, flagged
``1942-03/1942-09``    from one to the other           first day of the first, last of the second
``1942-03/``           to an unknown day               no latest day
``/1942-09``           from an unknown day             no earliest day
``1942-03/..``         goes on (``../x``: since ever)  no latest (earliest) day
=====================  ==============================  =========================================

Seasons are those of the northern hemisphere, by whole months; a winter runs into the next year.

The PyPI package ``edtf`` was tried first: it takes 5 ms a string, ends a winter on 31 December, gives an
unknown start the day ten years earlier, and fails with a bare ``AttributeError`` on some input. The tests
hold this module against it where the two should agree.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

SEASONS = {21: 3, 22: 6, 23: 9, 24: 12}
"""EDTF season code: first month."""

_POINT = re.compile(r"(?P<year>\d{4})(?:-(?P<month>\d\d)(?:-(?P<day>\d\d))?)?(?P<mark>[~?%])?", re.ASCII)


@dataclass(frozen=True, slots=True)
class DateInterval:
    """An interval of whole days, both ends included.

    Attributes
    ----------
    text
        The EDTF string it was read from.
    earliest, latest
        First and last day; None where the end is open or unknown.
    approximate, uncertain
        Whether any part carries ``~`` or ``?`` (``%`` is both).

    Examples
    --------
    >>> spring = parse_edtf("1942-21~")
    >>> spring.earliest, spring.latest, spring.approximate
    (datetime.date(1942, 3, 1), datetime.date(1942, 5, 31), True)
    """

    text: str
    earliest: date | None
    latest: date | None
    approximate: bool = False
    uncertain: bool = False

    def __str__(self) -> str:
        return self.text

    def __contains__(self, day: date) -> bool:
        """Whether the day may lie in the interval."""
        return (self.earliest is None or self.earliest <= day) and (self.latest is None or day <= self.latest)

    def overlaps(self, other: DateInterval) -> bool:
        """Whether the two intervals may share a day."""
        starts_too_late = self.latest and other.earliest and other.earliest > self.latest
        ends_too_early = self.earliest and other.latest and other.latest < self.earliest
        return not (starts_too_late or ends_too_early)

    @property
    def is_reversed(self) -> bool:
        """Whether it ends before it starts, as only a slip of the pen can."""
        return self.earliest is not None and self.latest is not None and self.latest < self.earliest


@lru_cache(maxsize=8192)
def parse_edtf(text: str) -> DateInterval:
    """Read an EDTF string.

    Parameters
    ----------
    text
        A string of the subset in the module's table.

    Returns
    -------
    DateInterval
        A reversed interval is returned as it is written; see `DateInterval.is_reversed`.

    Raises
    ------
    ValueError
        If the string is outside the subset or names a day that does not exist; the message says which part.

    Examples
    --------
    >>> parse_edtf("1941-08-30/1942-09").latest
    datetime.date(1942, 9, 30)
    >>> parse_edtf("1941-09/").latest is None
    True
    """
    head, slash, tail = text.partition("/")
    if not slash:
        earliest, latest, mark = _parse_point(head, text)
        marks = mark
    else:
        if head in {"", ".."} and tail in {"", ".."}:
            raise ValueError(f"{text!r} has neither a beginning nor an end")
        earliest, latest, marks = None, None, ""
        if head not in {"", ".."}:
            earliest, _, mark = _parse_point(head, text)
            marks += mark
        if tail not in {"", ".."}:
            _, latest, mark = _parse_point(tail, text)
            marks += mark
    return DateInterval(
        text,
        earliest,
        latest,
        approximate=any(mark in "~%" for mark in marks),
        uncertain=any(mark in "?%" for mark in marks),
    )


def _parse_point(part: str, whole: str) -> tuple[date, date, str]:
    """Return first day, last day and qualifier of a date without a slash."""
    match = _POINT.fullmatch(part)
    if match is None:
        raise ValueError(
            f"{whole!r} is not a date of the accepted kind, such as 1942-03-24, 1942-03~ or 1942/1943"
        )
    year, mark = int(match["year"]), match["mark"] or ""
    if year == 0:
        raise ValueError(f"{whole!r}: there is no year 0000 here")
    if match["month"] is None:
        return date(year, 1, 1), date(year, 12, 31), mark
    month = int(match["month"])
    if match["day"] is not None:
        try:
            day = date(year, month, int(match["day"]))
        except ValueError:
            raise ValueError(f"{whole!r}: there is no day {part.rstrip('~?%')}") from None
        return day, day, mark
    if month in SEASONS:
        return _parse_season(year, SEASONS[month], whole, mark)
    if not 1 <= month <= 12:
        raise ValueError(f"{whole!r}: there is no month or season {match['month']}")
    return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1]), mark


def _parse_season(year: int, month: int, whole: str, mark: str) -> tuple[date, date, str]:
    """Return first and last day of the three months from `month`."""
    months_on = month + 3
    next_year, next_month = (year, months_on) if months_on <= 12 else (year + 1, months_on - 12)
    if next_year > date.max.year:
        raise ValueError(f"{whole!r} runs beyond the year {date.max.year}")
    return date(year, month, 1), date(next_year, next_month, 1) - timedelta(days=1), mark
