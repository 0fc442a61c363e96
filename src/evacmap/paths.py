"""Shortest paths on the network, for travellers of one mode.

Distance only; when a way could be travelled is not asked beyond whether it existed at all at the time.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import networkx as nx

from evacmap.errors import NoRoute

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from evacmap.dates import DateInterval

CONNECTOR_COST = 3.0
"""A connector is no known way: a path takes it only where the known ways would be three times as long."""


@dataclass(frozen=True)
class NetworkPath:
    """A path through the network.

    Attributes
    ----------
    places
        Place ids passed, both ends included.
    edges
        Attributes of the edges in order, one fewer than `places`.
    """

    places: tuple[str, ...]
    edges: tuple[dict[str, Any], ...]

    @property
    def length_m(self) -> float:
        """Length in metres, connectors included."""
        return float(sum(edge["length"] for edge in self.edges))


def shortest_path(
    graph: nx.MultiDiGraph[str],
    origin: str,
    destination: str,
    *,
    modes: Collection[str] | None = None,
    during: DateInterval | None = None,
    other_modes_cost: float | None = None,
) -> NetworkPath:
    """Find the shortest path between two places.

    Parameters
    ----------
    graph
        As `evacmap.network.build_network` makes it.
    origin, destination
        Place ids.
    modes
        Modes of the links that may be used; None for all. Connectors may always be used, at three times
        their length.
    during
        Use only links that were open at some time in this interval; None to use all.
    other_modes_cost
        Let links of other modes be used too, at that many times their length; None to keep to `modes`.

    Returns
    -------
    NetworkPath
        Of no edges if origin and destination are one place.

    Raises
    ------
    NoRoute
        If a place is not on the network, or no chain of such links joins the two; the error says which
        links would be needed or were closed.
    """
    for place in (origin, destination):
        if place not in graph:
            raise NoRoute(origin, destination, f"{place} is not on the transport network")
    weight = _weight(modes, during, other_modes_cost)
    try:
        _, places = nx.bidirectional_dijkstra(graph, origin, destination, weight=weight)
    except nx.NetworkXNoPath:
        why = _explain(graph, origin, destination, modes, during)
        raise NoRoute(origin, destination, why) from None
    return NetworkPath(tuple(places), tuple(_best(graph, u, v, weight) for u, v in pairwise(places)))


def was_open(edge: dict[str, Any], during: DateInterval | None) -> bool:
    """Whether an edge was open at some time in an interval; always, if none is given."""
    return during is None or not edge["openings"] or any(during.overlaps(span) for span in edge["openings"])


def _weight(
    modes: Collection[str] | None, during: DateInterval | None, other_modes_cost: float | None
) -> Callable[..., float | None]:
    def cost(data: dict[str, Any]) -> float | None:
        if data["connector"]:
            return float(data["length"]) * CONNECTOR_COST
        if not was_open(data, during):
            return None
        if modes is None or data["mode"] in modes:
            return float(data["length"])
        return None if other_modes_cost is None else float(data["length"]) * other_modes_cost

    def cheapest(_u: str, _v: str, parallel: dict[str, dict[str, Any]]) -> float | None:
        costs = [c for c in map(cost, parallel.values()) if c is not None]
        return min(costs) if costs else None

    return cheapest


def _best(graph: nx.MultiDiGraph[str], u: str, v: str, weight: Callable[..., float | None]) -> dict[str, Any]:
    """Return the cheapest of the parallel edges from `u` to `v`."""
    costs = ((weight(u, v, {key: data}), key) for key, data in graph[u][v].items())
    _, key = min((cost, key) for cost, key in costs if cost is not None)
    return dict(graph[u][v][key])


def _explain(
    graph: nx.MultiDiGraph[str],
    origin: str,
    destination: str,
    modes: Collection[str] | None,
    during: DateInterval | None,
) -> str:
    """Say which condition cut the two places apart."""
    by = f" by {', '.join(sorted(modes))}" if modes is not None else ""
    if during is not None:
        try:
            path = shortest_path(graph, origin, destination, modes=modes)
        except NoRoute:
            pass
        else:
            shut = [
                f"{edge['id']} (open {', '.join(map(str, edge['openings']))})"
                for edge in path.edges
                if not was_open(edge, during)
            ]
            return f"no chain of links{by} was open in {during}; the shortest uses {', '.join(shut)}"
    if modes is not None:
        try:
            path = shortest_path(graph, origin, destination)
        except NoRoute:
            pass
        else:
            others = sorted({edge["mode"] for edge in path.edges if not edge["connector"]} - set(modes))
            return f"no chain of links{by} joins them; one that also goes by {', '.join(others)} does"
    return "no chain of links joins them"
