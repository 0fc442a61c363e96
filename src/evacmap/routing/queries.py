"""Questions about one journey: when does one arrive, when must one leave, what can be reached."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd

from evacmap.errors import EvacmapError
from evacmap.geodesy import CRS
from evacmap.routing.itinerary import Band, Itinerary
from evacmap.routing.kernels import NEVER
from evacmap.routing.legs import make_legs
from evacmap.routing.network import TravelNetwork
from evacmap.routing.places import resolve, walk_minutes
from evacmap.routing.reasons import too_early, too_late
from evacmap.routing.timeline import DAY, PACES, as_day
from evacmap.routing.ways import earliest_way, latest_departures, latest_start, search_from

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import date

    from evacmap.routing.places import Ends, Where
    from evacmap.routing.timeline import Pace
    from evacmap.routing.ways import Way


def earliest_arrival(
    network: TravelNetwork,
    origin: Where,
    destination: Where,
    depart: date | str,
    *,
    modes: Collection[str] | None = None,
    pace: Pace = "typical",
) -> Itinerary:
    """Find the journey that arrives first.

    Parameters
    ----------
    network
        As `travel_network` makes it.
    origin
        A place, by id, any of its names, ``"lat, lon"``, (lat, lon) or a shapely Point (lon, lat).
    destination
        The same; or a stage (``"iran"``), a kind of place, ``"recruitment"``, or a list: the first of them
        to be reached while it takes people in.
    depart
        The day of setting out, which begins at midnight.
    modes
        Modes of travel to use; None for all. Connectors may always be walked.
    pace
        The pace the legs are given at: fast, typical or slow. Dates and days are given at all three.

    Returns
    -------
    Itinerary
        Without legs if the origin is the destination.

    Raises
    ------
    NoRoute
        If there is no such journey at that pace; it says which gate was shut when, and until when or how far
        one could have come.
    UnknownPlace
        If no place has that name.

    Examples
    --------
    >>> import evacmap
    >>> from evacmap import routing
    >>> network = routing.travel_network(evacmap.load())
    >>> journey = routing.earliest_arrival(network, "vorkuta", "buzuluk", "1941-09-10")
    >>> journey.days.low < journey.days.typical < journey.days.high
    True
    """
    check_network(network)
    starts, goals = resolve(network, origin), resolve(network, destination)
    shut = network.shut(modes)
    day = network.timeline.check(as_day(depart, "the departure"), "The departure")
    network.tables(pace)
    minute = network.timeline.minute(day)
    ways = {each: earliest_way(network, starts, goals, minute, each, shut) for each in PACES}
    if ways[pace] is None:
        raise too_late(network, starts, goals, day, pace, modes)
    return make_itinerary(network, goals, ways, pace)


def latest_departure(
    network: TravelNetwork,
    origin: Where,
    destination: Where,
    arrive: date | str,
    *,
    modes: Collection[str] | None = None,
    pace: Pace = "typical",
) -> Itinerary:
    """Find the last day on which one can set out and still be there in time.

    Parameters
    ----------
    network, origin, destination, modes, pace
        As for `earliest_arrival`.
    arrive
        The last day of arrival, until midnight.

    Returns
    -------
    Itinerary
        The journey of somebody who leaves on that day; `Itinerary.departs` has the last day at each pace.

    Raises
    ------
    NoRoute
        If nobody could have been there by then at that pace; it says which gate opened only later.
    UnknownPlace
        If no place has that name.

    Examples
    --------
    >>> import evacmap
    >>> from evacmap import routing
    >>> network = routing.travel_network(evacmap.load())
    >>> journey = routing.latest_departure(network, "guzar", "pahlevi", "1942-09-01")
    >>> str(journey.arrive) <= "1942-09-01"
    True
    """
    check_network(network)
    starts, goals = resolve(network, origin), resolve(network, destination)
    shut = network.shut(modes)
    day = network.timeline.check(as_day(arrive, "the arrival"), "The arrival")
    network.tables(pace)
    deadline = network.timeline.minute(day) + DAY - 1
    ways: dict[Pace, Way | None] = {}
    for each in PACES:
        departure = latest_departures(network, goals, deadline, each, shut)
        minute = None if departure is None else latest_start(network, starts, departure, each)
        ways[each] = None
        if minute is not None:
            ways[each] = earliest_way(network, starts, goals, minute // DAY * DAY, each, shut)
    if ways[pace] is None:
        raise too_early(network, starts, goals, day, pace, modes)
    return make_itinerary(network, goals, ways, pace)


def reachable(
    network: TravelNetwork,
    origins: Where,
    depart: date | str,
    by: date | str | None = None,
    *,
    modes: Collection[str] | None = None,
    pace: Pace = "typical",
) -> gpd.GeoDataFrame:
    """Find every place that can be reached by a day.

    Parameters
    ----------
    network, modes
        As for `earliest_arrival`.
    origins
        One place or several to set out from.
    depart
        The day of setting out.
    by
        The last day of arrival; None for no limit.
    pace
        The pace by which a place has to be reached to be in the table.

    Returns
    -------
    geopandas.GeoDataFrame
        A row per place, the first to be reached first, indexed by place id: name, kind, stage, days, and
        arrive (of that pace), days_low, days_typical, days_high, arrive_low, arrive_typical, arrive_high,
        modelled (always True), geometry. Being there is meant, whether or not the place took people in.
    """
    check_network(network)
    starts, shut = resolve(network, origins), network.shut(modes)
    first = network.timeline.check(as_day(depart, "the departure"), "The departure")
    last = network.timeline.last if by is None else as_day(by, "the last day")
    if last < first:
        raise EvacmapError(f"nothing can be reached by {last}, setting out on {first}")
    network.tables(pace)
    minute, count = network.timeline.minute(first), len(network.places)
    columns: dict[str, np.ndarray] = {}
    for each, name in zip(PACES, ("low", "typical", "high"), strict=True):
        begins = [minute + walk_minutes(network, start, each) for start in starts.ends]
        vertices = [start.vertex for start in starts.ends]
        found = search_from(network, network.tables(each).forward, shut, vertices, begins)
        arrival = np.asarray(found.arrival)[:count].astype("float64")
        columns[name] = np.where(arrival == NEVER, np.nan, arrival)
    frame = network.atlas.places.loc[list(network.places), ["name", "kind", "stage", "geometry"]]
    frame.index.name = "place"
    chosen = {"fast": "low", "typical": "typical", "slow": "high"}[pace]
    epoch = np.datetime64(network.timeline.first, "D")
    for name, source in {"": chosen, "_low": "low", "_typical": "typical", "_high": "high"}.items():
        frame[f"days{name}"] = (columns[source] - minute) / DAY
        days = np.where(np.isnan(columns[source]), 0, columns[source]).astype("int64") // DAY
        dates = np.where(np.isnan(columns[source]), np.datetime64("NaT"), epoch + days)
        frame[f"arrive{name}"] = pd.Series(dates.astype("datetime64[s]"), index=frame.index)
    frame["modelled"] = True
    limit = np.datetime64(last, "s")
    frame = frame[(frame["arrive"] <= limit) & (frame["kind"] != "waypoint")]
    return gpd.GeoDataFrame(frame.sort_values(["days", "name"]), geometry="geometry", crs=CRS)


def check_network(network: object) -> None:
    """Refuse what is no travel network, with a hint.

    Raises
    ------
    TypeError
        If it is something else, such as an atlas.
    """
    if not isinstance(network, TravelNetwork):
        raise TypeError(
            f"expected a TravelNetwork, not a {type(network).__name__}; "
            "make one with routing.travel_network(atlas)"
        )


def make_itinerary(
    network: TravelNetwork, goals: Ends, ways: Mapping[Pace, Way | None], pace: Pace
) -> Itinerary:
    """Put the ways at the three paces together, with the legs of one of them.

    Parameters
    ----------
    network
        The network.
    goals
        Where to.
    ways
        A way, or None, at each pace; there is one at the pace of the legs.
    pace
        The pace of the legs.

    Returns
    -------
    Itinerary
        See there.
    """
    way = ways[pace]
    if way is None:
        raise ValueError(f"there is no way at the {pace} pace")
    day = network.timeline.day
    found = [ways.get(each) for each in PACES]
    return Itinerary(
        origin=way.start.label,
        destination=way.goal.label,
        wanted=goals.label,
        pace=pace,
        depart=day(way.depart),
        arrive=day(way.arrive),
        legs=make_legs(network, way, pace),
        days=Band(*(None if w is None else (w.arrive - w.depart) / DAY for w in found)),
        departs=Band(*(None if w is None else day(w.depart) for w in found)),
        arrives=Band(*(None if w is None else day(w.arrive) for w in found)),
        end_wait_days=(way.arrive - way.reached - walk_minutes(network, way.goal, pace)) / DAY,
    )
