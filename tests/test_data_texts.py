"""The words of the shipped data: three languages, one story, the same numbers, every name in its script."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from data_exceptions import OTHER_NUMBERS, UNNAMED, unexcused

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from evacmap import Atlas

LANGUAGES = ("de", "en", "pl")
NAMED = (*LANGUAGES, "ru")
"""Languages in which every place of the story has a name."""
TRANSLATED = ("de", "pl")
"""The tables themselves are in English."""

STEPS, WORDS = (10, 14), (40, 90)
TITLES = [("movements", "title"), ("journeys", "title"), ("journeys", "who"), ("events", "title"),
    ("quantities", "title"), ("quantities", "definition")]  # fmt: skip
NOTES = [("movements", "note"), ("journeys", "note"), ("events", "note"), ("places", "note"),
    ("quantities", "note")]  # fmt: skip
OF_THE_ATLAS = ["atlas.title", "atlas.description"]
"""Keys of no row: the package itself."""

SCRIPTS = {"ru": "CYRILLIC", "uk": "CYRILLIC", "be": "CYRILLIC", "kk": "CYRILLIC", "ky": "CYRILLIC",
    "tg": "CYRILLIC", "kv": "CYRILLIC", "fa": "ARABIC", "ar": "ARABIC", "ur": "ARABIC", "he": "HEBREW",
    "hi": "DEVANAGARI", "mr": "DEVANAGARI", "gu": "GUJARATI"}  # fmt: skip
"""Scripts of languages; all others here are written in Latin letters."""

Texts = dict[str, dict[str, str]]


@pytest.fixture(scope="module")
def texts(atlas: Atlas) -> Texts:
    """Key to language to words."""
    found: Texts = {}
    for key, lang, text in zip(*(atlas.texts[c] for c in ("key", "lang", "text")), strict=True):
        found.setdefault(key, {})[lang] = text
    assert len(found) > 1000
    return found


def originals(atlas: Atlas, columns: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Yield key and English words of the cells that are to be translated; of places, those of the story."""
    for table, column in columns:
        rows = getattr(atlas, table)
        cells = rows.loc[rows["stage"].notna() if table == "places" else slice(None), column].dropna()
        assert len(cells), (table, column)
        yield from ((f"{table}.{key}.{column}", str(cell)) for key, cell in cells.items())


def enumerated(atlas: Atlas) -> set[str]:
    """Keys of the kinds and groups that the rows use."""
    kinds = {f"kind.{kind}" for table in (atlas.places, atlas.journeys) for kind in table["kind"]}
    counted = (atlas.movements, atlas.figures, atlas.quantities)
    return kinds | {f"group.{group}" for table in counted for group in table["group"]}


def missing(texts: Texts, keys: Iterable[str], languages: Iterable[str]) -> str:
    found = ((key, [lang for lang in languages if lang not in texts.get(key, {})]) for key in keys)
    return "\n".join(f"{key}: not in {', '.join(lacking)}" for key, lacking in found if lacking)


# --- completeness -------------------------------------------------------------------------------------------


def test_atlas_stages_modes_kinds_and_groups_have_words_in_three_languages(
    atlas: Atlas, texts: Texts
) -> None:
    rows = [f"{table}.{key}" for table in ("stages", "modes") for key in getattr(atlas, table).index]
    values = enumerated(atlas)
    assert len(values) > 15
    assert not (lacking := missing(texts, [*OF_THE_ATLAS, *rows, *sorted(values)], LANGUAGES)), lacking


@pytest.mark.parametrize("column", TITLES, ids=".".join)
def test_every_title_is_translated(atlas: Atlas, texts: Texts, column: tuple[str, str]) -> None:
    keys = [key for key, _ in originals(atlas, [column])]
    assert not (lacking := missing(texts, keys, TRANSLATED)), lacking


@pytest.mark.parametrize("column", NOTES, ids=".".join)
def test_every_note_of_the_story_is_translated(atlas: Atlas, texts: Texts, column: tuple[str, str]) -> None:
    keys = [key for key, _ in originals(atlas, [column])]
    assert not (lacking := missing(texts, keys, TRANSLATED)), lacking


def test_no_text_without_its_row(atlas: Atlas, texts: Texts) -> None:
    known = {
        f"{table}.{key}" for table in ("stages", "modes", "places") for key in getattr(atlas, table).index
    }
    for name in ("stages", "modes", "places", "openings", "quantities", "figures", *dict(TITLES)):
        table = getattr(atlas, name)
        for column in table.columns.difference(["geometry"]):
            known |= {f"{name}.{key}.{column}" for key in table.index[table[column].notna()]}
    known |= {f"story.{step}.{part}" for step in atlas.story.index for part in ("title", "text")}
    known |= enumerated(atlas) | set(OF_THE_ATLAS)
    assert not (orphans := sorted(set(texts) - known)), orphans


def test_every_place_of_the_story_is_named_in_four_languages(atlas: Atlas) -> None:
    named = atlas.names.groupby("place")["lang"].agg(set)
    places = atlas.places[atlas.places["stage"].notna() & (atlas.places["kind"] != "region")].index
    assert len(places) > 300
    lacking = {place: sorted(set(NAMED) - named.get(place, set())) for place in places}
    found = {place: f"no name in {', '.join(langs)}" for place, langs in lacking.items() if langs}
    assert not (wrong := unexcused(found, UNNAMED)), wrong


