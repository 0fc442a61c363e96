"""What a visitor does with the map: search, follow a journey, hear the story, choose layers, share a link."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from evacmap.maps import atlas_map, save_map

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import evacmap

pytest_plugins = ["browser"]
pytestmark = pytest.mark.xdist_group("browser")


def search(visit: Any, query: str) -> list[str]:
    """Type into the search field and return the rows found."""
    field = visit.page.get_by_role("combobox", name="Search places, ways and events")
    field.fill(query)
    return [row.get_attribute("data-row") for row in visit.page.get_by_role("option").all()]


NAMES = {
    "Бузулук": "places/buzuluk",
    "buzuluk": "places/buzuluk",
    "Buzłuk": "places/buzuluk",
    "BUZULUQ": "places/buzuluk",
    "Türkmenbaşy": "places/krasnovodsk",
    "turkmenbasy": "places/krasnovodsk",
    "تهران": "places/tehran",
    "טהרן": "places/tehran",
    "Tehrna": "places/tehran",
    "Taschkent": "places/tashkent",
}


def test_a_place_is_found_by_any_of_its_names(desk: Any) -> None:
    assert {query: search(desk, query)[0] for query in NAMES} == NAMES


def test_search_shows_the_name_that_matched(desk: Any) -> None:
    search(desk, "Бузулук")
    first = desk.page.get_by_role("option").first.inner_text()
    assert "Buzuluk" in first
    assert "Бузулук" in first


def test_search_finds_journeys_events_and_movements(desk: Any) -> None:
    assert "journeys/begin" in search(desk, "Begin")
    tables = {row.split("/")[0] for row in search(desk, "Pahlevi")}
    assert {"places", "movements"} <= tables or {"places", "events"} <= tables


def test_search_works_by_keyboard(desk: Any) -> None:
    keyboard = desk.page.keyboard
    desk.page.locator("body").press("/")
    keyboard.type("pahlevi")
    field = desk.page.get_by_role("combobox")
    assert field.get_attribute("aria-expanded") == "true"
    first = field.get_attribute("aria-activedescendant")
    keyboard.press("ArrowDown")
    assert field.get_attribute("aria-activedescendant") != first
    keyboard.press("ArrowUp")
    assert field.get_attribute("aria-activedescendant") == first
    assert desk.page.locator(f"#{first}").get_attribute("aria-selected") == "true"
    keyboard.press("Enter")
    desk.settle()
    assert desk.panel.locator("h2").inner_text() == "Pahlevi"
    assert desk.page.evaluate("document.activeElement.tagName") == "H2"
    assert field.get_attribute("aria-expanded") == "false"
    field.fill("zzzzzz")
    assert "Nothing found" in desk.page.locator(".evacmap-found").inner_text()
    field.press("Escape")
    assert not desk.page.locator(".evacmap-found").is_visible()


def test_the_story_opens_the_map_step_by_step(desk: Any, atlas: evacmap.Atlas) -> None:
    steps = list(atlas.story.index)
    desk.panel.get_by_role("button", name="Begin the story").click()
    desk.settle()
    assert f"Step 1 of {len(steps)}" in desk.panel.inner_text()
    view = desk.js("return map.getCenter();")
    for n, step in enumerate(steps, start=1):
        row = atlas.story.loc[step]
        assert desk.hash["step"] == step
        assert f"Step {n} of {len(steps)}" in desk.panel.inner_text()
        on = desk.js(
            "return map.evacmapInterface.layers.filter((one) => one.entry.stage && map.hasLayer(one))"
            ".map((one) => one.entry.stage);"
        )
        assert set(on) == set(row["stages"])
        lit = set(desk.js("return scene.lit.flatMap((one) => (one.rows || [one.row]).map((row) => row.id));"))
        assert set(row["places"]) <= lit
        for movement in row["movements"]:
            parts = atlas.movements.index[[movement in wholes for wholes in atlas.movements["part_of"]]]
            assert lit & {movement, *parts}, "a whole that is drawn as its parts is brought out as them"
        assert desk.hash["time"].count("/") == 1 or row["date_earliest"] == row["date_latest"]
        if n < len(steps):
            desk.panel.get_by_role("button", name="Next").click()
            desk.settle()
    assert desk.js("return map.getCenter();") != view
    desk.panel.get_by_role("button", name="Explore the map").click()
    desk.settle()
    assert not desk.panel.is_visible()
    assert "step" not in desk.hash
    assert "time" not in desk.hash
    assert desk.errors == []


def test_without_a_story_there_is_none(
    small_atlas: evacmap.Atlas, tmp_path: Path, visit: Callable[..., Any]
) -> None:
    save_map(atlas_map(small_atlas, lang="en"), tmp_path / "map.html")
    desk = visit(tmp_path / "map.html", fragment="#step=01")
    assert desk.errors == []
    desk.page.get_by_role("button", name="A test atlas").click()
    assert desk.panel.get_by_role("button", name="Explore the map").is_visible()
    desk.page.get_by_role("button", name="Legend").click()
    assert desk.page.get_by_role("button", name="Begin the story").count() == 0
    assert desk.page.locator(".evacmap-time").is_visible()


def test_the_story_turns_by_keys_and_by_swipe(phone: Any) -> None:
    phone.panel.get_by_role("button", name="Zacznij opowieść").tap()
    phone.settle()
    phone.panel.locator("h2").focus()
    phone.page.keyboard.press("ArrowRight")
    assert "Krok 2 z" in phone.panel.inner_text()
    phone.page.keyboard.press("ArrowLeft")
    assert "Krok 1 z" in phone.panel.inner_text()
    phone.js(
        """
        const panel = document.querySelector(".evacmap-panel");
        const touch = (x) => new Touch({ identifier: 1, target: panel, clientX: x, clientY: 600 });
        panel.dispatchEvent(new TouchEvent("touchstart", { touches: [touch(300)] }));
        panel.dispatchEvent(new TouchEvent("touchend", { changedTouches: [touch(120)] }));
        """
    )
    assert "Krok 2 z" in phone.panel.inner_text()
    assert phone.errors == []


def test_a_row_of_the_story_leads_back_to_its_step(page: Path, visit: Callable[..., Any]) -> None:
    desk = visit(page, fragment="#step=07")
    title = desk.panel.locator("h2").inner_text()
    desk.panel.locator("summary").first.click()
    desk.panel.locator("details .evacmap-link").first.click()
    desk.settle()
    assert desk.js("return scene.lit.length;") == 0
    desk.panel.get_by_role("button", name="Back").first.click()
    assert desk.panel.locator("h2").inner_text() == title
    assert desk.js("return scene.lit.length;") > 0


def test_a_journey_is_chosen_followed_and_played(page: Path, visit: Callable[..., Any]) -> None:
    desk = visit(page, motion=True)
    desk.page.get_by_role("button", name="Ways", exact=True).first.click()
    assert "Persons (" in desk.panel.inner_text()
    assert "disputed" in desk.panel.inner_text()
    desk.panel.get_by_role("searchbox").fill("begin")
    rows = desk.panel.locator(".evacmap-rows button")
    assert rows.count() < 10
    desk.panel.get_by_role("button", name="Menachem Begin").first.click()
    desk.page.wait_for_timeout(700)
    assert desk.hash["open"] == "journeys/begin"
    assert desk.panel.locator(".evacmap-stops li").count() > 8
    assert desk.panel.locator(".evacmap-sources li").count() > 0
    quiet = desk.pixels("marks")
    desk.panel.get_by_role("button", name="Play this way").click()
    desk.page.wait_for_timeout(1500)
    day = desk.js("return map.evacmapInterface.clock.to;")
    where = desk.js("return scene.chosen[0].placeOn(argument);", day)
    assert where is not None
    desk.page.get_by_role("button", name="Pause").click()
    assert desk.js("return scene.chosen[0].placeOn(argument);", day + 300) != where
    assert desk.pixels("marks") != quiet
    assert desk.errors == []


def test_a_chosen_journey_moves_with_the_map(desk: Any) -> None:
    """Its layer is off, so nothing but the choice draws it."""
    desk.open("journeys", "begin")
    place = "const [one] = scene.chosen; const view = scene._view; "
    found = (
        place
        + "return [one.screens[0].path[0] - view.x(one.xs[0]), one.screens[0].path[1] - view.y(one.ys[0])];"
    )
    for view in ((50, 40, 4), (40, 60, 6), (55, 45, 5)):
        desk.look_at(*view)
        assert desk.js(found) == pytest.approx([0, 0], abs=0.01)


def test_a_journey_keeps_its_days(desk: Any, atlas: evacmap.Atlas) -> None:
    """At the day of an exactly dated arrival, the traveller is at that stop."""
    stops = atlas.stops.reset_index()
    exact = stops[stops["arrive_earliest"].notna() & stops["arrive_earliest"].eq(stops["arrive_latest"])]
    checked = 0
    for journey, rows in exact.groupby("journey", sort=False):
        day = (rows["arrive_earliest"].iloc[-1] - rows["arrive_earliest"].iloc[-1].__class__(1970, 1, 1)).days
        found = desk.js(
            """
            const [one] = evacmap.drawablesOf({ table: "journeys", id: argument[0] }, scene);
            const dates = one.timeline.map((mark) => mark.day);
            const place = evacmap.store().places.get(argument[2]);
            const at = scene.project(place.at[0], place.at[1]);
            const there = one.placeOn(argument[1]);
            const off = there && Math.hypot(there[0] - at.x, there[1] - at.y);
            return [dates, off, dates.filter((d) => d === argument[1]).length];
            """,
            [journey, day, rows["place"].iloc[-1]],
        )
        dates, off, times = found
        assert dates == sorted(dates)
        if times == 1 and off is not None:
            turns = 256  # a way over the antimeridian lies a turn of the world away
            assert min(off, abs(off - turns)) < 0.02, journey
            checked += 1
    assert checked > 10


def test_layers_can_be_hidden_all_and_shown_alone(desk: Any) -> None:
    desk.page.get_by_role("button", name="Legend").click()
    legend = desk.legend
    assert desk.pixels("data") > 10_000
    legend.get_by_role("button", name="Hide all").click()
    assert desk.pixels("data") == 0
    assert desk.pixels("ground") == 0
    assert desk.hash["layers"] == "none"
    legend.get_by_role("button", name="Show all").click()
    assert desk.pixels("data") > 10_000
    legend.get_by_role("button", name="Show only Crossing").click()
    on = legend.locator("#evacmap-tree-stages [aria-checked=true]")
    assert on.count() == 1
    assert "Crossing" in on.inner_text()
    legend.get_by_role("button", name="Show only children").or_(
        legend.get_by_role("button", name="Show only Children")
    ).first.click()
    groups = desk.js(
        """
        const seen = new Set();
        scene._visit(scene._view, ({ ref, row }) => ref && ref.table === "movements" && seen.add(row.group));
        return [...seen];
        """
    )
    assert groups == ["children"]
    assert "children" not in desk.hash["without"].split(",")


def test_kinds_of_place_are_switched_by_their_signs(desk: Any) -> None:
    desk.page.get_by_role("button", name="Legend").click()
    fold = desk.legend.get_by_role("button", name="Kinds of place")
    assert fold.get_attribute("aria-expanded") == "false"
    fold.click()
    kind = desk.legend.locator("#evacmap-tree-kinds [role=switch]").first
    shown = "let n = 0; scene._visit(scene._view, (one) => (n += one.kind === argument)); return n;"
    name = desk.js(
        "const all = {};"
        "scene._drawables.forEach(({ kind }) => kind && (all[kind] = (all[kind] || 0) + 1));"
        "return Object.entries(all).sort((a, b) => b[1] - a[1])[0][0];"
    )
    desk.look_at(50, 60, 3.5)
    assert desk.js(shown, name) > 0
    kind.click()
    desk.settle()
    assert kind.get_attribute("aria-checked") == "false"
    assert desk.hash["kinds"] != ""


def test_a_link_opens_what_it_was_copied_from(page: Path, visit: Callable[..., Any]) -> None:
    one = visit(page)
    one.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    one.js("evacmap.setLanguage('pl'); map.evacmapInterface.clock.read('1942-04-20');")
    one.look_at(41.25, 60.5, 5.5)
    one.page.get_by_role("button", name="Legenda").click()
    one.legend.get_by_role("switch").first.click()
    one.open("movements", "wave1-sea-all")
    one.page.get_by_role("button", name="Link", exact=True).first.click()
    one.page.get_by_text("Link do tego widoku").wait_for()
    link = one.page.evaluate("navigator.clipboard.readText()")
    assert link.startswith(page.as_uri() + "#")
    two = visit(page, fragment=link[len(page.as_uri()) :])
    assert two.page.locator("html").get_attribute("lang") == "pl"
    assert two.page.locator(".evacmap-when").inner_text() == "20 kwietnia 1942 r."
    assert two.panel.locator("h2").inner_text() == one.panel.locator("h2").inner_text()
    assert two.js("return scene.chosen.map((one) => one.ref.id);") == ["wave1-sea-all"]
    same = "return [map.getZoom(), map.getCenter().lat.toFixed(2), map.getCenter().lng.toFixed(2)];"
    assert two.js(same) == one.js(same)
    layers = "return map.evacmapInterface.layers.map((layer) => map.hasLayer(layer));"
    assert two.js(layers) == one.js(layers)
    assert two.hash == one.hash
    assert two.errors == []


BROKEN = (
    "#open=places/no-such-place", "#time=1942-99-99", "#step=99", "#view=x/y/z", "#layers=nonsense",
    "#%%%=%E0%A4%A", "#open=__proto__/x", "#open=toString", "#lang=__proto__&time=..", "#view=5/91/0",
)  # fmt: skip


def test_a_broken_link_still_opens_the_map(page: Path, visit: Callable[..., Any]) -> None:
    desk = visit(page, fragment=BROKEN[0])
    for fragment in BROKEN:
        desk.page.evaluate("(hash) => { location.hash = hash; }", fragment)
        assert desk.pixels("ground") > 10_000, fragment
        assert desk.errors == [], fragment


def test_back_and_forward_lead_through_what_was_open(desk: Any) -> None:
    desk.open("places", "krasnovodsk")
    desk.open("places", "pahlevi")
    assert desk.panel.locator("h2").inner_text() == "Pahlevi"
    desk.page.go_back()
    desk.settle()
    assert desk.panel.locator("h2").inner_text() == "Krasnovodsk"
    desk.page.go_forward()
    desk.settle()
    assert desk.panel.locator("h2").inner_text() == "Pahlevi"
    desk.page.go_back()
    desk.page.go_back()
    desk.settle()
    assert desk.panel.get_by_role("button", name="Explore the map").is_visible()
    assert desk.errors == []


def test_the_table_holds_what_the_map_shows(desk: Any) -> None:
    desk.look_at(38.6, 51.2, 7)
    desk.js("map.evacmapInterface.clock.read('1942-03-24/1942-04-05');")
    desk.page.get_by_role("button", name="Table", exact=True).first.click()
    desk.settle()
    table = desk.panel.get_by_role("table").first
    assert table.locator("caption").inner_text().startswith("Movements (")
    headings = table.get_by_role("columnheader").all_inner_texts()
    assert [heading.strip(" ↑↓") for heading in headings] == [
        "From",
        "To",
        "When",
        "Who",
        "How many",
        "Certainty",
    ]
    shown = table.get_by_role("row").count()
    table.get_by_role("button", name="How many").click()
    assert table.locator("[aria-sort=ascending]").inner_text().startswith("How many")
    desk.js("document.activeElement.blur(); map.evacmapInterface.clock.read('1939-09-01');")
    desk.settle()
    desk.settle()
    assert desk.panel.get_by_role("row").count() != shown
    assert desk.errors == []


def test_a_correction_names_its_row(desk: Any) -> None:
    desk.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    desk.open("movements", "wave1-sea-all")
    desk.panel.get_by_role("button", name="Report a correction").click()
    desk.page.get_by_text("Copied: a reference to this entry").wait_for()
    text = desk.page.evaluate("navigator.clipboard.readText()")
    for piece in ("table: movements", "row: wave1-sea-all", "open=movements/wave1-sea-all"):
        assert piece in text
