"""The guided story and the register's quantities as data of a page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from evacmap.maps.cells import Row, encode_date, given, rows_of

if TYPE_CHECKING:
    from evacmap.atlas import Atlas
    from evacmap.maps.selection import Selection


def story_steps(atlas: Atlas, chosen: Selection) -> list[Row]:
    """Return the steps of the guided story, each with the rows of the page that it tells of."""

    def on_page(ids: tuple[str, ...], known: frozenset[str]) -> list[str]:
        return [row for row in ids if row in known]

    return [
        given(
            id=row.Index,
            date=encode_date(row.date),
            view=_view(row),
            stages=row.stages,
            places=on_page(row.places, chosen.places),
            movements=on_page(row.movements, chosen.movements),
            journeys=on_page(row.journeys, chosen.journeys),
            events=on_page(row.events, chosen.events),
            sources=row.sources,
        )
        for row in rows_of(atlas.story)
    ]


def counted_quantities(atlas: Atlas, chosen: Selection) -> list[Row]:
    """Return the quantities that count movements of the page; what they say stands in their register."""
    return [
        given(id=row.Index, stage=row.stage, movements=counted)
        for row in rows_of(atlas.quantities)
        if (counted := [movement for movement in row.movements if movement in chosen.movements])
    ]


def _view(row: Any) -> list[list[float]] | None:
    """Return the view of a step, over the antimeridian if its east lies west of its west."""
    west, south, east, north = (float(getattr(row, side)) for side in ("west", "south", "east", "north"))
    if any(np.isnan(side) for side in (west, south, east, north)):
        return None
    return [[south, west], [north, east if east >= west else east + 360]]
