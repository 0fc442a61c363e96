"""The figures register: the rule of its ranges, finding, the command, and the page."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from html.parser import HTMLParser
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import evacmap
from evacmap.maps.assets import LANGUAGES
from evacmap.maps.register_page import (
    REGISTER_NAMES,
    register_anchor,
    register_html,
    register_markdown,
    save_register,
)
from evacmap.maps.wording import date_words, number_words, range_words
from evacmap.register import Register, find_entries, quantity_of, register, stage_quantities
from packages import edit_cell, line_of_three, write_package
from test_cli import run

if TYPE_CHECKING:
    from collections.abc import Callable

pytest_plugins = ["browser"]

ROOT = Path(__file__).resolve().parents[1]
HOSTILE = (
    '<img src=x onerror="window.ran=1">{{ 7*7 }}</style></script><script>window.ran=1</script>|`\'"&amp;'
)
SOURCES = pd.DataFrame(
    {"author": ["A. Author"], "year": ["1950"], "publisher": [None], "title": ["T"]}, ["book"]
)

Value = tuple[float, float, str, str | None, str]


def small(*values: Value, series: bool = False) -> Register:
    """The register of one quantity with values (low, high, certainty, aside, day)."""
    low, high, certainty, aside, day = zip(*values, strict=True)
    days = pd.to_datetime(list(day))
    figures = pd.DataFrame({
        "subject": "people", "quantity": "q", "low": low, "high": high, "certainty": certainty,
        "aside": aside, "as_of_earliest": days, "as_of_latest": days, "scope": None,
        "sources": [("book",)] * len(low),
    }, index=[f"f{n}" for n in range(len(low))])  # fmt: skip
    quantities = pd.DataFrame({"title": ["People"], "series": [series], "movements": [("m",)]}, index=["q"])
    return register(figures, quantities, SOURCES)


def value(
    low: float, certainty: str = "reported", aside: str | None = None, day: str = "1942-01-01"
) -> tuple:
    return (low, low + 1, certainty, aside, day)


# --- the rule -----------------------------------------------------------------------------------------------


def test_the_range_runs_from_the_lowest_to_the_highest_that_counts() -> None:
    entries = small(value(20), value(5, aside="slip"), value(30, "documented"), value(90, "inferred"))
    row = entries.quantities.loc["q"]
    assert (row["low"], row["high"], row["lowest"], row["highest"]) == (20, 31, 5, 91)
    assert (row["values"], row["counted"], row["sources"]) == (4, 2, 1)
    assert list(entries.figures["counts"]) == [False, True, True, False]
    assert entries.figures["who"].iloc[0] == ("A. Author 1950",)


def test_inferred_values_count_where_there_are_no_others() -> None:
    row = small(value(9, "inferred"), value(1, aside="estimate")).quantities.loc["q"]
    assert (row["low"], row["high"]) == (9, 10)


def test_a_quantity_of_which_no_value_counts_has_no_range() -> None:
    row = small(value(9, aside="estimate")).quantities.loc["q"]
    assert pd.isna(row["low"])
    assert (row["lowest"], row["highest"], row["counted"]) == (9, 10, 0)


def test_values_stand_by_size_and_those_of_a_series_by_date() -> None:
    values = (value(3, day="1942-03-01"), value(1, day="1942-02-01"), value(2, day="1942-01-01"))
    assert list(small(*values).values_of("q")["low"]) == [1, 2, 3]
    assert list(small(*values, series=True).values_of("q")["low"]) == [2, 1, 3]


@given(
    st.lists(
        st.tuples(
            st.integers(0, 10**6),
            st.sampled_from(["documented", "reported", "inferred"]),
            st.sampled_from([None, "slip", "round"]),
        ),
        min_size=1,
        max_size=8,
    )
)
def test_no_value_is_lost_and_the_range_lies_within_all_values(
    rows: list[tuple[int, str, str | None]],
) -> None:
    entries = small(*(value(*row) for row in rows))
    row = entries.quantities.loc["q"]
    assert len(entries.values_of("q")) == row["values"] == len(rows)
    assert row["lowest"] == min(low for low, *_ in rows)
    if row["counted"]:
        assert row["lowest"] <= row["low"] <= row["high"] <= row["highest"]


def test_every_figure_is_in_the_register_once(atlas: evacmap.Atlas) -> None:
    entries = atlas.register()
    assert sorted(entries.figures.index) == sorted(atlas.figures.index)
    assert entries.quantities["values"].sum() + len(entries.single_figures()) == len(atlas.figures)
    assert (entries.quantities["counted"] > 0).all()


def test_no_source_gives_one_number_twice_for_a_quantity(atlas: evacmap.Atlas) -> None:
    entries = atlas.register()
    twice = []
    for quantity in entries.quantities.index:
        rows = entries.values_of(quantity).to_dict("index")
        for (one, a), (other, b) in combinations(rows.items(), 2):
            if (a["low"], a["high"]) == (b["low"], b["high"]) and set(a["sources"]) & set(b["sources"]):
                twice.append((quantity, one, other))
    assert twice == []


def test_a_package_without_figures_has_an_empty_register(tmp_path: Path) -> None:
    tables = line_of_three()
    del tables["figures"], tables["quantities"]
    small_atlas = evacmap.load(write_package(tmp_path / "package", tables))
    assert small_atlas.quantities.empty
    assert small_atlas.register().quantities.empty
    assert "<h1>" in register_html(small_atlas)


@pytest.mark.parametrize(
    ("column", "cell", "words"),
    [
        ("quantity", "nothing", "'nothing' is not in quantities.csv"),
        ("unit", "graves", "'graves' is not the unit of all-people, which is 'persons'"),
        ("aside", "wrong", "'wrong' is not a known value"),
    ],
)
def test_a_value_that_does_not_fit_is_named(package: Path, column: str, cell: str, words: str) -> None:
    edit_cell(package, "figures", 2, column, cell)
    with pytest.raises(evacmap.InvalidData, match=re.escape(words)):
        evacmap.load(package)


def test_nothing_is_set_aside_from_no_quantity(package: Path) -> None:
    edit_cell(package, "figures", 2, "aside", "slip")
    assert evacmap.load(package).register().quantities.loc["all-people", "counted"] == 0
    edit_cell(package, "figures", 2, "quantity", "")
    with pytest.raises(evacmap.InvalidData, match="set aside from no quantity"):
        evacmap.load(package)


# --- movements and totals -----------------------------------------------------------------------------------


def test_a_total_finds_its_quantity(atlas: evacmap.Atlas) -> None:
    assert quantity_of(atlas.quantities, ["wave1-sea-all"]) == "wave1-all"
    assert (
        quantity_of(atlas.quantities, ["overland-all", "wave2-sea-all", "wave1-sea-all"]) == "evacuated-all"
    )
    assert quantity_of(atlas.quantities, ["no-such-movement"]) is None
    assert quantity_of(atlas.quantities, []) is None
    of_stages = stage_quantities(atlas.quantities, atlas.movements)
    assert of_stages["crossing"] == "evacuated-all"
    assert register_anchor(atlas, "crossing", of_stages.get("crossing")) == "evacuated-all"
    assert register_anchor(atlas, "gathering", of_stages.get("gathering")) == "stage.gathering"


def test_no_two_quantities_are_the_same_movements(atlas: evacmap.Atlas) -> None:
    named = [frozenset(cell) for cell in atlas.quantities["movements"] if cell]
    assert len(named) == len(set(named)) > 30


# --- finding ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("wave1-all", "wave1-all"),
        ("wave1", "wave1-all"),
        ("evacuated civilians", "evacuated-civilians"),
        ("strength ARMY", "army-strength"),
        ("Tehrn Childrn", "tehran-children-first"),
        ("first-all-beria", "wave1-all"),
        ("deserted", "left-ranks-aug1943"),
        ("rifles", "rifles-dec1941"),
    ],
)
def test_words_find_what_is_counted(atlas: evacmap.Atlas, query: str, first: str) -> None:
    assert find_entries(atlas.register(), query, atlas.texts)[0].id == first


def test_titles_of_other_languages_are_searched(atlas: evacmap.Atlas) -> None:
    texts = pd.DataFrame(
        {"key": ["quantities.left-ranks.title"], "text": ["Żołnierze, którzy opuścili szeregi"]}
    )
    assert find_entries(atlas.register(), "opuscili szeregi", texts)[0].id == "left-ranks"


def test_what_nobody_counted_is_not_found(atlas: evacmap.Atlas) -> None:
    entries = atlas.register()
    assert [find_entries(entries, query) for query in ("qqqqqq", "", "?!", "1943 zzz")] == [[], [], [], []]


# --- words --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("low", "high", "lang", "words"),
    [
        (33000, 43000, "de", "33.000–43.000"),
        (33000, 43000, "en", "33,000–43,000"),
        (33000, 43000, "pl", "33\u00a0000–43\u00a0000"),
        (2694, 2694, "pl", "2694"),
        (0.24, 2, "de", "0,24–2"),
        (-50, -45, "en", "−50 – −45"),
        (5000000, 5000000, "en", "5,000,000"),
    ],
)
def test_ranges_are_written_as_the_reader_writes_them(low: float, high: float, lang: str, words: str) -> None:
    assert range_words(low, high, lang) == words


@pytest.mark.parametrize(
    ("edtf", "lang", "words"),
    [
        ("1942-03-24", "de", "24. März 1942"),
        ("1942-03-24", "pl", "24 marca 1942 r."),
        ("1942-03", "pl", "marzec 1942 r."),
        ("1942-21", "en", "spring 1942"),
        ("1942-08?", "en", "August 1942 (uncertain)"),
        ("1942-08%", "en", "about August 1942 (uncertain)"),
        ("1942/1946", "en", "1942–1946"),
        ("1942-03-24/1942-03-30", "de", "24.–30. März 1942"),
        ("1941-09~/1942-01~", "en", "about September 1941 – about January 1942"),
        ("1941-09/", "en", "from September 1941, end unknown"),
        ("1941-09/..", "pl", "od września 1941 r."),
        ("/1942-08", "de", "bis August 1942, Beginn unbekannt"),
    ],
)
def test_dates_are_written_as_on_the_map(edtf: str, lang: str, words: str) -> None:
    assert date_words(edtf, lang) == words


# --- the page -----------------------------------------------------------------------------------------------


class Markup(HTMLParser):
    """Tags, attributes and ids of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str, str]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(tag, name, cell or "") for name, cell in attrs]

    def all(self, name: str) -> list[str]:
        return [cell for _, attribute, cell in self.attributes if attribute == name]


