"""Time on the map: whole days, the same everywhere; what moves, has moved, perhaps moves; the numbers."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest

import evacmap
from evacmap.maps import atlas_map, save_map
from packages import line_of_three, write_package

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

pytest_plugins = ["browser"]
pytestmark = pytest.mark.xdist_group("browser")

EPOCH = date(1970, 1, 1)
ZONES = ("America/Toronto", "Europe/London", "Asia/Jerusalem", "Pacific/Auckland")
MOVEMENTS = {
    "early": ("1942-01-01", 1, 1),
    "sure": ("1942-03-24/1942-04-05", 10, 20),
    "month": ("1942-08", 30, 30),
    "about": ("1942-05-01~", None, None),
    "open": ("1943-01-01/", 5, 9),
}


def number(day: str) -> int:
    return (date.fromisoformat(day) - EPOCH).days


def set_time(visit: Any, text: str) -> None:
    visit.js("map.evacmapInterface.clock.read(argument);", text)
    visit.settle()


@pytest.fixture(scope="module")
def timed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small map with dates of every sort, and a part and a rival of its first movement."""
    tables = line_of_three()
    tables.pop("quantities", None)
    tables.pop("figures", None)
    row = {"title": "Row", "from": "alpha", "to": "gamma", "mode": "rail"}
    tables["movements"] = [
        {**row, "id": i, "date": when, "people_low": low or "", "people_high": high or ""}
        for i, (when, low, high) in MOVEMENTS.items()
    ]
    twin = {**row, "date": "1942-03-24", "people_low": 7, "people_high": 7}
    tables["movements"] += [
        {**twin, "id": "part", "to": "delta", "part_of": "sure"},
        {**twin, "id": "rival", "rival_of": "sure"},
    ]
    tables["links"].append({"id": "bd-rail", "from": "beta", "to": "delta"})
    folder = tmp_path_factory.mktemp("timed")
    save_map(
        atlas_map(evacmap.load(write_package(folder / "package", tables)), lang="en"), folder / "map.html"
    )
    return folder / "map.html"


def standings(visit: Any) -> dict[str, int]:
    return visit.js(
        """
        const found = {};
        for (const one of scene._drawables) {
          if (one.ref && one.ref.table === "movements") {
            found[one.ref.id] = scene._standing(one, scene._view);
          }
        }
        return found;
        """
    )


HIDDEN, PAST, POSSIBLE, NOW = range(4)


def test_what_moves_is_bright_what_has_happened_is_faint(timed: Path, visit: Callable[..., Any]) -> None:
    desk = visit(timed)
    assert set(standings(desk).values()) == {NOW}, "the whole time shows everything"
    set_time(desk, "1942-03-23")
    found = standings(desk)
    assert found.pop("early") == PAST
    assert set(found.values()) == {HIDDEN}
    set_time(desk, "1942-03-24")
    found = standings(desk)
    assert (found["sure"], found["part"], found["month"]) == (NOW, NOW, HIDDEN)
    set_time(desk, "1942-05-01")
    found = standings(desk)
    assert (found["sure"], found["about"], found["month"]) == (PAST, POSSIBLE, HIDDEN)
    set_time(desk, "1942-08-31")
    assert standings(desk)["month"] == POSSIBLE, "a bare month may be any day of it"
    set_time(desk, "1942-09-01")
    assert standings(desk)["month"] == PAST
    set_time(desk, "1943-01-01")
    assert standings(desk)["open"] == POSSIBLE
    assert desk.errors == []


def test_a_span_shows_what_touches_it_and_nothing_else(timed: Path, visit: Callable[..., Any]) -> None:
    desk = visit(timed)
    set_time(desk, "1942-04-05/1942-07-31")
    found = standings(desk)
    assert (found["sure"], found["about"], found["month"], found["open"]) == (NOW, POSSIBLE, HIDDEN, HIDDEN)
    set_time(desk, "1942-04-06/1942-07-31")
    assert standings(desk)["sure"] == HIDDEN


def totals(visit: Any) -> dict[str, int]:
    return visit.js("return evacmap.totalsAt(map.evacmapInterface.clock).get('first');")


