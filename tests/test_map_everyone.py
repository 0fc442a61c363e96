"""A map for everyone: keyboard, screen reader, phone, strong contrast, paper."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING, Any

import pytest

from evacmap.maps import atlas_map, save_map

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import evacmap

pytest_plugins = ["browser"]
pytestmark = pytest.mark.xdist_group("browser")

UI = "const ui = map.evacmapInterface; "
STATES = {
    "opening": ("#open=start", ""),
    "story": ("#step=07", ""),
    "place": ("#open=places/krasnovodsk", ""),
    "journey": ("#open=journeys/begin&time=1942-05-01", ""),
    "numbers": ("#open=counts&time=1942-04-20", ""),
    "ways": ("#open=journeys", ""),
    "table": ("#open=table", ""),
    "legend": ("#open=none", UI + "ui.legend.toggle(true);"),
    "search": (
        "#open=none",
        UI + "ui.bar.openSearch(); ui.bar.search.input.value = 'buz'; ui.bar.search.look();",
    ),
    "contrast": ("#open=places/tehran", UI + "ui.sharing.setContrast(true); ui.sharing.say('Said', 'text');"),
}
"""What may be open: the fragment of an address, and what is done then."""


@pytest.fixture(scope="module")
def axe() -> str:
    """The checker axe-core, as one of its packages for Python brings it."""
    return (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")


@pytest.mark.parametrize("size", [(1400, 900), (360, 740)], ids=["desk", "phone"])
def test_axe_finds_nothing(page: Path, visit: Callable[..., Any], axe: str, size: tuple[int, int]) -> None:
    width, height = size
    one = visit(page, width=width, height=height, touch=width < 641)
    one.page.evaluate(axe)
    found = {}
    for name, (fragment, code) in STATES.items():
        one.page.evaluate("(hash) => { location.hash = hash; }", fragment)
        one.page.wait_for_timeout(60)
        one.js(code)
        one.settle()
        violations = one.page.evaluate(
            """async () => {
              const { violations } = await axe.run(document, { resultTypes: ["violations"] });
              return violations.map(({ impact, id, nodes }) =>
                [impact, id, nodes[0].html.slice(0, 160), nodes[0].failureSummary]);
            }"""
        )
        found[name] = [problem for problem in violations if problem[0] != "minor"]
        one.js(UI + "ui.legend.toggle(false); ui.bar.search.close(); ui.bar.closeSearch();")
    assert found == {name: [] for name in STATES}
    assert one.errors == []


def test_tab_reaches_everything_and_the_focus_is_seen(desk: Any) -> None:
    desk.page.get_by_role("button", name="Legend").click()
    desk.js("map.getContainer().focus();")
    reached = set()
    unseen = []
    for _ in range(160):
        desk.page.keyboard.press("Tab")
        where = desk.page.evaluate(
            """() => {
              const one = document.activeElement;
              const style = getComputedStyle(one);
              const box = one.getBoundingClientRect();
              const name = one.getAttribute("aria-label") || one.textContent || one.id || one.className;
              const seen = style.outlineStyle !== "none";
              return [one.tagName, name.trim().slice(0, 40), seen, box.width * box.height > 0];
            }"""
        )
        if where[0] == "BODY":
            break
        reached.add(where[1])
        if not (where[2] and where[3]):
            unseen.append(where)
    assert unseen == []
    for name in (
        "Search places, ways and events",
        "Ways",
        "Numbers",
        "Table",
        "Link",
        "DE",
        "Legend",
        "Play",
        "until a day",
        "Day",
        "Events of this time",
        "Begin the story",
        "Zoom in",
        "Show all",
    ):
        assert name in reached, name


def test_the_sheet_of_a_phone_has_three_heights(phone: Any) -> None:
    phone.page.wait_for_timeout(50)
    grip = phone.panel.get_by_role("button").first
    heights = [phone.panel.bounding_box()["height"]]
    for _ in range(2):
        grip.tap()
        phone.settle()
        heights.append(phone.panel.bounding_box()["height"])
    half, full, low = heights
    assert low < 110 < half < 400
    assert full > 600
    grip.focus()
    phone.page.keyboard.press("ArrowUp")
    assert phone.panel.bounding_box()["height"] == half
    box = grip.bounding_box()
    phone.page.mouse.move(box["x"] + 40, box["y"] + 8)
    phone.page.mouse.down()
    phone.page.mouse.move(box["x"] + 40, 120, steps=5)
    phone.page.mouse.up()
    phone.settle()
    assert phone.panel.bounding_box()["height"] == full
    band = phone.page.locator(".evacmap-time")
    grip.tap()
    phone.settle()
    assert band.is_visible()
    assert band.bounding_box()["y"] + band.bounding_box()["height"] <= phone.panel.bounding_box()["y"] + 1


@pytest.mark.parametrize("lang", ["de", "en", "pl"])
def test_nothing_is_wider_than_a_small_phone(page: Path, visit: Callable[..., Any], lang: str) -> None:
    phone = visit(page, width=360, height=740, touch=True)
    for fragment in (
        f"#lang={lang}",
        f"#lang={lang}&step=03",
        f"#lang={lang}&open=table",
        f"#lang={lang}&open=counts",
    ):
        phone.page.evaluate("(hash) => { location.hash = hash; }", fragment)
        phone.settle()
        assert phone.page.evaluate("document.documentElement.scrollWidth") == 360
        wide = phone.page.evaluate(
            """() => [...document.querySelectorAll(".evacmap-ui *")].filter((one) => {
                 const box = one.getBoundingClientRect();
                 const scrolls = one.closest(".evacmap-table, .evacmap-heard, .evacmap-toast");
                 return box.width && box.right > 361 && !scrolls;
               }).map((one) => one.className || one.tagName)"""
        )
        assert wide == [], fragment


def test_fingers_find_what_they_aim_at(phone: Any) -> None:
    phone.page.evaluate("() => { location.hash = '#step=01'; }")
    phone.settle()
    small = phone.page.evaluate(
        """() => [...document.querySelectorAll(
            ".evacmap-bar button, .evacmap-bar select, .evacmap-time button:not(.evacmap-ticks)," +
            " .evacmap-turner button, .evacmap-panel-bar button, .evacmap-grip, .evacmap-panel summary")]
          .map((one) => [one.textContent || one.className, one.getBoundingClientRect()])
          .filter(([, box]) => box.width && (box.width < 43.5 || box.height < 43.5)).map(([name]) => name)"""
    )
    assert small == []


def test_strong_contrast_changes_page_and_map(desk: Any) -> None:
    usual = desk.picture()
    desk.page.get_by_role("button", name="Legend").click()
    button = desk.legend.get_by_role("button", name="Strong contrast")
    assert button.get_attribute("aria-pressed") == "false"
    button.click()
    assert button.get_attribute("aria-pressed") == "true"
    strong = desk.picture()
    assert strong[0] != usual[0]
    button.click()
    assert desk.picture() == usual


def test_on_paper_it_is_the_map_its_key_and_the_card(desk: Any, tmp_path: Path) -> None:
    desk.open("places", "krasnovodsk")
    sheet = desk.page.locator(".evacmap-sheet")
    assert sheet.count() == 0
    desk.page.pdf(path=tmp_path / "map.pdf", format="A4")
    assert (tmp_path / "map.pdf").stat().st_size > 30_000
    desk.page.emulate_media(media="print")
    desk.js("map.evacmapInterface.sharing.makeSheet();")
    assert sheet.is_visible()
    assert not desk.page.locator(".evacmap-bar").is_visible()
    text = sheet.inner_text()
    for piece in ("Krasnovodsk", "Detention", "Sources", "#", "Polish citizens"):
        assert piece in text
    assert sheet.locator("canvas.evacmap-picture").evaluate("(one) => one.width") >= 1400
    assert sheet.locator(".evacmap-button:visible").count() == 0
    desk.js("map.evacmapInterface.sharing.dropSheet();")
    assert sheet.count() == 0
    assert desk.errors == []


def test_labels_never_touch(desk: Any) -> None:
    for view in ((39, 55, 4), (52, 40, 5), (36, 52, 6.5), (32, 35, 8)):
        desk.look_at(*view)
        boxes = desk.js("return scene.labelBoxes;")
        assert len(boxes) > 5
        for i, a in enumerate(boxes):
            for b in boxes[i + 1 :]:
                assert not (a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3])


def test_numbers_lead_to_the_register_of_figures(
    atlas: evacmap.Atlas, tmp_path: Path, visit: Callable[..., Any]
) -> None:
    save_map(atlas_map(atlas, figures="figures.{lang}.html"), tmp_path / "map.html")
    desk = visit(tmp_path / "map.html", fragment="#open=counts")
    links = desk.panel.locator(".evacmap-counts a")
    assert links.count() > 2
    for link in links.all():
        address, _, anchor = link.get_attribute("href").partition("#stage.")
        assert address == "figures.en.html"
        assert anchor in set(atlas.quantities["stage"])
    plain = visit(tmp_path / "map.html", fragment="#lang=de&open=movements/wave1-sea-all")
    assert plain.panel.locator("a[href^='figures.de.html#']").count() == 1
