"""Arrival for every origin, destination and day of departure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from evacmap.errors import EvacmapError
from evacmap.routing.kernels import NOT_YET, as_rows, search_back
from evacmap.routing.places import resolve, walk_minutes
from evacmap.routing.queries import check_network
from evacmap.routing.timeline import DAY, as_day
from evacmap.routing.ways import sorted_like

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from datetime import date

    from matplotlib.axes import Axes

    from evacmap.routing.network import TravelNetwork
    from evacmap.routing.places import End, Where
    from evacmap.routing.timeline import Pace

    Numbers = np.ndarray[Any, np.dtype[np.int64]]


class Profile(pd.DataFrame):
    """A table of arrivals: origin, destination, depart, arrive, days; as `profile` makes it."""

    @property
    def _constructor(self) -> type[Profile]:
        return Profile

    def plot(self, ax: Axes | None = None) -> Axes:  # type: ignore[override]
        """Draw the days on the way against the day of departure, a line per origin and destination.

        Needs matplotlib (``pip install evacmap[notebook]``).

        Parameters
        ----------
        ax
            Axes to draw on; None for new ones.

        Returns
        -------
        matplotlib.axes.Axes
            The axes. A line ends where nobody arrives any more.
        """
        import matplotlib.pyplot as plt

        if ax is None:
            _, ax = plt.subplots(figsize=(9, 4.5), layout="constrained")
        pairs = self.groupby(["origin", "destination"], observed=True, sort=False)
        for (origin, destination), rows in pairs:
            ax.plot(rows["depart"], rows["days"], lw=1.2, label=f"{origin} to {destination}")
        ax.set(xlabel="day of departure", ylabel="days on the way (modelled)", ylim=(0, None))
        if pairs.ngroups <= 12:
            ax.legend(fontsize="small")
        return ax


def profile(
    network: TravelNetwork,
    origins: Where,
    destinations: Where | Mapping[str, Where],
    departures: tuple[date | str, date | str] | Sequence[date | str],
    *,
    modes: Collection[str] | None = None,
    pace: Pace = "typical",
) -> Profile:
    """Find the arrival for every origin, destination and day of departure.

    Parameters
    ----------
    network, modes, pace
        As for `earliest_arrival`.
    origins
        A place, a stage, a kind or several of these: each place by itself.
    destinations
        The same, each place by itself; or named sets, such as ``{"army": "recruitment"}``: of each set the
        first place to be reached while it takes people in.
    departures
        First and last day of departure (a tuple of two), or the days (any other sequence).

    Returns
    -------
    Profile
        A DataFrame with a row per origin, destination and day: origin, destination (categories), depart,
        arrive (days; NaT if never), days (NaN if never). Whole days: setting out at midnight, arriving
        before the next.

    Raises
    ------
    UnknownPlace, NoRoute, EvacmapError
        If a place or a day is not to be found.

    Examples
    --------
    >>> import evacmap
    >>> from evacmap import routing
    >>> network = routing.travel_network(evacmap.load())
    >>> table = routing.profile(network, ["kotlas", "vorkuta"], "pahlevi", ("1942-02-01", "1942-02-28"))
    >>> len(table)
    56
    """
    check_network(network)
    sources = _single(resolve(network, origins).ends)
    targets = _targets(network, destinations)
    days = _departure_days(network, departures)
    shut = network.shut(modes)
    arrivals = [_arrivals(network, sources, goals, days, pace, shut) for goals in targets.values()]
    return _tabulate(network, [end.label for end in sources], list(targets), days, arrivals)


def _single(ends: Iterable[End]) -> list[End]:
    return list({end.label: end for end in ends}.values())


def _targets(network: TravelNetwork, destinations: Where | Mapping[str, Where]) -> dict[str, Sequence[End]]:
    if isinstance(destinations, Mapping):
        return {str(name): resolve(network, where).ends for name, where in destinations.items()}
    return {end.label: [end] for end in _single(resolve(network, destinations).ends)}


def _departure_days(
    network: TravelNetwork, departures: tuple[date | str, date | str] | Sequence[date | str]
) -> Numbers:
    """Return the days of departure, counted from the first of the network."""
    days = [network.timeline.check(as_day(day, "a departure"), "The departure") for day in departures]
    if not days:
        raise EvacmapError("there is no day of departure in an empty list")
    numbers = np.array([(day - network.timeline.first).days for day in days])
    if isinstance(departures, tuple) and len(days) == 2:
        if numbers[0] > numbers[1]:
            raise EvacmapError(f"the last day of departure, {days[1]}, is before the first, {days[0]}")
        return np.arange(numbers[0], numbers[1] + 1)
    return np.unique(numbers)


def _arrivals(
    network: TravelNetwork,
    sources: Sequence[End],
    goals: Sequence[End],
    days: Numbers,
    pace: Pace,
    shut: Any,
) -> Numbers:
    """Return the day of arrival by origin and day of departure, -1 for never.

    One search back in time per day of arrival gives the last departure from every origin at once; the
    arrival for a departure is the first day whose last departure is not before it.
    """
    vertices = np.array([source.vertex for source in sources])
    walks = np.array([walk_minutes(network, source, pace) for source in sources])
    tables = network.tables(pace).backward
    shut = sorted_like(tables, shut)
    departure: Numbers = np.empty(network.size, dtype=np.int64)
    spans = [network.accepting(goal.place, pace, served=goal.served) for goal in goals]
    after = [walk_minutes(network, goal, pace) for goal in goals]
    first, last = int(days[0]) * DAY, int(days[-1]) * DAY

    def latest(begin: int, end: int) -> Numbers:
        """Return the last departure from each origin for an arrival between two minutes."""
        ends, minutes = [], []
        for goal, open_spans, walk in zip(goals, spans, after, strict=True):
            accepted = [min(end, close) - 1 for start, close in open_spans if start < end and close > begin]
            if accepted:
                ends.append(goal.vertex)
                minutes.append(accepted[-1] - walk)
        if not ends:
            return np.full(len(sources), NOT_YET)
        search_back(tables, shut, as_rows(ends, "int32"), as_rows(minutes), first, departure)
        found = departure[vertices]
        return np.where(found == NOT_YET, NOT_YET, found - walks)

    hopeless = np.minimum(latest(0, network.timeline.end), last)
    best = np.full(len(sources), NOT_YET)
    until = []
    for day in range(int(days[0]), network.timeline.end // DAY):
        best = np.maximum(best, latest(day * DAY, (day + 1) * DAY))
        until.append(best)
        if (best >= hopeless).all():
            break
    result = np.full((len(sources), len(days)), -1)
    for i, departures in enumerate(np.stack(until, axis=1)):
        found = np.searchsorted(departures, days * DAY)
        result[i] = np.where(found < len(departures), int(days[0]) + found, -1)
    return result


def _tabulate(
    network: TravelNetwork,
    origins: list[str],
    destinations: list[str],
    days: Numbers,
    arrivals: list[Numbers],
) -> Profile:
    shape = (len(destinations), len(origins), len(days))
    arrive = np.stack(arrivals).reshape(-1)
    where = np.indices(shape).reshape(3, -1)
    epoch = np.datetime64(network.timeline.first, "D")
    depart = days[where[2]]
    dates = np.where(arrive < 0, np.datetime64("NaT"), epoch + arrive)
    return Profile(
        {
            "origin": pd.Categorical.from_codes(where[1], categories=pd.Index(origins)),
            "destination": pd.Categorical.from_codes(where[0], categories=pd.Index(destinations)),
            "depart": (epoch + depart).astype("datetime64[s]"),
            "arrive": dates.astype("datetime64[s]"),
            "days": np.where(arrive < 0, np.nan, arrive - depart),
        }
    )