# --- the story ----------------------------------------------------------------------------------------------


def test_the_story_has_its_steps_in_order(atlas: Atlas) -> None:
    steps = list(atlas.story.index)
    assert STEPS[0] <= len(steps) <= STEPS[1]
    assert steps == [f"{number:02}" for number in range(1, len(steps) + 1)]


def test_every_step_is_told_in_three_languages(atlas: Atlas, texts: Texts) -> None:
    keys = [f"story.{step}.{part}" for step in atlas.story.index for part in ("title", "text")]
    assert keys
    assert not (lacking := missing(texts, keys, LANGUAGES)), lacking


def test_every_step_has_its_forty_to_ninety_words(atlas: Atlas, texts: Texts) -> None:
    least, most = WORDS
    found, seen = [], 0
    for step in atlas.story.index:
        for lang, text in texts[f"story.{step}.text"].items():
            seen += 1
            # The hard space of Polish thousands parts no words.
            count = len(re.sub(r"(?<=\d)[\u00a0\u202f](?=\d)", "", text).split())
            found += [] if least <= count <= most else [f"{step}, {lang}: {count} words"]
    assert seen >= STEPS[0] * len(LANGUAGES)
    assert not found, "\n".join(found)


def test_the_view_of_a_step_holds_its_places(atlas: Atlas) -> None:
    found, seen = [], 0
    for step, row in atlas.story.iterrows():
        places = atlas.places.loc[list(row["places"])]
        places = places[places["kind"] != "region"]
        seen += len(places)
        lon, width = (places["lon"] - row["west"]) % 360, (row["east"] - row["west"]) % 360
        inside = (lon <= width) & places["lat"].between(row["south"], row["north"])
        found += [f"{step}: {place} lies outside its view" for place in places.index[~inside]]
    assert seen > 30
    assert not found, "\n".join(found)


# --- faithfulness -------------------------------------------------------------------------------------------


def numbers(text: str) -> list[str]:
    """Runs of digits in a text, without the separators of thousands and decimals, in no order."""
    plain = text.translate(str.maketrans("²³", "23"))
    return sorted(re.findall(r"\d+", re.sub(r"(?<=\d)[.,\u00a0\u202f](?=\d)", "", plain)))


def test_numbers_are_read_without_their_separators() -> None:
    assert (
        numbers("1,692,000 on 3 May")
        == numbers("3. Mai: 1.692.000")
        == numbers("3 maja: 1\u00a0692\u00a0000")
    )
    assert numbers("1942") != numbers("1943")


def test_translations_give_the_numbers_of_the_original(atlas: Atlas, texts: Texts) -> None:
    pairs = dict(originals(atlas, [*TITLES, *NOTES]))
    pairs |= {key: words["en"] for key, words in texts.items() if "en" in words}
    found, seen = {}, 0
    for key, original in pairs.items():
        for lang in TRANSLATED:
            if translation := texts.get(key, {}).get(lang):
                seen += 1
                ours, theirs = numbers(original), numbers(translation)
                if ours != theirs:
                    found[key, lang] = f"{' '.join(theirs)} for {' '.join(ours)}"
    assert seen > 2000
    assert not (wrong := unexcused(found, OTHER_NUMBERS)), wrong


def test_english_texts_repeat_the_tables(atlas: Atlas, texts: Texts) -> None:
    """The English of a row stands in its table; a text that says it again may not say it otherwise."""
    pairs = list(originals(atlas, [*TITLES, *NOTES]))
    for table in ("stages", "modes"):
        pairs += [(f"{table}.{key}", name) for key, name in getattr(atlas, table)["name"].items()]
    english = {key: texts[key]["en"] for key, _ in pairs if "en" in texts.get(key, {})}
    assert len(english) >= len(atlas.stages) + len(atlas.modes)
    found = [f"{key}: {english[key]!r} for {cell!r}" for key, cell in pairs if english.get(key, cell) != cell]
    assert not found, "\n".join(found)


def test_no_sentence_was_left_in_english(atlas: Atlas, texts: Texts) -> None:
    """Names and numbers may be the same in two languages; five words, one of them English, may not."""
    english = re.compile(r"\b(the|of|and|from|with|by|were|was|which)\b")
    found, seen = [], 0
    for key, original in originals(atlas, [*TITLES, *NOTES]):
        for lang in TRANSLATED:
            translation = texts.get(key, {}).get(lang, "")
            seen += 1
            if translation == original and len(original.split()) >= 5 and english.search(original):
                found.append(f"{key}, {lang}: {translation}")
    assert seen > 2000
    assert not found, "\n".join(found)


def test_names_are_in_the_script_of_their_language(atlas: Atlas) -> None:
    found = []
    for place, lang, name in zip(*(atlas.names[c] for c in ("place", "lang", "name")), strict=True):
        script = SCRIPTS.get(lang, "LATIN")
        plain = re.sub(r"\b[IVX]+\b", "", name)  # Roman numerals belong to all scripts
        # "MODIFIER": the turned commas of Uzbek.
        letters = {unicodedata.name(letter).split()[0] for letter in plain if letter.isalpha()}
        if not letters or letters - {script, "MODIFIER"}:
            found.append(f"{place}, {lang}: {name}")
    assert len(atlas.names) > 3000
    assert pd.Series(atlas.names["lang"]).isin(SCRIPTS).any()
    assert not found, "\n".join(found)