@pytest.fixture(scope="module", params=LANGUAGES)
def page(request: pytest.FixtureRequest, atlas: evacmap.Atlas) -> tuple[str, str]:
    lang = request.param
    return lang, register_html(atlas, lang, map_href="evacmap.html", languages=REGISTER_NAMES)


def test_the_page_shows_every_quantity_and_every_figure(page: tuple[str, str], atlas: evacmap.Atlas) -> None:
    lang, html = page
    markup = Markup(html)
    ids = markup.all("id")
    assert len(ids) == len(set(ids))
    assert set(atlas.quantities.index) <= set(ids)
    assert {f"stage.{stage}" for stage in atlas.quantities["stage"].dropna()} <= set(ids)
    assert html.count('<td role="cell" class="value">') == len(atlas.figures)
    assert range_words(42254, 44828, lang) in html
    assert {href[1:] for href in markup.all("href") if href.startswith("#")} <= set(ids)
    assert set(REGISTER_NAMES.values()) - {REGISTER_NAMES[lang]} <= set(markup.all("href"))


def test_the_page_needs_nothing_and_allows_nothing(page: tuple[str, str]) -> None:
    _, html = page
    (policy,) = re.findall(r'Content-Security-Policy" content="([^"]+)"', html)
    style = html.split("<style>", 1)[1].split("</style>", 1)[0]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert policy.replace("&#39;", "'") == (
        f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    )
    markup = Markup(html)
    assert not {"script", "img", "iframe", "object", "embed", "link", "form"} & set(markup.tags)
    assert not [name for _, name, _ in markup.attributes if name in {"src", "style"} or name.startswith("on")]


