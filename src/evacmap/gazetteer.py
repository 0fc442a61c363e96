"""Finding a place by any of its names: any script, with or without diacritics, with slips of the pen."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

import pandas as pd
from anyascii import anyascii
from rapidfuzz import fuzz, process

from evacmap.network import is_missing

LOWEST_SCORE = 72.0
"""Below this, two names have too little in common to be offered."""


@dataclass(frozen=True)
class Match:
    """A place found by a name.

    Attributes
    ----------
    place
        Place id.
    name
        The name that matched.
    lang
        Its language; empty for the place's common name or id.
    score
        0 to 100; 100 is the same name but for case, diacritics and script.
    """

    place: str
    name: str
    lang: str
    score: float


def folded(name: str) -> str:
    """Return a name without case, diacritics, script and punctuation.

    Examples
    --------
    >>> folded("Türkmenbaşy"), folded("Красноводск"), folded("Łódź")
    ('turkmenbasy', 'krasnovodsk', 'lodz')
    """
    plain = anyascii(unicodedata.normalize("NFKC", name)).casefold()
    return " ".join("".join(sign if sign.isalnum() else " " for sign in plain).split())


class Gazetteer:
    """The names of all places, ready to be searched.

    Parameters
    ----------
    places, names
        The tables of a data package.
    """

    def __init__(self, places: pd.DataFrame, names: pd.DataFrame) -> None:
        labelled = places[places["kind"] != "waypoint"]
        entries = [(place, name, "") for place, name in zip(labelled.index, labelled["name"], strict=True)]
        entries += [(place, place.replace("-", " "), "") for place in labelled.index]
        triples = zip(names["place"], names["name"], names["lang"], strict=True)
        entries += [entry for entry in triples if entry[0] in labelled.index]
        self._entries = [entry for entry in entries if not any(is_missing(part) for part in entry)]
        self._keys = [folded(name) for _, name, _ in self._entries]
        linked = labelled["stage"].notna() if "stage" in labelled else pd.Series(True, index=labelled.index)
        self._of_story = set(labelled.index[linked])

    def find(self, query: str, limit: int = 10) -> list[Match]:
        """Find places by name.

        Parameters
        ----------
        query
            A name or part of one, or an id.
        limit
            Most places to return.

        Returns
        -------
        list of Match
            A place once, by its best name; best first. Of equally good ones those of the story come before
            wayside stations. Empty if no name comes near.
        """
        wanted = folded(query)
        if not wanted:
            return []
        found: dict[str, Match] = {}
        scored = process.extract(
            wanted, self._keys, scorer=_likeness, limit=None, score_cutoff=LOWEST_SCORE, processor=None
        )
        for _, score, position in scored:
            place, name, lang = self._entries[position]
            if place not in found or score > found[place].score:
                found[place] = Match(place, name, lang, round(float(score), 1))
        ranked = sorted(found.values(), key=lambda m: (-m.score, m.place not in self._of_story, m.place))
        return ranked[:limit]


def _likeness(wanted: str, name: str, *, score_cutoff: float | None = None) -> float:
    """Score two folded names: equal 100, a beginning or whole word of it 90, else by edits."""
    if wanted == name:
        return 100.0
    if len(wanted) >= 3 and (name.startswith(wanted) or f" {wanted} " in f" {name} "):
        return 80.0 + 15.0 * len(wanted) / len(name)
    score = fuzz.ratio(wanted, name, score_cutoff=score_cutoff)
    return min(score, 99.0)