def test_the_numbers_count_nobody_twice(timed: Path, visit: Callable[..., Any]) -> None:
    desk = visit(timed)
    assert totals(desk) == {"low": 46, "high": 60, "open": 1}
    set_time(desk, "1942-03-30")
    assert totals(desk) == {"low": 1, "high": 21, "open": 0}, "begun, not yet over"
    set_time(desk, "1942-04-05")
    assert totals(desk) == {"low": 11, "high": 21, "open": 0}
    set_time(desk, "1942-08-01/1942-08-31")
    assert totals(desk) == {"low": 30, "high": 30, "open": 0}


def test_the_numbers_of_the_whole_time_are_those_of_the_atlas(desk: Any, atlas: evacmap.Atlas) -> None:
    expected = atlas.totals()
    found = desk.js("return Object.fromEntries(evacmap.totalsAt(map.evacmapInterface.clock));")
    assert {stage: row["high"] for stage, row in found.items()} == {
        stage: int(expected["high"].get(stage, 0)) for stage in atlas.stages.index
    }
    assert {stage: row["low"] for stage, row in found.items()} == {
        stage: int(expected["low"].get(stage, 0)) for stage in atlas.stages.index
    }


@pytest.mark.parametrize("zone", ZONES)
def test_a_day_is_the_same_day_everywhere(timed: Path, visit: Callable[..., Any], zone: str) -> None:
    far = visit(timed, timezone=zone, fragment="#time=1942-03-24")
    assert far.page.evaluate("Intl.DateTimeFormat().resolvedOptions().timeZone") == zone
    assert far.page.locator(".evacmap-when").inner_text() == "24 March 1942"
    assert standings(far)["sure"] == NOW
    handle = far.page.get_by_role("slider", name="Day")
    assert int(handle.get_attribute("aria-valuenow")) == number("1942-03-24")
    handle.focus()
    far.page.keyboard.press("ArrowLeft")
    assert far.page.locator(".evacmap-when").inner_text() == "23 March 1942"
    assert handle.get_attribute("aria-valuetext") == "23 March 1942"
    assert standings(far)["sure"] == HIDDEN
    assert far.hash["time"] == "1942-03-23"


def test_days_and_dates_agree_with_the_calendar(desk: Any) -> None:
    days = [date(1939, 9, 1) + timedelta(days=17 * i) for i in range(200)]
    days += [date(1940, 2, 29), date(1900, 2, 28), date(2000, 2, 29), date(1, 1, 1), date(1941, 12, 31)]
    texts = [day.isoformat() for day in days]
    assert desk.js("return argument.map(evacmap.readDay);", texts) == [number(text) for text in texts]
    assert desk.js("return argument.map(evacmap.dayText);", [number(text) for text in texts]) == texts
    wrong = ["1941-02-29", "1941-13-01", "1941-04-31", "", "x"]
    assert desk.js("return argument.map(evacmap.readDay);", wrong) == [None] * 5


def test_the_range_comes_from_the_data(desk: Any, atlas: evacmap.Atlas) -> None:
    handle = desk.page.get_by_role("slider", name="Day")
    first = atlas.movements["date_earliest"].min()
    last = atlas.movements["date_latest"].max()
    assert int(handle.get_attribute("aria-valuemin")) == number(str(first.date()))
    assert int(handle.get_attribute("aria-valuemax")) >= number(str(last.date()))


def test_time_goes_by_when_played(page: Path, visit: Callable[..., Any]) -> None:
    desk = visit(page, motion=True)
    desk.page.get_by_role("button", name="Play").click()
    desk.page.wait_for_timeout(1500)
    desk.page.get_by_role("button", name="Pause").click()
    there = desk.hash["time"]
    assert number(there) > number("1939-09-05")
    desk.page.wait_for_timeout(400)
    assert desk.hash["time"] == there, "pause means pause"
    assert desk.errors == []


def test_without_motion_it_plays_in_still_pictures(desk: Any) -> None:
    desk.page.get_by_role("button", name="Play").click()
    desk.page.wait_for_timeout(300)
    before = desk.page.locator(".evacmap-when").inner_text()
    desk.page.wait_for_timeout(1000)
    after = desk.page.locator(".evacmap-when").inner_text()
    assert before == "1 September 1939"
    assert after != before
    desk.page.get_by_role("button", name="Pause").click()