def test_what_is_not_translated_says_that_it_is_english(small_atlas: evacmap.Atlas) -> None:
    html = register_html(small_atlas, "pl")
    assert '<html lang="pl">' in html
    assert '<a href="#all-people" lang="en">All people</a>' in html
    assert 'lang="en"' not in register_html(small_atlas, "en").replace('<html lang="en">', "")


def hostile_atlas(folder: Path) -> evacmap.Atlas:
    tables = line_of_three()
    tables["stages"][0]["name"] = HOSTILE
    quantity, figure, source = tables["quantities"][0], tables["figures"][0], tables["sources"][0]
    quantity |= dict.fromkeys(("title", "definition", "note", "unit"), HOSTILE)
    figure |= dict.fromkeys(("subject", "scope", "note", "unit"), HOSTILE)
    source |= dict.fromkeys(("author", "title", "publisher"), HOSTILE) | {"url": "javascript:window.ran=1"}
    tables["figures"] = [figure, figure | {"id": "f2", "low": 1}, figure | {"id": "f3", "quantity": ""}]
    tables["texts"] = [
        {"key": key, "lang": "de", "text": HOSTILE}
        for key in ("stages.first", "quantities.all-people.title", "quantities.all-people.note")
    ]
    return evacmap.load(write_package(folder, tables))


