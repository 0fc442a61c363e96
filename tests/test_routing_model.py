"""How dates, seasons and paces are read, and the model against documented journeys."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import evacmap
from evacmap import routing
from evacmap.dates import parse_edtf
from evacmap.errors import EvacmapError, InvalidData
from evacmap.routing import history
from evacmap.routing.paces import Segment, TravelModel
from evacmap.routing.places import first_accepted, last_accepted
from evacmap.routing.timeline import (
    DAY,
    PACES,
    Timeline,
    as_day,
    intersection,
    opening_spans,
    read_opening,
    season_spans,
    union,
)
from packages import line_of_three, write_package
from test_routing import pace as pace_row

if TYPE_CHECKING:
    from evacmap.routing.network import TravelNetwork

YEARS = Timeline(date(1941, 1, 1), date(1943, 12, 31))
DOCS = Path(__file__).parents[1] / "docs"

points = st.one_of(
    st.dates(date(1940, 1, 1), date(1944, 12, 31)).map(str),
    st.dates(date(1940, 1, 1), date(1944, 12, 31)).map(lambda day: f"{day:%Y-%m}"),
    st.integers(1940, 1944).map(str),
    st.tuples(st.integers(1940, 1944), st.integers(21, 24)).map(lambda pair: f"{pair[0]}-{pair[1]}"),
)
openings = st.tuples(points, st.sampled_from(["", "~", "?"]), points).map(lambda p: f"{p[0]}{p[1]}/{p[2]}")
spans = st.lists(st.tuples(st.integers(0, 50), st.integers(1, 20)), max_size=5).map(
    lambda pairs: union((start, start + size) for start, size in pairs)
)


@given(text=st.one_of(openings, points, points.map(lambda p: f"{p}/"), points.map(lambda p: f"/{p}")))
@settings(max_examples=300)
def test_the_slow_reading_lies_in_the_typical_and_that_in_the_fast(text: str) -> None:
    interval = parse_edtf(text)
    if interval.is_reversed:
        return
    fast, typical, slow = (read_opening(interval, pace) for pace in PACES)
    for wide, narrow in ((fast, typical), (typical, slow)):
        assert wide[0] is None if narrow[0] is None else wide[0] is None or wide[0] <= narrow[0]
        assert wide[1] is None if narrow[1] is None else wide[1] is None or wide[1] >= narrow[1]
    if slow[0] and slow[1]:
        assert slow[0] <= slow[1]


def test_a_period_without_a_slash_is_meant_whole() -> None:
    for pace in PACES:
        assert read_opening(parse_edtf("1942-03"), pace) == (date(1942, 3, 1), date(1942, 3, 31))


def test_openings_beyond_the_timeline_are_cut_off() -> None:
    assert opening_spans([parse_edtf("1950/")], "fast", YEARS) == []
    assert opening_spans([parse_edtf("/1941-01-02")], "fast", YEARS) == [(0, 2 * DAY)]
    assert opening_spans([], "slow", YEARS) == [(0, YEARS.end)]


@given(
    day=st.dates(YEARS.first, YEARS.last),
    begins=st.dates(date(2000, 1, 1), date(2000, 12, 31)),
    ends=st.dates(date(2000, 1, 1), date(2000, 12, 31)),
)
def test_a_season_holds_its_days_every_year(day: date, begins: date, ends: date) -> None:
    season = f"{begins:%m-%d}/{ends:%m-%d}"
    inside = any(start <= YEARS.minute(day) < end for start, end in season_spans(season, YEARS))
    this, first, last = (f"{one:%m-%d}" for one in (day, begins, ends))
    wraps = first > last
    if day.year % 4:
        first, last = (("02-28" if one == "02-29" else one) for one in (first, last))
    assert inside == ((this >= first or this <= last) if wraps else first <= this <= last)


@given(one=spans, other=spans)
def test_intersection_holds_what_both_hold(one: list[tuple[int, int]], other: list[tuple[int, int]]) -> None:
    def minutes(some: list[tuple[int, int]]) -> set[int]:
        return {minute for start, end in some for minute in range(start, end)}

    assert minutes(intersection(one, other)) == minutes(one) & minutes(other)


def test_first_and_last_minute_of_being_taken_in() -> None:
    spans = [(5, 10), (20, 30)]
    assert [first_accepted(spans, minute) for minute in (0, 7, 10, 29, 30)] == [5, 7, 20, 29, None]
    assert [last_accepted(spans, minute) for minute in (4, 7, 10, 29, 99)] == [None, 7, 9, 29, 29]


@pytest.mark.parametrize("value", ["1941-13-01", "10.9.1941", "", None, 7])
def test_a_day_is_a_day(value: object) -> None:
    with pytest.raises(EvacmapError, match="has to be a day"):
        as_day(value)  # type: ignore[arg-type]
    assert as_day(pd.Timestamp("1941-09-10 12:00")) == date(1941, 9, 10)


# --- the table of paces -------------------------------------------------------------------------------------


def _model(rows: list[dict[str, object]]) -> TravelModel:
    blank = {"mode": "rail", "countries": None, "season": None, "sources": ("a",)}
    for name, value in (("km_per_day", 144.0), ("wait_days", 1.0)):
        blank |= {f"{name}_{column}": value for column in ("low", "typical", "high")}
    return TravelModel(pd.DataFrame([blank | row for row in rows]))


def test_the_first_row_that_names_a_country_holds_then_the_rest_of_the_world() -> None:
    model = _model([{"countries": "Iran|Iraq"}, {"countries": "Iran"}, {}])
    assert model.rule("rail", frozenset({"Iran", "Turkmenistan"})) == (0,)
    assert model.rule("rail", frozenset({"India"})) == (2,)
    assert model.rule("rail", frozenset()) == (2,)
    assert model.rule("road", frozenset({"Iran"})) is None
    assert _model([{"countries": "Iran"}]).rule("rail", frozenset({"India"})) is None


def test_the_fast_traveller_has_the_long_day_and_the_short_wait() -> None:
    model = _model([{"km_per_day_high": 288.0, "wait_days_low": 0.0}])
    assert model.segments((0,), "fast", YEARS) == [Segment(0, 200_000_000, 0)]
    assert model.segments((0,), "slow", YEARS) == [Segment(0, 100_000_000, DAY)]
    assert not model.never_waits("rail")


def test_seasons_of_a_mode_follow_each_other() -> None:
    model = _model(
        [
            {"season": "12-01/01-31"},
            {"season": "02-01/02-28", "km_per_day_typical": 72.0},
        ]
    )
    segments = model.segments((0, 1), "typical", YEARS)
    since = [(YEARS.first + timedelta(minutes=segment.since), segment.speed) for segment in segments]
    assert [str(day) for day, _ in since[:4]] == ["1941-01-01", "1941-02-01", "1941-12-01", "1942-02-01"]
    assert [speed for _, speed in since[:4]] == [100_000_000, 50_000_000] * 2
    assert model.open_spans((0, 1), YEARS)[0] == (0, 59 * DAY)


def test_every_mode_that_follows_links_has_its_paces(atlas: evacmap.Atlas) -> None:
    following = {mode for mode, links in atlas.modes["follows"].items() if links}
    assert set(atlas.paces["mode"]) == following
    for value in ("km_per_day", "wait_days"):
        ordered = atlas.paces[[f"{value}_low", f"{value}_typical", f"{value}_high"]]
        assert (ordered.diff(axis=1).iloc[:, 1:] >= 0).all(axis=None)


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        ({"km_per_day_low": 300}, "300, 200 and 400 are not in order"),
        ({"wait_days_high": 0}, "1, 2 and 0 are not in order"),
        ({"season": "02-30/03-01"}, "there is no day 02-30"),
        ({"mode": "balloon"}, "'balloon' is not in modes.csv"),
        ({"km_per_day_low": ""}, "it is empty"),
    ],
)
def test_check_finds_what_is_wrong_with_a_pace(tmp_path: Path, change: dict[str, object], wrong: str) -> None:
    row = pace_row("rail", (100, 200, 400), (1, 2, 3)) | change
    tables = line_of_three() | {"paces": [row]}
    with pytest.raises(InvalidData) as caught:
        evacmap.load(write_package(tmp_path / "package", tables))
    assert wrong in str(caught.value)
    assert all(problem.file == "paces.csv" for problem in caught.value.problems)


@pytest.mark.parametrize(
    ("first", "second", "meet"),
    [
        ("05-01/10-31", "11-01/04-30", False),
        ("05-01/10-31", "10-31/04-30", True),
        ("12-01/02-28", "01-05/01-06", True),
        ("", "01-05/01-06", True),
    ],
)
def test_seasons_of_one_mode_may_not_meet(tmp_path: Path, first: str, second: str, meet: bool) -> None:
    rows = [
        pace_row("rail", (1, 2, 3), (0, 0, 0), id=f"r{i}", season=s) for i, s in enumerate((first, second))
    ]
    folder = write_package(tmp_path / "package", line_of_three() | {"paces": rows})
    if meet:
        with pytest.raises(InvalidData, match="its season meets that of r0"):
            evacmap.load(folder)
    else:
        assert len(evacmap.load(folder).paces) == 2


DURATIONS = {
    "rail-ussr": [("moscow", "tashkent", days) for days in (8, 11, 15, 22, 30)],
    "rail-abroad": [("basra", "baghdad", 22 / 24), ("san-pedro", "leon-mexico", 6)],
    "road-abroad": [
        ("ashkhabad", "mashhad", 2),
        ("pahlevi", "tehran", 2),
        ("pahlevi", "khanaqin", 3),
        ("isfahan", "sultanabad", 1),
        ("cairo", "tehran", 7),
    ],
    "river": [
        ("ust-kut", "yakutsk", 21),
        ("ust-kut", "yakutsk", 14),
        ("tyumen", "tomsk", 10.4),
        ("tyumen", "tomsk", 7.25),
    ],
    "sea-ussr": [("vladivostok", "magadan-nagaevo", days) for days in (6, 11, 14)],
    "sea-abroad": [
        ("bandar-abbas", "aden", 11),
        ("aden", "mombasa", 12),
        ("mombasa", "durban", 9),
        ("bombay", "san-pedro", 39),
    ],
}
"""The published durations that rows of paces.csv say they were derived from, in days."""


@pytest.mark.parametrize("row", DURATIONS)
def test_paces_follow_from_the_durations_they_name(atlas: evacmap.Atlas, row: str) -> None:
    """Paces are kilometres of this network by published days: when a link changes, they may have to."""
    graph = atlas.network()
    pace = atlas.paces.loc[row]
    advances = []
    for start, end, days in DURATIONS[row]:
        modes = None if (start, end) == ("cairo", "tehran") else [pace["mode"]]  # railways stand in for roads
        advances.append(evacmap.shortest_path(graph, start, end, modes=modes).length_m / 1000 / days)
    assert pace["km_per_day_high"] == pytest.approx(max(advances), rel=0.03)
    if row != "rail-abroad":  # its low value is the daily run of an engine
        assert pace["km_per_day_low"] == pytest.approx(min(advances), rel=0.03)
        assert pace["km_per_day_typical"] == pytest.approx(pd.Series(advances).median(), rel=0.03)


# --- against history ----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def world(atlas: evacmap.Atlas) -> TravelNetwork:
    return routing.travel_network(atlas)


@pytest.fixture(scope="module")
def comparison(world: TravelNetwork) -> pd.DataFrame:
    return history.compare(world, history.find_cases(world))


def test_cases_are_dated_journeys_of_at_least_a_day(world: TravelNetwork) -> None:
    cases = history.find_cases(world)
    assert len(cases) >= 40
    assert all(1 <= case.days <= history.LONGEST_DAYS for case in cases)
    assert not {case.journey for case in cases} & set(
        world.atlas.journeys.index[world.atlas.journeys["disputed"]]
    )
    model = {source for sources in world.atlas.paces["sources"] for source in sources}
    for case in cases:
        stops = world.atlas.stops[world.atlas.stops["journey"] == case.journey]
        if case.kept_apart:
            ends = stops[stops["place"].isin([case.places[0], case.places[-1]])]
            assert not any(set(sources) <= model for sources in ends["sources"])


def test_the_model_keeps_what_its_documentation_promises(comparison: pd.DataFrame) -> None:
    """What was measured, with a little room for new journeys; the aims stand in docs/travel-model.md."""
    everything = history.summarise(comparison)
    apart = history.summarise(comparison[comparison["kept_apart"]])
    assert everything["inside"] >= 0.75
    assert everything["error"] <= 0.40
    assert everything["ratio"] <= history.AIMS["ratio"]
    assert apart["inside"] >= 0.72
    assert apart["error"] <= 0.48


def test_the_published_comparison_is_the_current_one(comparison: pd.DataFrame) -> None:
    page = (DOCS / "travel-model.md").read_text(encoding="utf-8")
    published = page.partition(history.BEGIN)[2].partition(history.END)[0].strip()
    assert published == history.as_markdown(comparison), "run: python -m evacmap.routing.history"


def test_the_command_writes_table_and_plot(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = f"before\n{history.BEGIN}\nwhat stood there\n{history.END}\nafter\n"
    (tmp_path / "travel-model.md").write_text(text, encoding="utf-8")
    history.main(["--docs", str(tmp_path)])
    page = (tmp_path / "travel-model.md").read_text(encoding="utf-8")
    assert page.startswith("before\n")
    assert page.endswith("after\n")
    assert "what stood there" not in page
    assert "<svg" in (tmp_path / "travel-model.svg").read_text(encoding="utf-8")
    assert "inside" in capsys.readouterr().out
