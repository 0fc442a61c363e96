"""Hostile text in every field: nothing runs, and the text is shown as it is."""

from __future__ import annotations

import base64
import hashlib
from html import unescape
from typing import TYPE_CHECKING, Any

import folium
import pytest

import evacmap
from evacmap.maps import StageLayer, atlas_map, save_map
from evacmap.maps.page import content_security_policy
from packages import line_of_three, write_package

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

pytest_plugins = ["browser"]
pytestmark = pytest.mark.xdist_group("browser")

HOSTILE = (
    '<img src=x onerror="window.ran=1">${window.ran=1}`</script><script>window.ran=1</script>'
    "{{ this.ran }}{% raw %}'\"\\ &amp; <!-- \u202eevil\u202c ]]> \u05e9\u05dc\u05d5\u05dd"
)
FREE = {
    "stages": ("name", "note"),
    "modes": ("name", "note"),
    "places": ("name", "country_today", "note"),
    "names": ("name", "note"),
    "links": ("note",),
    "openings": ("why", "note"),
    "movements": ("title", "note"),
    "journeys": ("title", "who", "note"),
    "stops": ("note",),
    "quantities": ("title", "unit", "definition", "note"),
    "figures": ("subject", "unit", "scope", "note"),
    "events": ("title", "note"),
    "sources": ("author", "title", "publisher", "note"),
    "texts": ("text",),
}
"""The columns in which anything may stand."""


def hostile_package(folder: Path) -> Path:
    tables = line_of_three()
    for table, columns in FREE.items():
        for row in tables[table]:
            for column in columns:
                row[column] = f"{row.get('id', '')} {HOSTILE}"
    for place in tables["places"]:
        del place["country_today"]  # checked against the countries of today
    tables["quantities"][0]["unit"] = tables["figures"][0]["unit"]  # a value has the unit of its quantity
    tables["sources"][0]["url"] = "javascript:window.ran=1"
    tables["story"] = [
        {
            "id": "01", "date": "1942", "west": 29, "south": 49, "east": 33, "north": 52, "stages": "first",
            "places": "alpha|gamma", "movements": "m1", "journeys": "j1", "events": "e1", "sources": "book",
        }
    ]  # fmt: skip
    tables["texts"] += [
        {"key": key, "lang": lang, "text": HOSTILE}
        for key in (
            "kind.city",
            "group.all",
            "modes.rail",
            "stages.first",
            "movements.m1.title",
            "atlas.title",
            "story.01.title",
            "story.01.text",
        )
        for lang in ("en", "pl")
    ]
    return write_package(folder, tables)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> evacmap.Atlas:
    return evacmap.load(hostile_package(tmp_path_factory.mktemp("hostile") / "package"))


@pytest.fixture
def victim(hostile: evacmap.Atlas, tmp_path: Path, visit: Callable[..., Any]) -> Any:
    save_map(atlas_map(hostile), tmp_path / "map.html")
    return visit(tmp_path / "map.html")


def no_harm(victim: Any) -> None:
    assert victim.page.evaluate("window.ran") is None
    assert victim.page.locator("img, script[src], .evacmap-ui script").count() == 0
    assert victim.errors == []


def test_text_of_every_table_is_shown_as_it_is(victim: Any) -> None:
    no_harm(victim)
    for lang in ("de", "en", "pl"):
        victim.js("evacmap.setLanguage(argument);", lang)
        for table, row in (
            ("places", "gamma"),
            ("movements", "m1"),
            ("links", "bc"),
            ("journeys", "j1"),
            ("events", "e1"),
        ):
            victim.open(table, row)
            text = victim.panel.evaluate("(panel) => panel.textContent")
            assert text.count(HOSTILE) >= 3, (lang, table)
            no_harm(victim)
    victim.page.get_by_role("button", name="Legenda").click()
    assert HOSTILE in victim.legend.evaluate("(legend) => legend.textContent")
    victim.legend.locator(".evacmap-fold[aria-expanded=false]").click()
    for button in victim.legend.locator("button.evacmap-more").all():
        button.click()
        assert HOSTILE in victim.panel.evaluate("(panel) => panel.textContent")
    no_harm(victim)


def test_story_search_table_and_paper_show_text_as_it_is(victim: Any) -> None:
    def everything() -> str:
        return str(victim.page.locator(".evacmap-ui").evaluate("(root) => root.textContent"))

    ui = "const ui = map.evacmapInterface; "
    for code in (
        "ui.story.open('01');",
        "ui.bar.search.input.value = 'gamma'; ui.bar.search.look();",
        "ui.openChooser();",
        "ui.openTable();",
        "ui.openCounts();",
        "ui.sharing.report({ table: 'movements', id: 'm1' });",
    ):
        victim.js(ui + code)
        victim.settle()
        assert HOSTILE in everything(), code
        no_harm(victim)
    victim.js(ui + "ui.sharing.makeSheet();")
    assert HOSTILE in victim.page.locator(".evacmap-sheet").evaluate("(sheet) => sheet.textContent")
    no_harm(victim)