def test_text_can_never_become_markup(tmp_path: Path) -> None:
    atlas = hostile_atlas(tmp_path / "package")
    for lang in LANGUAGES:
        html = register_html(atlas, lang, map_href="evacmap.html", languages=REGISTER_NAMES)
        markup = Markup(html)
        assert not {"script", "img"} & set(markup.tags)
        assert markup.tags.count("style") == 1
        assert not [name for _, name, _ in markup.attributes if name.startswith("on")]
        assert not [href for href in markup.all("href") if href.lower().startswith("javascript")]
        assert html.count("&lt;img src=x onerror=") > 10
        assert "{{ 7*7 }}" in html
    markdown = register_markdown(atlas)
    assert set(re.findall(r"(?<!\\)<[^>]*>", markdown)) == {'<a id="all-people">', "</a>"}
    assert all(
        line.count("|") - line.count(r"\|") == 6 for line in markdown.splitlines() if line.startswith("|")
    )


@pytest.mark.xdist_group("browser")
def test_the_page_fits_a_phone_and_asks_for_nothing(
    atlas: evacmap.Atlas, tmp_path: Path, visit: Callable[..., Any]
) -> None:
    save_register(atlas, tmp_path / "figures.de.html", "de")
    for width in (390, 1280):
        visitor = visit(tmp_path / "figures.de.html", width=width)
        assert visitor.page.evaluate("document.documentElement.scrollWidth") <= width
        assert visitor.page.evaluate("document.styleSheets.length") == 1
        assert [url for url in visitor.requests if not url.startswith("file:")] == []
        assert visitor.errors == []


@pytest.mark.xdist_group("browser")
def test_hostile_text_does_nothing_in_a_browser(tmp_path: Path, visit: Callable[..., Any]) -> None:
    save_register(hostile_atlas(tmp_path / "package"), tmp_path / "page.html")
    visitor = visit(tmp_path / "page.html")
    assert visitor.page.evaluate("window.ran") is None
    assert visitor.page.locator("img, script").count() == 0
    assert HOSTILE in visitor.page.locator("h3").last.text_content()


def test_the_document_is_current(atlas: evacmap.Atlas) -> None:
    written = (ROOT / "docs" / "figures.md").read_text("utf-8")
    assert written == register_markdown(atlas), "run: evacmap figures --page docs/figures.md"


# --- the command --------------------------------------------------------------------------------------------


def test_the_command_lists_quantities_with_their_ranges(atlas: evacmap.Atlas) -> None:
    said = run("figures").stdout
    assert all(quantity in said for quantity in atlas.quantities.index)
    assert "42,254–44,828" in said


def test_the_command_shows_values_and_who_says_so(package: Path) -> None:
    said = run("figures", "first", "evacuation", "soldiers").stdout
    assert "wave1-soldiers" in said
    assert "L. P. Beria 1942" in said
    assert "30,099" in said
    nothing = run("figures", "qqqqqq", "--data", package, expect=1)
    assert "Nothing is counted under a name like 'qqqqqq'" in nothing.stderr


def test_the_command_speaks_json(package: Path) -> None:
    (quantity,) = json.loads(run("figures", "wave1-all", "--json").stdout)["quantities"]
    assert (quantity["low"], quantity["high"], quantity["movements"]) == (42254, 44828, ["wave1-sea-all"])
    first = quantity["values"][0]
    assert (first["id"], first["low"], first["counts"]) == ("first-all-beria", 42254, True)
    (only,) = json.loads(run("figures", "--json", "--data", package).stdout)["quantities"]
    assert (only["id"], only["low"], only["high"], only["note"]) == ("all-people", 10, 20, None)
    empty = run("figures", "qqqqqq", "--json", "--data", package, expect=1)
    assert json.loads(empty.stdout) == {"quantities": [], "single_figures": []}


def test_the_command_writes_the_page(package: Path, tmp_path: Path) -> None:
    page = ("figures", "--data", package, "--page")
    run(*page, tmp_path / "r.html", "--lang", "pl")
    assert "Rejestr liczb" in (tmp_path / "r.html").read_text("utf-8")
    run(*page, tmp_path / "r.md")
    assert (tmp_path / "r.md").read_text("utf-8").startswith("# Register of figures")
    (tmp_path / "file").write_text("x")
    assert "Cannot write" in run(*page, tmp_path / "file" / "r.html", expect=1).stderr


def test_the_help_teaches() -> None:
    said = run("figures", "--help").stdout
    assert "evacmap figures wave1" in said


def test_numbers_keep_their_decimals() -> None:
    assert number_words(705.2, "en") == "705.2"
    assert number_words(1200, "en") == "1,200"


def test_the_page_has_its_title_in_its_language(atlas: evacmap.Atlas) -> None:
    titles = atlas.texts[atlas.texts["key"] == "atlas.title"].set_index("lang")["text"]
    assert set(titles.index) == {"de", "en", "pl"}
    for lang, title in titles.items():
        assert title in register_html(atlas, str(lang))
