"""Rows of tables as what JSON can hold, without what is missing and what most rows say."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Iterable

    from evacmap.dates import DateInterval

Row = dict[str, Any]

_EPOCH = date(1970, 1, 1)


def encode_date(interval: DateInterval | None) -> list[Any] | None:
    """Return a date as ``[edtf, first day, last day]``.

    Examples
    --------
    >>> from evacmap.dates import parse_edtf
    >>> encode_date(parse_edtf("1942-03-24/"))
    ['1942-03-24/', -10145, None]
    """
    if interval is None:
        return None
    ends = (interval.earliest, interval.latest)
    return [interval.text, *(None if day is None else (day - _EPOCH).days for day in ends)]


def given(**values: Any) -> Row:
    """Return `values` without the missing and the empty, tuples as lists."""
    row: Row = {}
    for key, value in values.items():
        if (
            value is None
            or value is pd.NaT
            or value is pd.NA
            or (isinstance(value, float) and np.isnan(value))
        ):
            continue
        if isinstance(value, tuple | list):
            if len(value):
                row[key] = list(value)
        elif isinstance(value, np.generic):
            row[key] = value.item()
        else:
            row[key] = value
    return row


def doubt(certainty: str) -> str | None:
    """Return the certainty of a row, None for the common one."""
    return None if certainty == "documented" else certainty


def people_of(row: Any) -> list[int | None] | None:
    """Return low and high of a row, or None if neither is known."""
    low, high = (None if pd.isna(n) else int(n) for n in (row.people_low, row.people_high))
    return None if low is None and high is None else [low, high]


def rows_of(table: pd.DataFrame, ids: Iterable[str] | None = None) -> Iterable[Any]:
    """Iterate over rows as tuples with names; `from` becomes `from_` because Python keeps the word."""
    chosen = table if ids is None else table.loc[table.index.isin(set(ids))]
    return chosen.rename(columns={"from": "from_", "to": "to_"}).itertuples()
