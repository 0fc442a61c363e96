"""The transport network as a graph, in the manner of OSMnx.

A `networkx.MultiDiGraph`: a node per place that a link touches, with ``x``, ``y`` (WGS84 degrees) and the
columns of `places`; two edges per link, one each way, keyed by the link's id, with

========== ================================================================================================
id         the link's id
mode       its mode (rail, road, river, ...)
length     metres: the published length, or else that of the drawn line on the WGS84 ellipsoid
geometry   shapely LineString in the direction of the edge, continuous across the antimeridian
connector  True where no way is known and the edge only ties a place to the network
openings   tuple of `evacmap.dates.DateInterval`: when it was open; empty: always
season     ``MM-DD/MM-DD``, the usable part of each year, if it has one
certainty  documented, reported or inferred
sources    tuple of source ids
========== ================================================================================================

and ``graph["crs"]``. Values that are missing in the tables are not in the graph.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import networkx as nx
import pandas as pd
from shapely import LineString

from evacmap.geodesy import CRS, Coordinate, length_m, unwrapped, wrapped

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

    from evacmap.dates import DateInterval

_EDGE_INDEX = ["u", "v", "key"]


def link_lines(links: pd.DataFrame, places: pd.DataFrame) -> list[LineString | None]:
    """Draw each link from its first place over its waypoints to the other.

    Parameters
    ----------
    links, places
        The tables of a data package.

    Returns
    -------
    list
        A line per link in WGS84 degrees, in one piece across the antimeridian; None where an end has no
        coordinates.
    """
    points = {
        place: (lon, lat) for place, lon, lat in zip(places.index, places["lon"], places["lat"], strict=True)
    }
    lines: list[LineString | None] = []
    for start, end, waypoints in zip(links["from"], links["to"], links["waypoints"], strict=True):
        between = _parse_waypoints(waypoints) if isinstance(waypoints, str) else []
        if start in points and end in points:
            lines.append(LineString(unwrapped([points[start], *between, points[end]])))
        else:
            lines.append(None)
    return lines


def _parse_waypoints(text: str) -> list[Coordinate]:
    pairs = (pair.split() for pair in text.split(";"))
    return [(float(lon), float(lat)) for lon, lat in pairs]


def build_network(places: pd.DataFrame, links: pd.DataFrame, openings: pd.DataFrame) -> nx.MultiDiGraph[str]:
    """Build the graph of the transport network.

    Parameters
    ----------
    places, links, openings
        The tables of a data package. A ``geometry`` column is not needed.

    Returns
    -------
    networkx.MultiDiGraph
        See the module's documentation.
    """
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph(crs=CRS)
    touched = set(links["from"]) | set(links["to"])
    columns = [column for column in places.columns if column not in {"lat", "lon", "geometry"}]
    for place, row in zip(places.index, places.to_dict("records"), strict=True):
        if place in touched:
            attributes = {column: row[column] for column in columns if not is_missing(row[column])}
            graph.add_node(place, x=row["lon"], y=row["lat"], **attributes)
    open_when: defaultdict[str, list[DateInterval]] = defaultdict(list)
    for link, interval in zip(openings["link"], openings["open"], strict=True):
        if not is_missing(link) and interval is not None:
            open_when[link].append(interval)
    for (link, row), line in zip(
        links.drop(columns="geometry", errors="ignore").to_dict("index").items(),
        link_lines(links, places),
        strict=True,
    ):
        if line is None:
            continue
        published = row["length_km"]
        attributes = {
            "id": link,
            "mode": row["mode"],
            "length": length_m(line) if is_missing(published) else float(published) * 1000,
            "connector": bool(row["connector"]),
            "openings": tuple(open_when[str(link)]),
            "certainty": row["certainty"],
            "sources": row["sources"],
        }
        if not is_missing(row["season"]):
            attributes["season"] = row["season"]
        back = LineString(unwrapped(wrapped(line.coords[::-1])))
        graph.add_edge(row["from"], row["to"], key=link, geometry=line, **attributes)
        graph.add_edge(row["to"], row["from"], key=link, geometry=back, **attributes)
    return graph


def is_missing(value: Any) -> bool:
    """Whether a cell holds None, NaN, NA or NaT."""
    return value is None or (pd.api.types.is_scalar(value) and bool(pd.isna(value)))


def to_gdfs(graph: nx.MultiDiGraph[Any]) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    """Turn a graph into a table of nodes and a table of edges.

    Parameters
    ----------
    graph
        A MultiDiGraph whose nodes have ``x`` and ``y`` and whose ``graph["crs"]`` is set.

    Returns
    -------
    nodes : geopandas.GeoDataFrame
        Indexed by node, one column per attribute, Point geometry from ``x``, ``y``.
    edges : geopandas.GeoDataFrame
        Indexed by ``u``, ``v``, ``key``; the edges' own LineString geometry.

    Notes
    -----
    `from_gdfs` gives the same graph back: nodes, edges and their order, keys, attributes and
    ``graph`` attributes (kept in ``nodes.attrs``). An attribute that some nodes or edges lack is missing
    there.
    """
    crs = graph.graph["crs"]
    names, node_data = list(graph.nodes), [data for _, data in graph.nodes(data=True)]
    nodes = _frame(node_data, pd.Index(names, name="node", dtype=object, tupleize_cols=False))
    if nodes.empty:
        nodes = nodes.assign(x=pd.Series(dtype=float), y=pd.Series(dtype=float))
    points = gpd.points_from_xy(nodes["x"], nodes["y"], crs=crs)
    nodes = gpd.GeoDataFrame(nodes, geometry=points, crs=crs)
    nodes.attrs = dict(graph.graph)
    triples, edge_data = [], []
    for u, v, key, data in graph.edges(keys=True, data=True):
        triples.append((u, v, key))
        edge_data.append(data)
    arrays = [
        pd.Index([triple[i] for triple in triples], dtype=object, tupleize_cols=False) for i in range(3)
    ]
    edges = _frame(edge_data, pd.MultiIndex.from_arrays(arrays, names=_EDGE_INDEX))
    if "geometry" not in edges:
        edges["geometry"] = pd.Series([None] * len(edges), index=edges.index, dtype=object)
    return nodes, gpd.GeoDataFrame(edges, geometry="geometry", crs=crs)


def from_gdfs(nodes: gpd.GeoDataFrame, edges: gpd.GeoDataFrame) -> nx.MultiDiGraph[Any]:
    """Turn tables of nodes and edges into a graph; the inverse of `to_gdfs`.

    Parameters
    ----------
    nodes
        Indexed by node, with columns ``x`` and ``y``.
    edges
        Indexed by ``u``, ``v``, ``key``; geometry in the CRS of `nodes`.

    Returns
    -------
    networkx.MultiDiGraph
        Missing cells become missing attributes.

    Raises
    ------
    ValueError
        If a column ``x`` or ``y`` is missing, an edge ends at no node, or the edges' index has not three
        levels.
    """
    if not {"x", "y"} <= set(nodes.columns):
        raise ValueError("the table of nodes needs the columns x and y (degrees)")
    if edges.index.nlevels != 3:
        raise ValueError(f"the edges' index needs the levels u, v, key; it has {edges.index.nlevels}")
    graph: nx.MultiDiGraph[Any] = nx.MultiDiGraph(
        **{"crs": nodes.crs and nodes.crs.to_string(), **nodes.attrs}
    )
    for node, data in zip(nodes.index, _records(nodes.drop(columns=nodes.geometry.name)), strict=True):
        graph.add_node(node, **data)
    for (u, v, key), data in zip(edges.index, _records(edges), strict=True):
        if u not in graph or v not in graph:
            raise ValueError(f"the edge {key!r} from {u!r} to {v!r} ends at a place that is no node")
        graph.add_edge(u, v, key=key, **data)
    return graph


def _frame(records: list[dict[str, Any]], index: pd.Index[Any]) -> pd.DataFrame:
    """Make a table in which every value keeps its type."""
    columns: dict[Hashable, Any] = {}
    for name in dict.fromkeys(name for record in records for name in record):
        values = [record.get(name) for record in records]
        series = pd.Series(values, index=index, dtype=object)
        kinds = {type(value) for value in values}
        # Only a column of one plain type is stored as such: a missing integer would make all of them floats.
        columns[name] = series.infer_objects() if kinds in ({int}, {float}, {bool}, {str}) else series
    return pd.DataFrame(columns, index=index)


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows as dictionaries of Python values, without the missing ones."""
    columns: Mapping[str, list[Any]] = {str(name): frame[name].tolist() for name in frame.columns}
    return [
        {name: values[i] for name, values in columns.items() if not is_missing(values[i])}
        for i in range(len(frame))
    ]