def test_a_hostile_address_does_nothing(
    hostile: evacmap.Atlas, tmp_path: Path, visit: Callable[..., Any]
) -> None:
    save_map(atlas_map(hostile), tmp_path / "map.html")
    from urllib.parse import quote

    fragment = "&".join(
        f"{key}={quote(HOSTILE)}" for key in ("open", "step", "time", "lang", "layers", "without", "view")
    )
    no_harm(visit(tmp_path / "map.html", fragment="#" + fragment))


def test_an_address_that_is_no_web_address_is_no_link(victim: Any) -> None:
    victim.open("places", "alpha")
    assert victim.panel.locator(".evacmap-sources cite").count() == 1
    assert victim.panel.locator("a").count() == 0


def test_the_tip_shows_hostile_names_as_they_are(victim: Any) -> None:
    victim.look_at(50, 31.5, 8)
    x, y = victim.where("places", "gamma")
    victim.page.mouse.move(x - 40, y)
    victim.page.mouse.move(x, y)
    victim.settle()
    assert HOSTILE in victim.page.locator(".evacmap-tip").evaluate("(tip) => tip.textContent")
    no_harm(victim)


def test_folium_s_own_layer_control_is_safe_too(
    hostile: evacmap.Atlas, tmp_path: Path, visit: Callable[..., Any]
) -> None:
    map_ = atlas_map(hostile)
    folium.LayerControl(collapsed=False).add_to(map_)
    save_map(map_, tmp_path / "map.html")
    victim = visit(tmp_path / "map.html")
    assert HOSTILE in victim.page.locator(".leaflet-control-layers").evaluate(
        "(control) => control.textContent"
    )
    no_harm(victim)


def test_a_layer_alone_shows_hostile_text_as_it_is(
    hostile: evacmap.Atlas,
    tmp_path: Path,
    visit: Callable[..., Any],
    leaflet_from_here: Callable[..., bool],
) -> None:
    map_ = folium.Map([50.4, 31], zoom_start=8, tiles=None).add_child(StageLayer(hostile, "first"))
    folium.LayerControl(collapsed=False).add_to(map_)
    map_.get_root().save(tmp_path / "map.html")
    victim = visit(tmp_path / "map.html", allow=leaflet_from_here)
    victim.click("places", "alpha")
    assert HOSTILE in victim.page.locator(".leaflet-popup").evaluate("(popup) => popup.textContent")
    assert HOSTILE in victim.page.locator(".leaflet-control-layers").evaluate("(box) => box.textContent")
    assert victim.page.evaluate("window.ran") is None
    assert victim.page.locator("img").count() == 0
    assert victim.errors == []


def test_a_script_that_is_not_ours_does_not_run(victim: Any) -> None:
    victim.page.evaluate(
        """() => {
          const script = document.createElement("script");
          script.textContent = "window.ran = 1";
          document.body.append(script);
          const image = new Image();
          image.setAttribute("onerror", "window.ran = 1");
          image.src = "https://example.org/spy.png";
          document.body.append(image);
        }"""
    )
    victim.page.wait_for_timeout(100)
    assert victim.page.evaluate("window.ran") is None
    assert victim.sent == []
    assert any("Content Security Policy" in error for error in victim.errors)


def policy_of(map_: folium.Map) -> str:
    html = map_.get_root().render()
    return unescape(html.split('http-equiv="Content-Security-Policy" content="')[1].split('"')[0])


def test_the_policy_allows_no_host(hostile: evacmap.Atlas) -> None:
    policy = policy_of(atlas_map(hostile))
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert "http" not in policy
    assert "unsafe-inline" not in policy.split("style-src")[0]
    assert "unsafe-eval" not in policy


def test_tiles_open_the_door_for_their_pictures_only(hostile: evacmap.Atlas) -> None:
    policy = policy_of(atlas_map(hostile, tiles=True))
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    assert rules["img-src"] == "data: https://tile.openstreetmap.org"
    assert all("http" not in values for name, values in rules.items() if name != "img-src")


def test_the_policy_names_scripts_by_their_hashes() -> None:
    page = "<script>run()</script><script type='application/json'>{}</script><script src='https://a.org/b.js'></script>"
    policy = content_security_policy(page, [])
    digest = base64.b64encode(hashlib.sha256(b"run()").digest()).decode()
    assert f"script-src 'sha256-{digest}' https://a.org;" in policy
