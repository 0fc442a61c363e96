"""What can go wrong, and what each error tells.

- `EvacmapError`: anything this package raises on purpose; its text is meant for a user.
    - `InvalidData`: a data package has problems; it carries all of them, not the first.
    - `NoRoute`: no path joins two places; it says why.
    - `UnknownPlace`: a query names a place that the gazetteer does not have; it carries the nearest names.
    - `CannotWrite`: an output could not be written; the previous one is untouched.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date


class EvacmapError(Exception):
    """Base of all errors raised on purpose; `str(error)` is fit for a user."""


@dataclass(frozen=True, order=True)
class Problem:
    """One fault in a data package.

    Attributes
    ----------
    file
        File name within the package, such as ``places.csv``.
    row
        Line number in the file as a spreadsheet shows it (the header is row 1), or None for the whole file.
    column
        Column name, or None for the whole row.
    wrong
        What is wrong, with the value found.
    right
        What would be right.
    """

    file: str
    row: int | None
    column: str | None
    wrong: str
    right: str

    def __str__(self) -> str:
        place = self.file
        if self.row is not None:
            place += f", row {self.row}"
        if self.column is not None:
            place += f", column {self.column}"
        return f"{place}: {self.wrong}. {self.right}"

    def as_dict(self) -> dict[str, str | int | None]:
        """Return the five parts by name, ready for JSON."""
        return asdict(self)


class InvalidData(EvacmapError):
    """A data package has problems.

    Attributes
    ----------
    folder
        The package that was read.
    problems
        All problems found, sorted by file and row.
    """

    def __init__(self, folder: str, problems: Sequence[Problem]) -> None:
        self.folder = folder
        self.problems = sorted(problems, key=lambda p: (p.file, p.row or 0, p.column or "", p.wrong))
        lines = "\n".join(f"  {problem}" for problem in self.problems)
        noun = "problem" if len(problems) == 1 else "problems"
        super().__init__(f"{len(problems)} {noun} in {folder}:\n{lines}")


class NoRoute(EvacmapError):
    """No path joins two places under the conditions asked for.

    Attributes
    ----------
    origin, destination
        Place ids.
    why
        The reason, as a sentence.
    shut
        Links and places that bar the way, each with the days it was open.
    possible
        For travel in time: the last day on which one could have set out, or the first on which one could
        have arrived; None if there is none.
    nearest
        For travel in time: the place nearest to the destination that can be reached, or None.
    """

    def __init__(
        self,
        origin: str,
        destination: str,
        why: str,
        *,
        shut: Sequence[tuple[str, str]] = (),
        possible: date | None = None,
        nearest: str | None = None,
    ) -> None:
        self.origin = origin
        self.destination = destination
        self.why = why
        self.shut = tuple(shut)
        self.possible = possible
        self.nearest = nearest
        super().__init__(f"No route from {origin} to {destination}: {why}")


class UnknownPlace(EvacmapError):
    """A query names a place the gazetteer does not have.

    Attributes
    ----------
    query
        What was asked for.
    suggestions
        Place ids with names near the query, best first.
    """

    def __init__(self, query: str, suggestions: Sequence[str] = ()) -> None:
        self.query = query
        self.suggestions = list(suggestions)
        hint = f" Nearest: {', '.join(self.suggestions)}." if self.suggestions else ""
        super().__init__(f"No place is called {query!r}.{hint}")


class CannotWrite(EvacmapError):
    """An output could not be written; what stood there before still stands."""
