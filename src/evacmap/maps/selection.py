"""Which rows of an atlas a page shows, and which others they need."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from evacmap.atlas import Atlas


@dataclass(frozen=True, slots=True)
class Selection:
    """Ids of rows, table by table; two selections are joined with ``|``.

    Examples
    --------
    >>> ports = Selection(places=frozenset({"krasnovodsk", "pahlevi"}))
    >>> sorted((ports | Selection(places=frozenset({"tehran"}))).places)
    ['krasnovodsk', 'pahlevi', 'tehran']
    """

    places: frozenset[str] = frozenset()
    links: frozenset[str] = frozenset()
    movements: frozenset[str] = frozenset()
    journeys: frozenset[str] = frozenset()
    events: frozenset[str] = frozenset()
    basemap: bool = False
    story: bool = False

    def __or__(self, other: Selection) -> Selection:
        """Join two selections."""
        return Selection(*(getattr(self, f.name) | getattr(other, f.name) for f in fields(self)))


def complete(atlas: Atlas, selection: Selection) -> Selection:
    """Add every row that the selected ones name: their places, and the links their lines run along.

    Parameters
    ----------
    atlas
        The atlas the ids belong to.
    selection
        What is to be shown.

    Returns
    -------
    Selection
        Closed: whatever a selected row refers to is selected too, links by their ends included.
    """
    places = set(selection.places)
    links = set(selection.links)
    movements = atlas.movements.loc[atlas.movements.index.isin(selection.movements)]
    for row in movements[["from", "to", "via"]].itertuples(index=False, name=None):
        places.update((row[0], row[1], *row[2]))
    if selection.movements:
        lines = atlas.movement_lines()
        _gather(lines.loc[lines["movement"].isin(selection.movements), "links"], links)
    if selection.journeys:
        lines = atlas.journey_lines()
        _gather(lines.loc[lines["journey"].isin(selection.journeys), "links"], links)
        stops = atlas.stops.reset_index()
        places.update(stops.loc[stops["journey"].isin(selection.journeys), "place"])
    if selection.events:
        chosen = atlas.events.loc[atlas.events.index.isin(selection.events), "place"]
        places.update(chosen.dropna())
    network = atlas.links.loc[atlas.links.index.isin(links)]
    places.update(network["from"])
    places.update(network["to"])
    return Selection(
        frozenset(places),
        frozenset(links),
        selection.movements,
        selection.journeys,
        selection.events,
        selection.basemap,
        selection.story,
    )


def _gather(column: Iterable[tuple[str, ...]], into: set[str]) -> None:
    for ids in column:
        into.update(ids)
