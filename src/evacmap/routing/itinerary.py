"""A modelled journey: its legs, its dates at three paces, as a table, on a map and in a notebook."""

from __future__ import annotations

import html
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import geopandas as gpd

from evacmap.geodesy import CRS
from evacmap.laying import NETWORK

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    import folium
    from shapely import LineString

    from evacmap.routing.timeline import Pace

T = TypeVar("T")

HEADINGS = ("by", "from", "to", "set out", "arrive", "wait days", "days", "km")
"""Headings of `Itinerary.rows`."""


@dataclass(frozen=True)
class Band(Generic[T]):
    """A value at the three paces.

    Attributes
    ----------
    low, typical, high
        For the fast, the typical and the slow traveller; None where that traveller does not get there.
    """

    low: T | None
    typical: T | None
    high: T | None

    def as_dict(self) -> dict[str, Any]:
        """Return the three values by name, ready for JSON: days as ISO strings, numbers with one decimal."""
        return {name: _plain(getattr(self, name)) for name in ("low", "typical", "high")}

    def __str__(self) -> str:
        parts = [
            "never" if part is None else str(_plain(part)) for part in (self.low, self.typical, self.high)
        ]
        return f"{parts[1]} ({parts[0]} to {parts[2]})"


def _plain(value: Any) -> Any:
    if value is None:
        return None
    return round(value, 1) if isinstance(value, float) else value.isoformat()


@dataclass(frozen=True)
class Leg:
    """A stretch of a journey by one mode.

    Attributes
    ----------
    mode
        Mode of travel.
    start, end
        Place ids, or "lat, lon" of a point.
    depart, arrive
        Days of setting out and of arrival.
    wait_days
        Days of waiting: before setting out, and where the way was shut.
    days
        Days of moving.
    km
        Kilometres.
    basis
        ``network``, ``connector`` or, off the network, ``geodesic``.
    places, links
        Ids of the places passed, both ends included, and of the links used.
    certainty
        The weakest of the links'; ``inferred`` off the network.
    sources
        Of the links and of the travel model.
    geometry
        Line in the direction of travel, WGS84, in one piece across the antimeridian.
    """

    mode: str
    start: str
    end: str
    depart: date
    arrive: date
    wait_days: float
    days: float
    km: float
    basis: str
    places: tuple[str, ...]
    links: tuple[str, ...]
    certainty: str
    sources: tuple[str, ...]
    geometry: LineString = field(repr=False, compare=False)

    def as_dict(self) -> dict[str, Any]:
        """Return what the leg says, without its line, ready for JSON."""
        result: dict[str, Any] = {"modelled": True}
        for name in self.__dataclass_fields__:
            value = getattr(self, name)
            if name != "geometry":
                result[name] = list(value) if isinstance(value, tuple) else value
        return result | {
            "depart": self.depart.isoformat(),
            "arrive": self.arrive.isoformat(),
            "wait_days": round(self.wait_days, 1),
            "days": round(self.days, 1),
            "km": round(self.km, 1),
        }


@dataclass(frozen=True)
class Itinerary:
    """A modelled journey. What happened is in `Atlas.journeys`; this is what could have.

    Attributes
    ----------
    origin, destination
        Where it begins and ends: place ids, or "lat, lon".
    wanted
        The destination as it was asked for, such as a stage.
    pace
        The pace of the legs: fast, typical or slow.
    depart, arrive
        Days of setting out and of arrival, at that pace.
    legs
        In order.
    days
        Days from setting out to arrival at the three paces; each may take another way.
    departs, arrives
        Days of setting out and of arrival at the three paces.
    end_wait_days
        Days of waiting at the destination until it took people in.
    """

    origin: str
    destination: str
    wanted: str
    pace: Pace
    depart: date
    arrive: date
    legs: tuple[Leg, ...]
    days: Band[float]
    departs: Band[date]
    arrives: Band[date]
    end_wait_days: float = 0.0

    @property
    def km(self) -> float:
        """Kilometres in all."""
        return sum(leg.km for leg in self.legs)

    @property
    def wait_days(self) -> float:
        """Days of waiting in all."""
        return sum(leg.wait_days for leg in self.legs) + self.end_wait_days

    @property
    def modes(self) -> tuple[str, ...]:
        """Modes in the order of use."""
        return tuple(dict.fromkeys(leg.mode for leg in self.legs))

    def as_dict(self) -> dict[str, Any]:
        """Return everything but the lines, ready for JSON."""
        return {
            "modelled": True,
            "origin": self.origin,
            "destination": self.destination,
            "wanted": self.wanted,
            "pace": self.pace,
            "depart": self.depart.isoformat(),
            "departs": self.departs.as_dict(),
            "arrive": self.arrives.as_dict(),
            "days": self.days.as_dict(),
            "wait_days": round(self.wait_days, 1),
            "km": round(self.km, 1),
            "modes": list(self.modes),
            "legs": [leg.as_dict() for leg in self.legs],
        }

    def to_gdf(self) -> gpd.GeoDataFrame:
        """Return the legs as a table with lines.

        Returns
        -------
        geopandas.GeoDataFrame
            One row per leg, WGS84; the columns are the attributes of `Leg` and ``modelled``, always True.
        """
        names = [name for name in Leg.__dataclass_fields__ if name != "geometry"]
        rows = [{name: getattr(leg, name) for name in names} for leg in self.legs]
        frame = gpd.GeoDataFrame(
            {name: [row[name] for row in rows] for name in names},
            geometry=[leg.geometry for leg in self.legs],
            crs=CRS,
        )
        frame.insert(0, "modelled", True)
        return frame

    def explore(self, m: folium.Map | None = None) -> folium.Map:
        """Draw the journey, dotted as all that is modelled.

        Parameters
        ----------
        m
            A map to draw on; None for a new one.

        Returns
        -------
        folium.Map
            The map.
        """
        from evacmap.routing.draw import draw_itineraries

        return draw_itineraries([self], m)

    def __str__(self) -> str:
        return (
            f"{self.origin} to {self.destination}, modelled: set out {self.depart}, arrive {self.arrives}; "
            f"{self.days} days, {self.km:,.0f} km by {', '.join(self.modes) or 'nothing at all'}"
        )

    def _repr_html_(self) -> str:
        head = "".join(f"<th>{name}</th>" for name in HEADINGS)
        rows = "".join(
            "<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in cells) + "</tr>"
            for cells in self.rows()
        )
        caption = html.escape(str(self))
        return (
            f"<table><caption>{caption}</caption><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
        )

    def rows(self) -> Iterator[tuple[str, ...]]:
        """Yield the legs as rows of text, under `HEADINGS`."""
        for leg in self.legs:
            mode = leg.mode if leg.basis == NETWORK else f"{leg.mode} (no known way)"
            numbers = (f"{leg.wait_days:.1f}", f"{leg.days:.1f}", f"{leg.km:,.0f}")
            yield (mode, leg.start, leg.end, str(leg.depart), str(leg.arrive), *numbers)
