"""The figures register: each quantity with all its published values, who says so, and the range.

The rule of the range. A quantity runs from the lowest to the highest of its values, except for

- values set aside by a person, with a reason, in the column ``aside`` of `figures.csv`;
- values of the certainty ``inferred`` (the editors' own arithmetic), unless there are no others.

No formula throws a value out, and none is hidden: what does not count is shown with its reason, and the range
of all published values stands beside the range.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import pandas as pd
from rapidfuzz import fuzz

from evacmap.counts import countable
from evacmap.gazetteer import folded
from evacmap.network import is_missing

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Iterator

Kind = Literal["quantity", "figure"]
Candidate = tuple[Kind, str, set[str], set[str]]

LOWEST_LIKENESS = 78.0
"""Two words less alike than this have nothing to do with one another."""

WORD_FOUND = 90.0
"""From here on a word is taken as found, not guessed."""


@dataclass(frozen=True)
class Register:
    """The register as two tidy tables.

    Attributes
    ----------
    quantities
        The table of quantities, and for each: ``low`` and ``high`` (the range by the rule, NaN if no value
        counts), ``lowest`` and ``highest`` (of all published values), ``values`` and ``counted`` (how many
        there are, and how many set the range) and ``sources`` (how many different ones).
    figures
        The table of figures, each with ``counts`` (whether it sets the range of its quantity) and ``who``
        (a tuple: author and year of each source). In the order of the quantities; within one by size, in a
        series by date. Figures without a quantity come last.
    """

    quantities: pd.DataFrame
    figures: pd.DataFrame

    def values_of(self, quantity: str) -> pd.DataFrame:
        """Return the values of one quantity, in order."""
        return self.figures[self.figures["quantity"] == quantity]

    def single_figures(self) -> pd.DataFrame:
        """Return the figures that are values of no quantity."""
        return self.figures[self.figures["quantity"].isna()]


def register(figures: pd.DataFrame, quantities: pd.DataFrame, sources: pd.DataFrame) -> Register:
    """Make the register of figures.

    Parameters
    ----------
    figures, quantities, sources
        Tables of an atlas.

    Returns
    -------
    Register
        See there; the rule of the range stands at the head of this module.

    Examples
    --------
    >>> import evacmap
    >>> entries = evacmap.load().register().quantities
    >>> [int(entries.loc["wave1-all", end]) for end in ("low", "high", "highest")]
    [42254, 44828, 47000]
    """
    values = figures.assign(
        counts=_counts(figures),
        who=pd.Series(
            [tuple(source_name(sources, source) for source in cell) for cell in figures["sources"]],
            index=figures.index,
            dtype=object,
        ),
    )
    is_series = values["quantity"].map(quantities["series"]).fillna(False).astype(bool)
    values = values.assign(
        _place=values["quantity"].map({key: n for n, key in enumerate(quantities.index)}),
        _day=values["as_of_earliest"].fillna(values["as_of_latest"]).where(is_series),
        _low=values["low"].where(values["quantity"].notna()),
        _high=values["high"].where(values["quantity"].notna()),
        _id=values.index.astype(str),
    )
    order = ["_place", "_day", "_low", "_high", "_id"]
    values = values.sort_values(order, na_position="last").drop(columns=order)
    counting, grouped = values[values["counts"]].groupby("quantity"), values.groupby("quantity")
    ends = {
        "low": counting["low"].min(),
        "high": counting["high"].max(),
        "lowest": grouped["low"].min(),
        "highest": grouped["high"].max(),
    }
    sizes = {
        "values": grouped.size(),
        "counted": counting.size(),
        "sources": grouped["sources"].agg(lambda cells: len({source for cell in cells for source in cell})),
    }
    known = quantities.index
    entries = quantities.assign(
        **{name: column.reindex(known).astype("float64") for name, column in ends.items()},
        **{name: column.reindex(known).fillna(0).astype("int64") for name, column in sizes.items()},
    )
    return Register(entries, values)


def _counts(figures: pd.DataFrame) -> pd.Series[bool]:
    """Tell which values set the range of their quantity."""
    kept = figures["quantity"].notna() & figures["aside"].isna()
    published = kept & (figures["certainty"] != "inferred")
    has_published = figures["quantity"].isin(figures.loc[published, "quantity"])
    return published | (kept & ~has_published)


def source_name(sources: pd.DataFrame, source: str) -> str:
    """Name a source by author and year, or by what else is known of it.

    Examples
    --------
    >>> table = pd.DataFrame({"author": ["L. P. Beria"], "year": ["1942"], "publisher": [None],
    ...     "title": ["Memorandum"]}, index=["beria"])
    >>> source_name(table, "beria"), source_name(table, "unknown")
    ('L. P. Beria 1942', 'unknown')
    """
    if source not in sources.index:
        return source
    row = sources.loc[source]
    known = [str(row[column]) for column in ("author", "publisher", "title") if not is_missing(row[column])]
    year = "" if is_missing(row["year"]) else str(row["year"]).rstrip("~?%")
    name = known[0] if known else source
    return f"{name} {year}" if year and year not in name else name


def quantity_of(quantities: pd.DataFrame, movements: Iterable[str]) -> str | None:
    """Find the quantity that given movements, taken together, are.

    Parameters
    ----------
    quantities
        The table.
    movements
        Ids: one movement, or those that a total adds up.

    Returns
    -------
    str or None
        Id of the quantity that names exactly these movements.
    """
    wanted = set(movements)
    same = (key for key, named in quantities["movements"].items() if wanted and set(named) == wanted)
    return next((str(key) for key in same), None)


def stage_quantities(quantities: pd.DataFrame, movements: pd.DataFrame) -> dict[str, str]:
    """Find for each stage the quantity that its total is.

    Parameters
    ----------
    quantities, movements
        Tables of an atlas.

    Returns
    -------
    dict
        Stage id to quantity id; a stage whose total (`evacmap.counts.totals`) mixes several quantities is not
        in it.
    """
    summed = movements[countable(movements) & movements["people_low"].notna()]
    found = {str(stage): quantity_of(quantities, rows.index) for stage, rows in summed.groupby("stage")}
    return {stage: quantity for stage, quantity in found.items() if quantity is not None}


# --- finding ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Hit:
    """An entry that a query finds.

    Attributes
    ----------
    kind
        ``quantity``, or ``figure`` for a figure that is the value of no quantity.
    id
        Its id.
    score
        0 to 100.
    """

    kind: Kind
    id: str
    score: float


def find_entries(entries: Register, query: str, texts: pd.DataFrame | None = None) -> list[Hit]:
    """Find quantities, and figures that stand alone, by words of their id, title or definition.

    Parameters
    ----------
    entries
        The register.
    query
        An id (that of a value finds its quantity), or words in any order; case, diacritics and slips of the
        pen do not matter.
    texts
        The table of texts, to search the titles of all languages.

    Returns
    -------
    list of Hit
        Best first, quantities before figures; empty if nothing comes near. If some entries have every word,
        those with mere likenesses are left out.
    """
    if query in entries.quantities.index:
        return [Hit("quantity", query, 100.0)]
    if query in entries.figures.index:
        quantity = entries.figures.loc[query, "quantity"]
        alone = is_missing(quantity)
        return [Hit("figure", query, 100.0) if alone else Hit("quantity", str(quantity), 100.0)]
    wanted = folded(query).split()
    if not wanted:
        return []
    ranked = []
    for place, (kind, key, named, told) in enumerate(_candidates(entries, texts)):
        scores = [_best(word, named, told) for word in wanted]
        if min(scores) >= LOWEST_LIKENESS:
            hit = Hit(kind, key, round(sum(scores) / len(scores), 1))
            in_id = sum(word in folded(key).split() for word in wanted)
            ranked.append(((kind == "figure", -hit.score, -in_id, place), hit))
    found = [pair for pair in ranked if pair[1].score >= WORD_FOUND] or ranked
    return [hit for _, hit in sorted(found, key=lambda pair: pair[0])]


def _candidates(
    entries: Register, texts: pd.DataFrame | None
) -> Iterator[tuple[Kind, str, set[str], set[str]]]:
    """Yield kind and id of each entry, the words it is named by, and those it is told by."""
    titles = _titles(texts)
    grouped = entries.figures.groupby("quantity")["subject"]
    subjects = {key: " ".join(cells) for key, cells in grouped}
    for key, title, definition in zip(
        entries.quantities.index, entries.quantities["title"], entries.quantities["definition"], strict=True
    ):
        named = " ".join([str(key), str(title), *titles.get(key, [])])
        told = f"{definition} {subjects.get(key, '')}"
        yield "quantity", str(key), set(folded(named).split()), set(folded(told).split())
    alone = entries.single_figures()
    for key, subject, scope in zip(alone.index, alone["subject"], alone["scope"], strict=True):
        where = "" if is_missing(scope) else str(scope)
        yield "figure", str(key), set(folded(f"{key} {subject}").split()), set(folded(where).split())


def _titles(texts: pd.DataFrame | None) -> dict[Hashable, list[str]]:
    titles: dict[Hashable, list[str]] = {}
    if texts is not None:
        for key, text in zip(texts["key"], texts["text"], strict=True):
            table, _, rest = str(key).partition(".")
            quantity, _, column = rest.partition(".")
            if table == "quantities" and column == "title":
                titles.setdefault(quantity, []).append(str(text))
    return titles


def _best(wanted: str, named: set[str], told: set[str]) -> float:
    """Score a word against the name of an entry; the words it is told by count only if they are the same."""
    score = max((_likeness(wanted, word) for word in named), default=0.0)
    if score < WORD_FOUND and any(_likeness(wanted, word) >= WORD_FOUND for word in told):
        return WORD_FOUND
    return score


def _likeness(wanted: str, word: str) -> float:
    """Score two folded words: equal 100, a beginning 90 and more, else by edits."""
    if wanted == word:
        return 100.0
    if len(wanted) >= 3 and word.startswith(wanted):
        return WORD_FOUND + 9.0 * len(wanted) / len(word)
    if wanted.isdigit() or word.isdigit() or len(wanted) < 4:
        return 0.0  # one digit more or less is another number, not a slip
    return min(fuzz.ratio(wanted, word), WORD_FOUND - 1.0)


# --- for other programs -------------------------------------------------------------------------------------


def as_records(entries: Register, quantity: str) -> dict[str, Any]:
    """Return a quantity with its values as plain data, ready for JSON."""
    row = entries.quantities.loc[[quantity]].to_dict("records")[0]
    texts = {name: _plain(row[name]) for name in ("title", "stage", "group", "unit", "definition", "note")}
    numbers = {name: _plain(row[name]) for name in ("low", "high", "lowest", "highest")}
    return {
        "id": quantity,
        **texts,
        "series": bool(row["series"]),
        "movements": list(row["movements"]),
        **numbers,
        "sources": int(row["sources"]),
        "values": value_records(entries.values_of(quantity)),
    }


def value_records(figures: pd.DataFrame) -> list[dict[str, Any]]:
    """Return figures of a register as plain data, ready for JSON."""
    names = ("subject", "group", "low", "high", "unit", "as_of", "scope", "certainty", "aside", "note")
    return [
        {
            "id": str(key),
            **{name: _plain(row[name]) for name in names},
            "counts": bool(row["counts"]),
            "who": list(row["who"]),
            "sources": list(row["sources"]),
        }
        for key, row in zip(figures.index, figures.to_dict("records"), strict=True)
    ]


def _plain(value: Any) -> str | int | float | None:
    if is_missing(value):
        return None
    if isinstance(value, float):
        return int(value) if value.is_integer() else float(value)
    return str(value)
