from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

import evacmap
from evacmap.geodesy import distance_m, unwrapped
from evacmap.paths import CONNECTOR_COST

if TYPE_CHECKING:
    import geopandas as gpd


def test_a_rail_transport_runs_through_the_stations_between(atlas: evacmap.Atlas) -> None:
    path = evacmap.shortest_path(atlas.network(), "kotlas", "buzuluk", modes=["rail"])
    assert {"kirov", "kinel"} & set(path.places)
    assert {edge["mode"] for edge in path.edges if not edge["connector"]} == {"rail"}
    straight = distance_m((46.65, 61.26), (52.26, 52.78))
    assert straight < path.length_m < 3 * straight


def test_the_shortest_path_is_that_of_networkx(atlas: evacmap.Atlas) -> None:
    graph = atlas.network()
    for _, _, data in graph.edges(data=True):
        data["cost"] = data["length"] * (CONNECTOR_COST if data["connector"] else 1)
    path = evacmap.shortest_path(graph, "vorkuta", "pahlevi")
    ours = sum(edge["cost"] for edge in path.edges)
    assert ours == pytest.approx(nx.shortest_path_length(graph, "vorkuta", "pahlevi", weight="cost"))


def test_nowhere_to_go_is_an_empty_path(small_atlas: evacmap.Atlas) -> None:
    path = evacmap.shortest_path(small_atlas.network(), "alpha", "alpha")
    assert path.places == ("alpha",)
    assert path.length_m == 0


def test_no_route_says_why(small_atlas: evacmap.Atlas) -> None:
    graph = small_atlas.network()
    with pytest.raises(evacmap.NoRoute, match="land is not on the transport network"):
        evacmap.shortest_path(graph, "alpha", "land")
    with pytest.raises(
        evacmap.NoRoute, match="no chain of links by rail joins them; one that also goes by river does"
    ):
        evacmap.shortest_path(graph, "alpha", "delta", modes=["rail"])
    with pytest.raises(evacmap.NoRoute, match=r"was open in 1941-05; the shortest uses bc \(open 1941-12/\)"):
        evacmap.shortest_path(graph, "alpha", "gamma", during=evacmap.parse_edtf("1941-05"))
    assert evacmap.shortest_path(graph, "alpha", "gamma", during=evacmap.parse_edtf("1942")).length_m > 90_000


def assert_joined(sections: gpd.GeoDataFrame) -> None:
    for before, after in pairwise(sections.geometry):
        assert before.coords[-1] == after.coords[0]


def test_movements_are_laid_on_their_mode_and_inferred_elsewhere(small_atlas: evacmap.Atlas) -> None:
    lines = small_atlas.movement_lines()
    one, two = lines[lines["movement"] == "m1"], lines[lines["movement"] == "m2"]
    assert one["places"].tolist() == [("alpha", "beta", "gamma")]
    assert (one["basis"].item(), one["certainty"].item(), one["mode"].item()) == (
        "network",
        "documented",
        "rail",
    )
    assert two["basis"].tolist() == ["geodesic"]
    assert two["certainty"].tolist() == ["inferred"]


def test_every_movement_and_leg_has_a_line(atlas: evacmap.Atlas) -> None:
    lines = atlas.movement_lines()
    moving = atlas.movements[atlas.movements["from"] != atlas.movements["to"]]
    assert set(moving.index) <= set(lines["movement"])
    for _, sections in lines.groupby("movement"):
        assert_joined(sections)
    for (_, _), sections in atlas.journey_lines().groupby(["journey", "seq"]):
        assert_joined(sections)


def test_lines_start_and_end_where_the_movement_does(atlas: evacmap.Atlas) -> None:
    points = atlas.places.geometry
    for movement, sections in atlas.movement_lines().groupby("movement"):
        row = atlas.movements.loc[movement]
        first, last = sections.geometry.iloc[0].coords[0], sections.geometry.iloc[-1].coords[-1]
        assert first == pytest.approx((points[row["from"]].x, points[row["from"]].y))
        assert (last[0] - points[row["to"]].x) % 360 == pytest.approx(0, abs=1e-6)


def test_what_is_not_on_links_of_its_mode_is_inferred(atlas: evacmap.Atlas) -> None:
    lines = atlas.movement_lines()
    recorded = lines[lines["certainty"] != "inferred"]
    assert (recorded["basis"] == "network").all()
    known = atlas.movements["mode"].reindex(recorded["movement"]).to_numpy()
    follows = atlas.modes["follows"]
    assert all(mode in follows[by] for mode, by in zip(recorded["mode"], known, strict=True))


@given(st.lists(st.tuples(st.floats(-180, 180), st.floats(-90, 90)), min_size=1))
def test_unwrapped_longitudes_never_jump(points: list[tuple[float, float]]) -> None:
    result = unwrapped(points)
    assert all(abs(b[0] - a[0]) <= 180 + 1e-9 for a, b in pairwise(result))
    for (lon, lat), (shifted, same) in zip(points, result, strict=True):
        assert same == lat
        turns = (shifted - lon) / 360
        assert turns == pytest.approx(round(turns), abs=1e-9)
