"""The atlas: a data package, read and checked, with its network, its gazetteer and its lines."""

from __future__ import annotations

import functools
import html
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd

from evacmap.checks import find_problems
from evacmap.counts import totals
from evacmap.errors import InvalidData, UnknownPlace
from evacmap.gazetteer import Gazetteer, Match
from evacmap.geodesy import CRS
from evacmap.laying import Layer, lay_journeys, lay_movements
from evacmap.network import build_network, link_lines
from evacmap.package import read_package
from evacmap.register import Register, register
from evacmap.schema import shipped_data

if TYPE_CHECKING:
    import networkx as nx
    import pandas as pd

    from evacmap.package import DataPackage


def load(path: str | Path | None = None) -> Atlas:
    """Read and check a data package.

    Parameters
    ----------
    path
        Folder with `datapackage.json`; None for the package shipped with evacmap.

    Returns
    -------
    Atlas
        Its tables, ready for use.

    Raises
    ------
    InvalidData
        If anything is wrong with it; the error lists every problem with file, row and column.

    Examples
    --------
    >>> import evacmap
    >>> atlas = evacmap.load()
    >>> atlas.places.loc["krasnovodsk", "name"]
    'Krasnovodsk'
    """
    folder = shipped_data() if path is None else Path(path)
    package = read_package(folder)
    problems = find_problems(package)
    if problems:
        raise InvalidData(str(folder), problems)
    return Atlas(package)


class Atlas:
    """A data package as tables; `load` makes one.

    Tables with a single-column key are indexed by it. A missing cell is None or NaN; a list of ids is a
    tuple; a date column ``x`` holds `evacmap.dates.DateInterval` or None, beside ``x_earliest`` and
    ``x_latest`` (days without a zone, NaT where open or unknown).

    Attributes
    ----------
    places, links, events : geopandas.GeoDataFrame
        With Point, LineString, and the Point of the event's place or None, in WGS84.
    names, openings, modes, paces, stages, movements, journeys, stops : pandas.DataFrame
    quantities, figures, story, sources, texts : pandas.DataFrame
        The other tables; their columns are described in `datapackage.json`.
    folder : pathlib.Path
        Where the package lies.
    descriptor : dict
        Its `datapackage.json`.
    """

    def __init__(self, package: DataPackage) -> None:
        tables = package.tables
        self.folder = package.folder
        self.descriptor: dict[str, Any] = package.descriptor
        places = tables["places"]
        points = gpd.points_from_xy(places["lon"], places["lat"], crs=CRS)
        self.places = gpd.GeoDataFrame(places, geometry=points, crs=CRS)
        self.links = gpd.GeoDataFrame(
            tables["links"],
            geometry=gpd.GeoSeries(link_lines(tables["links"], places), tables["links"].index, CRS),
        )
        events = tables["events"]
        where = self.places.geometry.reindex(events["place"])
        self.events = gpd.GeoDataFrame(events, geometry=gpd.GeoSeries(list(where), events.index, CRS))
        self.names: pd.DataFrame = tables["names"]
        self.openings: pd.DataFrame = tables["openings"]
        self.modes: pd.DataFrame = tables["modes"]
        self.paces: pd.DataFrame = tables["paces"]
        self.stages: pd.DataFrame = tables["stages"]
        self.movements: pd.DataFrame = tables["movements"]
        self.journeys: pd.DataFrame = tables["journeys"]
        self.stops: pd.DataFrame = tables["stops"]
        self.quantities: pd.DataFrame = tables["quantities"]
        self.figures: pd.DataFrame = tables["figures"]
        self.story: pd.DataFrame = tables["story"]
        self.sources: pd.DataFrame = tables["sources"]
        self.texts: pd.DataFrame = tables["texts"]

    @property
    def title(self) -> str:
        """Title of the data package."""
        return str(self.descriptor.get("title") or self.descriptor.get("name") or self.folder.name)

    def network(self) -> nx.MultiDiGraph[str]:
        """Build the transport network as a graph of its own, free to be changed.

        Returns
        -------
        networkx.MultiDiGraph
            See `evacmap.network`.
        """
        return build_network(self.places, self.links, self.openings)

    @functools.cached_property
    def _layer(self) -> Layer:
        return Layer(self.network(), self.places, self.modes)

    @functools.cached_property
    def _movement_lines(self) -> gpd.GeoDataFrame:
        return lay_movements(self.movements, self._layer)

    @functools.cached_property
    def _journey_lines(self) -> gpd.GeoDataFrame:
        return lay_journeys(self.stops, self._layer)

    @functools.cached_property
    def _gazetteer(self) -> Gazetteer:
        return Gazetteer(self.places, self.names)

    def movement_lines(self) -> gpd.GeoDataFrame:
        """Return the movements laid along the network, one row per section; see `laying.lay_movements`."""
        return self._movement_lines.copy()

    def journey_lines(self) -> gpd.GeoDataFrame:
        """Return the journeys laid along the network, one row per section; see `laying.lay_journeys`."""
        return self._journey_lines.copy()

    def find(self, query: str, limit: int = 10) -> list[Match]:
        """Find places by any of their names; see `gazetteer.Gazetteer.find`."""
        return self._gazetteer.find(query, limit)

    def place(self, query: str) -> str:
        """Return the id of the place that a query names.

        Parameters
        ----------
        query
            An id, or any name of a place in any script, with or without diacritics.

        Returns
        -------
        str
            The place's id.

        Raises
        ------
        UnknownPlace
            If no place has that name; the error lists near ones.
        """
        if query in self.places.index:
            return query
        matches = self.find(query)
        if not matches or matches[0].score < 100:
            raise UnknownPlace(query, [match.place for match in matches[:5]])
        return matches[0].place

    def totals(self, by: str = "stage") -> pd.DataFrame:
        """Add up the people of the movements, counting nobody twice; see `counts.totals`."""
        return totals(self.movements, by)

    def register(self) -> Register:
        """Return the figures register: quantities with all their values; see `register.register`."""
        return register(self.figures, self.quantities, self.sources)

    def __repr__(self) -> str:
        return f"<Atlas {self.title!r}: {', '.join(f'{n} {what}' for what, n in self.summary().items())}>"

    def _repr_html_(self) -> str:
        rows = "".join(f"<tr><th>{what}</th><td>{n:,}</td></tr>" for what, n in self.summary().items())
        return f"<table><caption>{html.escape(self.title)}</caption>{rows}</table>"

    def summary(self) -> dict[str, int]:
        """Return how many rows the main tables have."""
        counted = ("places", "links", "movements", "journeys", "figures", "events", "sources")
        return {name: len(getattr(self, name)) for name in counted}
