from __future__ import annotations

from datetime import date, timedelta

import edtf
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from evacmap.dates import DateInterval, parse_edtf

DAYS = st.dates(date(1800, 1, 1), date(2100, 12, 31))
POINTS = st.builds(
    lambda day, form, mark: day.strftime(form) + mark,
    DAYS,
    st.sampled_from(["%Y", "%Y-%m", "%Y-%m-%d"]),
    st.sampled_from(["", "~", "?", "%"]),
)
SEASONS = st.builds(
    lambda year, code: f"{year}-{code}", st.integers(1800, 2100), st.sampled_from([21, 22, 23, 24])
)
ENDS = st.one_of(POINTS, SEASONS)
INTERVALS = st.one_of(
    ENDS,
    st.builds("{}/{}".format, ENDS, ENDS),
    st.builds("{}/".format, ENDS),
    st.builds("../{}".format, ENDS),
)


@pytest.mark.parametrize(
    ("text", "earliest", "latest"),
    [
        ("1942-03-24", "1942-03-24", "1942-03-24"),
        ("1942-02", "1942-02-01", "1942-02-28"),
        ("1944-02", "1944-02-01", "1944-02-29"),
        ("1942", "1942-01-01", "1942-12-31"),
        ("1942-21", "1942-03-01", "1942-05-31"),
        ("1942-24", "1942-12-01", "1943-02-28"),
        ("1941-08-30/1942-09", "1941-08-30", "1942-09-30"),
        ("1941-09/", "1941-09-01", None),
        ("../1942-23", None, "1942-11-30"),
    ],
)
def test_intervals_are_read_as_written(text: str, earliest: str | None, latest: str | None) -> None:
    interval = parse_edtf(text)
    assert (interval.earliest and interval.earliest.isoformat()) == earliest
    assert (interval.latest and interval.latest.isoformat()) == latest


@pytest.mark.parametrize(
    ("text", "approximate", "uncertain"),
    [("1942", False, False), ("1942~", True, False), ("1942?", False, True), ("1942-03%/1943", True, True)],
)
def test_qualifiers_are_kept(text: str, approximate: bool, uncertain: bool) -> None:
    interval = parse_edtf(text)
    assert (interval.approximate, interval.uncertain) == (approximate, uncertain)


@pytest.mark.parametrize(
    "text",
    ["", "/", "../..", "1942-13", "1942-25", "1942-02-30", "1942-0X", "194X",
     "spring 1942", "1942-03-24T12:00", "0000", "24.3.1942", "1942/1943/1944",
     "１９４２", " 1942", "{1942,1943}", "Y17000", "-1942", "9999-24"],
)  # fmt: skip
def test_what_is_no_date_is_refused_in_words(text: str) -> None:
    with pytest.raises(ValueError, match=r"date|day|month|year|beginning"):
        parse_edtf(text)


@given(st.text(max_size=30))
@example("1942-0X")
def test_no_text_ends_in_another_error(text: str) -> None:
    try:
        interval = parse_edtf(text)
    except ValueError:
        return
    assert interval.text == text


@given(POINTS)
def test_a_point_agrees_with_the_reference_library(text: str) -> None:
    theirs, ours = edtf.parse_edtf(text), parse_edtf(text)
    assert ours.earliest == date(*theirs.lower_strict()[:3])
    assert ours.latest == date(*theirs.upper_strict()[:3])


@given(SEASONS.filter(lambda text: not text.endswith("24")))
def test_a_season_agrees_with_the_reference_library(text: str) -> None:
    theirs, ours = edtf.parse_edtf(text), parse_edtf(text)
    assert (ours.earliest, ours.latest) == (
        date(*theirs.lower_strict()[:3]),
        date(*theirs.upper_strict()[:3]),
    )


@given(INTERVALS)
def test_text_is_kept_and_membership_follows_the_ends(text: str) -> None:
    interval = parse_edtf(text)
    assert str(interval) == text
    for end, step in ((interval.earliest, -1), (interval.latest, 1)):
        if end is not None and not interval.is_reversed:
            assert end in interval
            assert end + timedelta(days=step) not in interval


@given(INTERVALS, INTERVALS)
def test_overlap_is_symmetric_and_means_a_shared_day(a: str, b: str) -> None:
    one, two = parse_edtf(a), parse_edtf(b)
    assert one.overlaps(two) == two.overlaps(one)
    if one.is_reversed or two.is_reversed:
        return
    starts = [end for end in (one.earliest, two.earliest) if end is not None]
    ends = [end for end in (one.latest, two.latest) if end is not None]
    shared = not (starts and ends) or max(starts) <= min(ends)
    assert one.overlaps(two) == shared


@given(DAYS, DAYS)
def test_reversed_means_the_end_is_first(a: date, b: date) -> None:
    interval = DateInterval("", a, b)
    assert interval.is_reversed == (b < a)