def test_the_pointer_moves_the_day_and_the_span(desk: Any) -> None:
    track = desk.page.locator(".evacmap-track")
    box = track.bounding_box()
    y = box["y"] + box["height"] / 2
    desk.page.mouse.click(box["x"] + box["width"] / 2, y)
    middle = desk.page.locator(".evacmap-when").inner_text()
    assert "194" in middle
    desk.page.get_by_role("button", name="span", exact=True).click()
    start, end = desk.hash["time"].split("/")
    length = number(end) - number(start)
    x = desk.js(
        "const { band } = map.evacmapInterface; return (band.x(band.clock.from) + band.x(band.clock.to)) / 2;"
    )
    desk.page.mouse.move(box["x"] + x, y)
    desk.page.mouse.down()
    desk.page.mouse.move(box["x"] + x - 100, y, steps=4)
    desk.page.mouse.up()
    moved_start, moved_end = desk.hash["time"].split("/")
    assert number(moved_end) - number(moved_start) == length
    assert number(moved_start) < number(start)
    assert desk.page.get_by_role("slider").count() == 2


def test_a_tick_opens_its_events(desk: Any, atlas: evacmap.Atlas) -> None:
    within = atlas.events["date_earliest"].between("1940-01-01", "1944-12-31")
    when = str(atlas.events.loc[within, "date_earliest"].iloc[0].date())
    day = number(when)
    x = desk.js("return map.evacmapInterface.band.x(argument);", day)
    box = desk.page.locator(".evacmap-ticks").bounding_box()
    desk.page.mouse.click(box["x"] + x, box["y"] + 6)
    assert desk.panel.locator(".evacmap-kicker").inner_text() != "Atlas"
    assert when[:4] in desk.panel.inner_text()
    desk.page.locator(".evacmap-ticks").focus()
    desk.page.keyboard.press("Enter")
    assert "Events" in desk.panel.inner_text()


def test_the_histogram_and_the_past_are_drawn(desk: Any) -> None:
    assert desk.pixels("past") == 0
    set_time(desk, "1942-09-10")
    assert desk.pixels("past") > 2000
    ink = desk.js(
        """
        const canvas = document.querySelector(".evacmap-track canvas");
        const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
        return new Set(new Uint32Array(data.buffer)).size;
        """
    )
    assert ink > 6, "several stages have a colour in it"


def test_a_day_looks_the_same_from_wherever_one_comes(desk: Any) -> None:
    set_time(desk, "1942-04-20")
    straight = desk.picture()
    for day in ("1940-03-01", "1941-10-10", "1942-04-01", "1942-04-20"):
        set_time(desk, day)
    assert desk.picture() == straight
    set_time(desk, "1946-01-01")
    set_time(desk, "1942-04-20")
    assert desk.picture() == straight


def test_the_card_of_numbers_follows_the_slider(desk: Any) -> None:
    desk.page.get_by_role("button", name="Numbers").first.click()
    assert desk.panel.locator("h2").inner_text() == "How many people"
    set_time(desk, "1942-04-05")
    desk.settle()
    assert desk.panel.locator("h2").inner_text() == "How many until 5 April 1942"
    row = desk.panel.locator(".evacmap-counts li", has_text="Detention")
    assert "–" in row.locator("strong").inner_text()


def test_an_atlas_without_dates_has_no_time_band(tmp_path: Path, visit: Callable[..., Any]) -> None:
    tables = {
        name: rows
        for name, rows in line_of_three().items()
        if name in {"stages", "modes", "sources", "places"}
    }
    save_map(
        atlas_map(evacmap.load(write_package(tmp_path / "package", tables)), lang="en"), tmp_path / "map.html"
    )
    desk = visit(tmp_path / "map.html")
    assert desk.page.locator(".evacmap-time").count() == 0
    assert desk.page.get_by_role("button", name="Begin the story").count() == 0
    assert desk.errors == []
