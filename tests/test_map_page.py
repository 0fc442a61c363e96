"""The map of the shipped atlas, opened from disk as a visitor would."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from evacmap.maps import atlas_map, save_map

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import evacmap

pytest_plugins = ["browser"]
pytestmark = pytest.mark.xdist_group("browser")


def test_nothing_is_fetched_and_nothing_complains(page: Path, desk: Any) -> None:
    assert desk.requests == [page.as_uri()]
    assert desk.errors == []


def test_it_is_small_enough_for_an_e_mail(page: Path) -> None:
    assert page.stat().st_size < 3_000_000


def test_it_says_at_once_what_it_is(desk: Any, atlas: evacmap.Atlas) -> None:
    texts = atlas.texts.set_index(["key", "lang"])["text"] if "key" in atlas.texts else atlas.texts["text"]
    title = texts[("atlas.title", "en")]
    assert desk.page.title() == title
    assert title in desk.panel.inner_text()
    assert desk.panel.get_by_role("button", name="Begin the story").is_visible()
    assert desk.panel.get_by_role("button", name="Explore the map").is_visible()
    assert desk.page.locator(".leaflet-control-scale").inner_text().endswith("km")


def test_each_layer_can_be_switched(page: Path, visit: Callable[..., Any], atlas: evacmap.Atlas) -> None:
    desk = visit(page, width=900, height=640)
    desk.page.get_by_role("button", name="Legend").click()
    switches = desk.legend.get_by_role("switch")
    assert switches.count() == len(atlas.stages) + 4 + len(set(atlas.movements["group"]))
    # From here, the places and lines of every stage, and some events and journeys, are in view.
    desk.look_at(38, 50, 3.5)
    layers = desk.legend.locator("#evacmap-tree-stages, #evacmap-tree-others").get_by_role("switch")
    before = desk.picture()
    for switch in layers.all():
        was = switch.get_attribute("aria-checked")
        switch.click()
        assert switch.get_attribute("aria-checked") == ("false" if was == "true" else "true")
        assert desk.picture() != before, switch.inner_text()
        switch.click()
        assert switch.get_attribute("aria-checked") == was
        assert desk.picture() == before, switch.inner_text()
    assert desk.errors == []


def test_the_legend_counts_and_lists_what_a_layer_holds(desk: Any, atlas: evacmap.Atlas) -> None:
    desk.page.get_by_role("button", name="Legend").click()
    stage = atlas.stages.index[0]
    places = int((atlas.places["stage"] == stage).sum())
    entry = desk.legend.locator("li", has_text=f"{places} places").first
    entry.get_by_role("button").last.click()
    assert f"Places ({places})" in desk.panel.inner_text()
    assert desk.panel.locator(".evacmap-rows li").count() > 40


def test_a_click_on_a_place_opens_its_card(desk: Any) -> None:
    desk.look_at(40, 53, 12)
    desk.click("places", "krasnovodsk")
    text = desk.panel.inner_text()
    for piece in (
        "Krasnovodsk",
        "Красноводск",
        "Türkmenbaşy",
        "Turkmenistan",
        "Left from here",
        "documented",
    ):
        assert piece in text
    assert desk.panel.locator(".evacmap-sources li").count() > 0


def test_a_click_on_a_movement_opens_its_card(desk: Any, atlas: evacmap.Atlas) -> None:
    desk.look_at(38, 60, 5)
    alone = desk.js(
        """
        const inside = (x, y) => x > 420 && y > 80 && x < 1300 && y < 860;
        for (const one of scene._drawables) {
          if (one.ref && one.ref.table === "movements" && one.screens.length && one.people && !one.soft) {
            const path = one.screens[0].path;
            const middle = 2 * Math.floor(path.length / 4);
            if (middle + 3 >= path.length) continue;
            const half = (i) => (path[i] + path[i + 2]) / 2;
            const at = L.point(half(middle), half(middle + 1));
            const point = map.layerPointToContainerPoint(scene._bounds.min.add(at));
            const hits = inside(point.x, point.y) ? scene.pick(point, 6) : [];
            if (hits.length === 1 && hits[0] === one) return one.ref.id;
          }
        }
        return null;
        """
    )
    assert alone
    desk.click("movements", alone)
    row = atlas.movements.loc[alone]
    text = desk.panel.inner_text()
    assert row["title"] in text
    assert f"{row['people_low']:,}" in text
    assert f"{row['people_high']:,}" in text
    assert desk.panel.locator(".evacmap-sources li").count() == len(row["sources"])


def test_a_click_on_several_things_offers_all_of_them(desk: Any) -> None:
    desk.look_at(38.6, 51.2, 4)
    desk.click("movements", "wave2-sea-all")
    assert desk.panel.locator("h2").inner_text() == "At this spot"
    rows = desk.panel.locator(".evacmap-rows li")
    assert rows.count() >= 2
    rows.first.get_by_role("button").click()
    assert desk.panel.locator("h2").inner_text() != "At this spot"
    desk.panel.get_by_role("button", name="Back").click()
    assert desk.panel.locator("h2").inner_text() == "At this spot"


def test_a_whole_lists_its_parts_and_other_counts(desk: Any, atlas: evacmap.Atlas) -> None:
    desk.open("movements", "wave1-sea-all")
    parts = atlas.movements["part_of"].map(lambda wholes: "wave1-sea-all" in wholes).sum()
    section = desk.panel.locator("section", has=desk.page.get_by_role("heading", name="Of which", exact=True))
    assert section.locator("li").count() == parts
    assert "Other counts" in desk.panel.inner_text()


def test_a_link_leads_on_and_shows_the_row_even_if_its_layer_is_off(desk: Any) -> None:
    desk.open("journeys", "tehran-children")
    assert desk.js("return scene.chosen.map((one) => one.ref.id);") == ["tehran-children"]
    assert desk.panel.locator(".evacmap-stops li").count() > 5
    desk.panel.locator(".evacmap-stops button").first.click()
    assert desk.js("return scene.chosen.map((one) => one.ref.table);") == ["places"]


def test_lines_that_share_a_railway_lie_side_by_side(desk: Any) -> None:
    desk.look_at(40.5, 66, 7)
    lanes = desk.js(
        """
        const lanes = {};
        for (const flow of scene._drawables.filter((one) => one.offsets)) {
          for (const [link, offset] of flow.offsets) {
            lanes[link] = lanes[link] || {};
            lanes[link][flow.family] = [...(lanes[link][flow.family] || []), offset];
          }
        }
        return lanes;
        """
    )
    shared = [families for families in lanes.values() if len(families) > 1]
    assert shared
    for families in shared:
        for offsets in families.values():
            assert len(set(offsets)) == 1, "parts lie in the lane of their whole"
        assert len({offsets[0] for offsets in families.values()}) == len(families), "each whole has a lane"


def test_waves_between_the_same_areas_are_one_line_until_there_is_room(
    desk: Any, atlas: evacmap.Atlas
) -> None:
    def shown(zoom: float) -> list[list[str]]:
        desk.look_at(58, 40, zoom)
        return desk.js(
            """
            return scene._drawables
              .filter((one) => one.soft && one.row.to === "arkhangelsk-oblast" && one.screens.length)
              .map((one) => one.refs(scene.view()).map((ref) => ref.id).sort());
            """
        )

    waves = sorted(atlas.movements.index[atlas.movements["to"].eq("arkhangelsk-oblast")])
    assert len(waves) > 1
    assert shown(4) == [waves]
    assert sorted(shown(6)) == [[wave] for wave in waves]


def test_a_chosen_link_stays_chosen_while_the_pointer_moves_on(desk: Any) -> None:
    desk.look_at(41, 45.5, 8)
    at = desk.js(
        """
        const network = scene._drawables.find((one) => one.links);
        const view = scene.view();
        for (const link of network.links) {
          const path = network.screen(link, view);
          const at = L.point((path[0] + path[2]) / 2, (path[1] + path[3]) / 2);
          const point = map.layerPointToContainerPoint(scene._bounds.min.add(at));
          if (point.x > 420 && point.y > 100 && point.x < 1300 && point.y < 800) {
            const hits = scene.pick(point, 6);
            if (hits.length === 1 && hits[0] === network) return [point.x, point.y];
          }
        }
        return null;
        """
    )
    assert at
    desk.page.mouse.click(*at)
    assert "Certainty" in desk.panel.inner_text()
    chosen = desk.js("return scene.chosen.map((one) => one.ref);")
    assert chosen[0]["table"] == "links"
    desk.page.mouse.move(900, 300)
    desk.settle()
    assert desk.js("scene._draw(); return scene.chosen.map((one) => one.ref);") == chosen


def test_an_empty_spot_closes_the_panel(desk: Any) -> None:
    desk.look_at(-40, 80, 5)
    desk.page.mouse.click(900, 500)
    assert not desk.panel.is_visible()


def test_the_pointer_names_what_it_is_over(desk: Any) -> None:
    desk.look_at(39.5, 52.5, 8)
    x, y = desk.where("places", "krasnovodsk")
    desk.page.mouse.move(x - 60, y - 60)
    desk.page.mouse.move(x, y)
    desk.settle()
    assert "Krasnovodsk" in desk.page.locator(".evacmap-tip").inner_text()
    desk.page.mouse.move(700, 20)


def test_the_language_changes_everywhere_without_a_reload(desk: Any) -> None:
    desk.open("places", "krasnovodsk")
    labels = "return scene.drawnLabels;"
    assert "Caspian Sea" in desk.js(labels)
    for lang, name, sea, word in (
        ("DE", "Krasnowodsk", "Kaspisches Meer", "Gewissheit"),
        ("PL", "Krasnowodzk|Krasnowodsk", "Morze Kaspijskie", "Pewność"),
        ("EN", "Krasnovodsk", "Caspian Sea", "Certainty"),
    ):
        button = desk.page.get_by_role("group").get_by_role("button", name=lang, exact=True)
        button.click()
        desk.settle()
        assert button.get_attribute("aria-pressed") == "true"
        assert desk.page.locator("html").get_attribute("lang") == lang.lower()
        assert re.fullmatch(name, desk.panel.locator("h2").inner_text())
        assert word in desk.panel.inner_text()
        assert sea in desk.js(labels)
    assert desk.errors == []


@pytest.mark.parametrize(
    ("locale", "expected"), [("de-CH", "de"), ("pl-PL", "pl"), ("en-US", "en"), ("fr-FR", "de")]
)
def test_the_language_is_the_browsers_or_else_german(
    page: Path, visit: Callable[..., Any], locale: str, expected: str
) -> None:
    assert visit(page, locale=locale).page.locator("html").get_attribute("lang") == expected


def test_the_language_asked_for_goes_before_the_browsers(
    small_atlas: evacmap.Atlas, tmp_path: Path, visit: Callable[..., Any]
) -> None:
    save_map(atlas_map(small_atlas, lang="pl"), tmp_path / "map.html")
    assert '<html lang="pl">' in (tmp_path / "map.html").read_text(encoding="utf-8")
    assert visit(tmp_path / "map.html", locale="de-DE").page.locator("html").get_attribute("lang") == "pl"


WORDS = {
    "1942-03-24": ("24. März 1942", "24 March 1942", "24 marca 1942 r."),
    "1942-03": ("März 1942", "March 1942", "marzec 1942 r."),
    "1942": ("1942", "1942", "1942 r."),
    "1942-21": ("Frühjahr 1942", "spring 1942", "wiosna 1942 r."),
    "1941-24": ("Winter 1941/42", "winter 1941–42", "zima 1941/42 r."),
    "1942-08~": ("um August 1942", "about August 1942", "około sierpnia 1942 r."),
    "1942-08-31~": ("um den 31. August 1942", "about 31 August 1942", "około 31 sierpnia 1942 r."),
    "1942?": ("1942 (unsicher)", "1942 (uncertain)", "1942 r. (niepewne)"),
    "1942-08-03/1942-08-25": ("3.–25. August 1942", "3–25 August 1942", "3–25 sierpnia 1942 r."),
    "1942-03-24/1942-04-05": (
        "24. März – 5. April 1942", "24 March – 5 April 1942", "24 marca – 5 kwietnia 1942 r.",
    ),
    "1942-03/1942-09": ("März – September 1942", "March – September 1942", "marzec – wrzesień 1942 r."),
    "1941/1943": ("1941–1943", "1941–1943", "1941–1943 r."),
    "1941-09/1942-04": (
        "September 1941 – April 1942", "September 1941 – April 1942", "wrzesień 1941 r. – kwiecień 1942 r.",
    ),
    "1941-09/": (
        "ab September 1941, Ende unbekannt", "from September 1941, end unknown",
        "od września 1941 r., koniec nieznany",
    ),
    "1941-09/..": ("ab September 1941", "from September 1941", "od września 1941 r."),
    "/1942-03-24": (
        "bis 24. März 1942, Beginn unbekannt", "until 24 March 1942, beginning unknown",
        "do 24 marca 1942 r., początek nieznany",
    ),
}  # fmt: skip


@pytest.mark.parametrize("timezone", ["America/Toronto", "Pacific/Auckland"])
def test_dates_are_the_same_days_everywhere(page: Path, visit: Callable[..., Any], timezone: str) -> None:
    far = visit(page, timezone=timezone)
    for at, lang in enumerate(("de", "en", "pl")):
        far.js("evacmap.setLanguage(argument);", lang)
        for edtf, expected in WORDS.items():
            assert far.js("return evacmap.dateWords([argument, null, null]);", edtf) == expected[at]


def test_numbers_have_the_form_of_the_language(desk: Any) -> None:
    def numbers(lang: str) -> list[str]:
        return desk.js(
            "evacmap.setLanguage(argument); "
            "const ranges = [[33000, 43000], [43000, 43000], [null, 900], [1, 1], [22, 22], [25, 25]];"
            "return ranges.map(evacmap.people);",
            lang,
        )

    assert numbers("de")[:4] == ["33.000–43.000 Menschen", "43.000 Menschen", "900 Menschen", "1 Mensch"]
    assert numbers("en")[:4] == ["33,000–43,000 people", "43,000 people", "900 people", "1 person"]
    polish = numbers("pl")
    assert polish[0] == "33\u00a0000–43\u00a0000 osób"
    assert polish[3:] == ["1 osoba", "22 osoby", "25 osób"]


def test_sources_link_to_the_web_and_nowhere_else(desk: Any) -> None:
    desk.open("places", "krasnovodsk")
    links = desk.panel.locator(".evacmap-sources a")
    assert links.count() > 0
    for link in links.all():
        assert re.match(r"https?://", link.get_attribute("href"))
        assert link.get_attribute("target") == "_blank"
        assert link.get_attribute("rel") == "noopener noreferrer"


def test_it_works_by_keyboard_alone(desk: Any) -> None:
    keyboard = desk.page.keyboard
    focus = "document.activeElement"
    desk.page.get_by_role("button", name="Legend").focus()
    keyboard.press("Enter")
    assert desk.legend.is_visible()
    assert desk.page.evaluate(f"{focus}.getAttribute('aria-expanded')") == "true"
    for _ in range(40):
        keyboard.press("Tab")
        if desk.page.evaluate(f"{focus}.getAttribute('role')") == "switch":
            break
    assert desk.page.evaluate(f"{focus}.getAttribute('role')") == "switch"
    keyboard.press("Space")
    assert desk.page.evaluate(f"{focus}.getAttribute('aria-checked')") == "false"
    keyboard.press("Escape")
    assert not desk.legend.is_visible()
    desk.page.get_by_role("button", name="Table", exact=True).first.focus()
    keyboard.press("Enter")
    assert desk.panel.locator("h2").inner_text() == "In this view"
    desk.panel.locator("tbody button").first.focus()
    keyboard.press("Enter")
    assert desk.panel.locator(".evacmap-facts").is_visible()
    assert desk.page.evaluate(f"{focus}.tagName") == "H2"
    keyboard.press("Escape")
    assert not desk.panel.is_visible()


def test_every_control_has_a_name(desk: Any) -> None:
    desk.page.get_by_role("button", name="Legend").click()
    nameless = desk.page.evaluate(
        """() => [...document.querySelectorAll("button, a[href], [role=switch]")]
          .filter((one) => !(one.getAttribute("aria-label") || one.textContent).trim())
          .map((one) => one.outerHTML)"""
    )
    assert nameless == []


def test_it_fits_a_phone(phone: Any) -> None:
    assert phone.page.evaluate("document.documentElement.scrollWidth") == 360
    assert phone.panel.is_visible()
    for button in phone.page.locator(".evacmap-bar button, .evacmap-panel-bar button, .leaflet-bar a").all():
        if button.is_visible():
            box = button.bounding_box()
            assert (round(box["width"]), round(box["height"])) >= (44, 44)
            assert round(box["height"]) >= 44
    phone.page.get_by_role("button", name="Legenda").tap()
    assert phone.legend.is_visible()
    assert not phone.panel.is_visible()
    switch = phone.legend.get_by_role("switch").first
    assert switch.bounding_box()["height"] >= 44
    switch.tap()
    assert switch.get_attribute("aria-checked") == "false"
    assert phone.errors == []


def test_a_finger_opens_a_card_on_a_phone(phone: Any) -> None:
    phone.look_at(39, 53, 7)
    x, y = phone.where("places", "krasnovodsk")
    phone.page.touchscreen.tap(x + 4, y + 4)
    phone.page.wait_for_timeout(500)
    assert "Krasnowodsk" in phone.panel.inner_text()
    box = phone.panel.bounding_box()
    assert box["y"] > 740 * 0.4
    assert box["width"] == 360


def test_a_browser_that_is_too_old_is_told_so(page: Path, chromium: Any) -> None:
    context = chromium.new_context(locale="en-GB")
    old = context.new_page()
    old.add_init_script("delete window.DecompressionStream")
    old.goto(page.as_uri())
    old.get_by_text("This browser cannot read the map").wait_for()
    context.close()


def test_without_scripts_it_says_so(page: Path, chromium: Any) -> None:
    context = chromium.new_context(java_script_enabled=False)
    bare = context.new_page()
    bare.goto(page.as_uri())
    text = bare.locator(".evacmap-noscript").inner_text()
    assert "JavaScript" in text
    assert text.count("JavaScript") == 3
    context.close()
