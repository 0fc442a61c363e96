from __future__ import annotations

from typing import Any

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import LineString

import evacmap
from evacmap.geodesy import distance_m
from packages import line_of_three, write_package

VALUES = st.one_of(
    st.text(max_size=5),
    st.integers(-5, 2**60),
    st.booleans(),
    st.floats(allow_nan=False),
    st.tuples(st.text(max_size=3)),
)
NAMES = st.sampled_from(["id", "mode", "kind", "name", "length", "sources", "straße"])
POINTS = st.tuples(st.floats(-180, 180), st.floats(-90, 90))


@st.composite
def graphs(draw: st.DrawFn) -> nx.MultiDiGraph[Any]:
    """Draw graphs with ragged attributes, loops and parallel edges."""
    graph: nx.MultiDiGraph[Any] = nx.MultiDiGraph(crs="EPSG:4326", title=draw(st.text(max_size=5)))
    nodes = draw(st.lists(st.one_of(st.text(max_size=4), st.integers()), unique=True, max_size=5))
    for node in nodes:
        x, y = draw(POINTS)
        graph.add_node(node, x=x, y=y, **draw(st.dictionaries(NAMES, VALUES, max_size=3)))
    if nodes:
        node = st.sampled_from(nodes)
        for u, v, key in draw(
            st.lists(st.tuples(node, node, st.one_of(st.integers(), st.text(max_size=3))), max_size=6)
        ):
            data = draw(st.dictionaries(NAMES, VALUES, max_size=3))
            if draw(st.booleans()):
                data["geometry"] = LineString(draw(st.lists(POINTS, min_size=2, max_size=4)))
            graph.add_edge(u, v, key=key, **data)
    return graph


@given(graphs())
def test_tables_and_graph_are_exact_inverses(graph: nx.MultiDiGraph[Any]) -> None:
    nodes, edges = evacmap.to_gdfs(graph)
    again = evacmap.from_gdfs(nodes, edges)
    assert again.graph == graph.graph
    assert list(again.nodes(data=True)) == list(graph.nodes(data=True))
    assert list(again.edges(keys=True, data=True)) == list(graph.edges(keys=True, data=True))
    for (*_, ours), (*_, theirs) in zip(graph.edges(data=True), again.edges(data=True), strict=True):
        assert {key: type(value) for key, value in theirs.items()} == {
            key: type(value) for key, value in ours.items()
        }


def test_the_shipped_network_survives_the_round_trip(atlas: evacmap.Atlas) -> None:
    graph = atlas.network()
    again = evacmap.from_gdfs(*evacmap.to_gdfs(graph))
    assert nx.utils.graphs_equal(graph, again)


def test_the_shipped_network_is_one_and_holds_every_site(atlas: evacmap.Atlas) -> None:
    graph = atlas.network()
    assert nx.is_strongly_connected(graph)
    assert set(graph) == set(atlas.places.index[atlas.places["kind"] != "region"])
    assert graph.number_of_edges() == 2 * len(atlas.links)


def test_edges_start_and_end_at_their_places(atlas: evacmap.Atlas) -> None:
    graph = atlas.network()
    for u, v, data in graph.edges(data=True):
        first, last = data["geometry"].coords[0], data["geometry"].coords[-1]
        assert first == (graph.nodes[u]["x"], graph.nodes[u]["y"])
        assert (last[0] - graph.nodes[v]["x"]) % 360 == pytest.approx(0, abs=1e-9)
        assert last[1] == graph.nodes[v]["y"]
        assert data["length"] >= 0
        assert all(
            abs(b[0] - a[0]) <= 180
            for a, b in zip(data["geometry"].coords, data["geometry"].coords[1:], strict=False)
        )


def test_a_published_length_wins_over_the_drawn_one(small_atlas: evacmap.Atlas) -> None:
    graph = small_atlas.network()
    assert graph.edges["beta", "gamma", "bc"]["length"] == 90_000
    drawn = graph.edges["alpha", "beta", "ab"]["length"]
    assert drawn == pytest.approx(distance_m((30, 50), (31, 50)))


def test_openings_and_seasons_are_on_the_edges(small_atlas: evacmap.Atlas) -> None:
    graph = small_atlas.network()
    assert [str(o) for o in graph.edges["gamma", "beta", "bc"]["openings"]] == ["1941-12/"]
    assert graph.edges["alpha", "beta", "ab"]["openings"] == ()
    assert graph.edges["beta", "delta", "bd"]["season"] == "05-01/10-31"
    assert "season" not in graph.edges["alpha", "beta", "ab"]


def test_a_link_over_the_antimeridian_stays_short(tmp_path: Any) -> None:
    tables = line_of_three()
    tables["places"] += [
        {"id": "fiji", "name": "Fiji", "lat": -18, "lon": 178},
        {"id": "samoa", "name": "Samoa", "lat": -14, "lon": -172},
    ]
    tables["links"] += [
        {"id": "fs", "from": "fiji", "to": "samoa", "waypoints": "179.5 -17; -179.5 -16"},
        {"id": "af", "from": "alpha", "to": "fiji"},
    ]
    graph = evacmap.load(write_package(tmp_path / "p", tables)).network()
    assert graph.edges["fiji", "samoa", "fs"]["length"] < 1_300_000
    assert next(iter(graph.edges["samoa", "fiji", "fs"]["geometry"].coords)) == (-172, -14)


def test_tables_that_are_no_network_are_refused(small_atlas: evacmap.Atlas) -> None:
    nodes, edges = evacmap.to_gdfs(small_atlas.network())
    with pytest.raises(ValueError, match="x and y"):
        evacmap.from_gdfs(nodes.drop(columns="x"), edges)
    with pytest.raises(ValueError, match="no node"):
        evacmap.from_gdfs(nodes.drop(index="alpha"), edges)
    with pytest.raises(ValueError, match="levels"):
        evacmap.from_gdfs(nodes, edges.reset_index("key"))
