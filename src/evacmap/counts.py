"""Adding up people without counting anybody twice."""

from __future__ import annotations

import pandas as pd


def countable(movements: pd.DataFrame) -> pd.Series[bool]:
    """Tell which movements may be added up.

    Parameters
    ----------
    movements
        Table of movements.

    Returns
    -------
    pandas.Series
        True for a row that is neither part of another movement nor a rival count of one.
    """
    alone = [
        not (part or rival) for part, rival in zip(movements["part_of"], movements["rival_of"], strict=True)
    ]
    return pd.Series(alone, index=movements.index, dtype=bool)


def totals(movements: pd.DataFrame, by: str = "stage") -> pd.DataFrame:
    """Add up the people of movements, low and high, without parts and rivals.

    Totals of different stages count the same people at different points of their way and must not be added
    to one another.

    Parameters
    ----------
    movements
        Table of movements, whole or filtered.
    by
        Column to group by.

    Returns
    -------
    pandas.DataFrame
        Indexed by `by`: ``low`` and ``high`` (persons), ``counted`` (movements added up) and ``uncounted``
        (movements that stand alone but for which no source gives a number: the totals leave them out).

    Examples
    --------
    >>> table = pd.DataFrame({
    ...     "stage": ["crossing", "crossing"], "people_low": [10, 4], "people_high": [12, 4],
    ...     "part_of": [(), ("whole",)], "rival_of": [(), ()]}, index=["whole", "ship"])
    >>> int(totals(table).loc["crossing", "high"])
    12
    """
    alone = movements[countable(movements)]
    known = alone["people_low"].notna() & alone["people_high"].notna()
    groups = alone.assign(
        low=alone["people_low"].where(known),
        high=alone["people_high"].where(known),
        counted=known,
        uncounted=~known,
    ).groupby(by, sort=False, observed=True)
    return groups[["low", "high", "counted", "uncounted"]].sum().astype("int64")
