"""Numbers, ranges and dates in words of the reader's language, for pages without a script."""

from __future__ import annotations

import re
from typing import Any

from evacmap.maps.assets import read_words

_POINT = re.compile(r"(?P<year>\d{4})(?:-(?P<month>\d\d)(?:-(?P<day>\d\d))?)?(?P<mark>[~?%])?")
_MARKS = {"de": (".", ","), "en": (",", "."), "pl": ("\u00a0", ",")}


def number_words(value: float, lang: str) -> str:
    r"""Write a number; Polish leaves four digits together.

    Examples
    --------
    >>> number_words(43808, "de"), number_words(84.56, "pl"), number_words(2694, "pl")
    ('43.808', '84,56', '2694')
    """
    thousands, decimal = _MARKS[lang]
    text = f"{value:,.2f}".rstrip("0").rstrip(".")
    if lang == "pl" and abs(value) < 10_000:
        text = text.replace(",", "")
    text = text.replace("-", "\u2212")  # a minus sign, which is no dash between two numbers
    return text.translate(str.maketrans(",.", thousands + decimal))


def range_words(low: float, high: float, lang: str) -> str:
    """Write a range; one number where both ends are the same.

    Examples
    --------
    >>> range_words(42254, 44828, "en"), range_words(5000, 5000, "de")
    ('42,254–44,828', '5.000')
    """
    if low == high:
        return number_words(low, lang)
    dash = " – " if low < 0 else "–"
    return f"{number_words(low, lang)}{dash}{number_words(high, lang)}"


def date_words(edtf: str, lang: str) -> str:
    """Write an EDTF date of the accepted subset in words, as the map does.

    Examples
    --------
    >>> date_words("1942-03-24/1942-04-05", "en"), date_words("1942-08~", "pl"), date_words("1941-24", "de")
    ('24 March – 5 April 1942', 'około sierpnia 1942 r.', 'Winter 1941/42')
    """
    words = read_words()[lang]["dates"]
    head, slash, tail = edtf.partition("/")
    start, end = _point(head), _point(tail)
    if not slash:
        return _marked(start, words) if start else edtf
    if start and end:
        return _marked(start, words) if head == tail else _span(start, end, words)
    if start:
        open_end = words["from"].format(date=_marked(start, words, of=True))
        return str(open_end if tail == ".." else words["endUnknown"].format(date=open_end))
    if end:
        open_start = words["until"].format(date=_marked(end, words, of=True))
        return str(open_start if head == ".." else words["startUnknown"].format(date=open_start))
    return edtf


def _point(text: str) -> dict[str, Any] | None:
    match = _POINT.fullmatch(text)
    if match is None:
        return None
    month = int(match["month"] or 0)
    kind = "day" if match["day"] else "season" if month > 12 else "month" if month else "year"
    return {
        "kind": kind,
        "year": match["year"].lstrip("0"),
        "month": month,
        "day": str(int(match["day"] or 0)),
        "about": (match["mark"] or "") in {"~", "%"},
        "uncertain": (match["mark"] or "") in {"?", "%"},
    }


def _year(point: dict[str, Any], words: dict[str, Any]) -> str:
    if point["kind"] == "season" and point["month"] == 24:
        return str(words["winterYear"].format(year=point["year"], next=str(int(point["year"]) + 1)[-2:]))
    return str(words["year"].format(year=point["year"]))


def _without_year(point: dict[str, Any], words: dict[str, Any], *, of: bool = False) -> str:
    """Return day and month; `of` asks for the genitive, which Polish needs after a preposition."""
    month = point["month"]
    if point["kind"] == "day":
        return str(words["dayMonth"].format(day=point["day"], month=words["monthsOf"][month - 1]))
    if point["kind"] == "month":
        return str(words["monthsOf" if of else "months"][month - 1])
    return str(words["seasonsOf" if of else "seasons"][month - 21]) if point["kind"] == "season" else ""


def _marked(point: dict[str, Any], words: dict[str, Any], *, of: bool = False) -> str:
    text = f"{_without_year(point, words, of=of or point['about'])} {_year(point, words)}".strip()
    if point["about"]:
        text = words["about"][point["kind"]].format(date=text)
    return str(words["uncertain"].format(date=text) if point["uncertain"] else text)


def _span(start: dict[str, Any], end: dict[str, Any], words: dict[str, Any]) -> str:
    plain = not any(point[mark] for point in (start, end) for mark in ("about", "uncertain"))
    kinds = {start["kind"], end["kind"]}
    if plain and start["year"] == end["year"] and kinds <= {"day", "month"}:
        if kinds == {"day"} and start["month"] == end["month"]:
            month = words["monthsOf"][start["month"] - 1]
            days = {"from": start["day"], "to": end["day"], "month": month, "year": _year(start, words)}
            return str(words["daysMonth"].format(**days))
        return f"{_without_year(start, words)} – {_without_year(end, words)} {_year(start, words)}"
    if plain and kinds == {"year"}:
        return str(words["year"].format(year=f"{start['year']}–{end['year']}"))
    return f"{_marked(start, words)} – {_marked(end, words)}"
