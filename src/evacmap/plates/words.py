"""The words, numbers and dates of a plate in the reader's language, and text made fit to print."""

from __future__ import annotations

import functools
import json
import unicodedata
from datetime import date, timedelta
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from evacmap.dates import DateInterval, parse_edtf

if TYPE_CHECKING:
    from evacmap.atlas import Atlas

LANGUAGES = ("de", "en", "pl")

_UNPRINTABLE = frozenset({"Cc", "Cs", "Cn", "Co", "Zl", "Zp"})


@functools.cache
def words(lang: str) -> dict[str, Any]:
    """Return the words of a language; the same object each time, not to be changed."""
    document = json.loads(files(__package__).joinpath("words.json").read_text(encoding="utf-8"))
    chosen: dict[str, Any] = document[lang]
    return chosen


def plain(text: object) -> str:
    r"""Return text as one line that any printer, and XML, can carry.

    Examples
    --------
    >>> plain("Kermine\x00\n (1942)")
    'Kermine (1942)'
    """
    # Controls, surrogates and unassigned code points are illegal in SVG; format signs have no glyph.
    kept = "".join(" " if unicodedata.category(c) in _UNPRINTABLE else c for c in str(text))
    return " ".join("".join(c for c in kept if unicodedata.category(c) != "Cf").split())


def number(value: float, lang: str) -> str:
    """Return a whole number with the thousands mark of a language.

    Examples
    --------
    >>> number(45000, "de"), number(45000, "en")
    ('45.000', '45,000')
    """
    return f"{round(value):,}".replace(",", words(lang)["thousands"])


def counted(key: str, n: int, lang: str) -> str:
    """Return the words for a count, in the plural form that the language asks for."""
    forms = words(lang)[key]
    form = "one" if n == 1 else "other"
    if "few" in forms and n % 10 in {2, 3, 4} and n % 100 not in {12, 13, 14}:
        form = "few"
    return str(forms[form]).format(n=number(n, lang))


def date_words(text: str, lang: str) -> str:
    """Return an EDTF date in words.

    Examples
    --------
    >>> date_words("1942-08-15", "de"), date_words("1942-08-15", "pl")
    ('15. August 1942', '15 sierpnia 1942 r.')
    >>> date_words("1941-08/1941-12", "en")
    'August – December 1941'
    >>> date_words("1942-08-08/1942-08-22", "en")
    '8–22 August 1942'
    """
    head, slash, tail = text.partition("/")
    say = words(lang)
    if not slash:
        return _point(head, lang)
    if tail in {"", ".."}:
        return str(say["since"]).format(date=_point(head, lang, of=True))
    if head in {"", ".."}:
        return str(say["until"]).format(date=_point(tail, lang, of=True))
    same_year = head[:4] == tail[:4] and not set("~?%") & set(text) and min(len(head), len(tail)) > 4
    if same_year and head[:7] == tail[:7] and len(head) == len(tail) == 10:
        days = {"from": int(head[8:]), "to": int(tail[8:])}
        month = say["monthsOf"][int(head[5:7]) - 1]
        return str(say["days"]).format(month=month, year=_year(head, lang), **days)
    start = _point(head, lang)
    if same_year:
        start = start.removesuffix(_year(head, lang)).strip()
    return f"{start} – {_point(tail, lang)}"


def _year(point: str, lang: str) -> str:
    return str(words(lang)["year"]).format(year=int(point[:4]))


def _point(point: str, lang: str, *, of: bool = False) -> str:
    say = words(lang)
    bare = point.rstrip("~?%")
    about = point != bare
    year = _year(bare, lang)
    if len(bare) == 10:
        month = say["monthsOf"][int(bare[5:7]) - 1]
        result = str(say["day"]).format(day=int(bare[8:]), month=month, year=year)
    elif len(bare) == 7:
        code = int(bare[5:])
        names = say["seasons"] if code > 20 else say["monthsOf" if of or about else "months"]
        result = f"{names[code - 21 if code > 20 else code - 1]} {year}"
    else:
        result = year
    return str(say["about"]).format(date=result) if about else result


def widened(window: DateInterval, days: int) -> DateInterval:
    """Return an interval with some days more on either side.

    Examples
    --------
    >>> widened(parse_edtf("1942-08-15"), 7).text
    '1942-08-08/1942-08-22'
    """
    if not days:
        return window
    first = None if window.earliest is None else _moved(window.earliest, -days)
    last = None if window.latest is None else _moved(window.latest, days)
    return parse_edtf(f"{first or '..'}/{last or '..'}")


def _moved(day: date, days: int) -> date:
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return date.min if days < 0 else date.max


class Texts:
    """The texts of an atlas in one language, with what to say where there is none."""

    def __init__(self, atlas: Atlas, lang: str) -> None:
        table = atlas.texts.reset_index()
        chosen = table[table["lang"] == lang]
        self._texts = dict(zip(chosen["key"], chosen["text"], strict=True))
        names = atlas.names.reset_index()
        # Names of the time come first in the table; what a place is called only today stands on no plate.
        fitting = names[(names["lang"] == lang) & (names["period"] != "today")]
        self._names = dict(zip(fitting["place"][::-1], fitting["name"][::-1], strict=True))

    def get(self, key: str, otherwise: object) -> str:
        """Return the text of a key, made plain."""
        return plain(self._texts.get(key, otherwise))

    def place(self, place: str, otherwise: object) -> str:
        """Return the name that a place had at the time, in the reader's language."""
        return plain(self._names.get(place) or self._texts.get(f"places.{place}.name", otherwise))
