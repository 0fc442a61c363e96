"""Travel in time, on a small made-up country and on the shipped atlas."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import folium
import geopandas as gpd
import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import Point

import evacmap
from evacmap import routing
from evacmap.errors import EvacmapError, NoRoute, UnknownPlace
from evacmap.routing.timeline import DAY
from packages import line_of_three, write_package

if TYPE_CHECKING:
    from pathlib import Path

    from evacmap.routing import TravelNetwork

NUMBERS = (
    "km_per_day_low",
    "km_per_day_typical",
    "km_per_day_high",
    "wait_days_low",
    "wait_days_typical",
    "wait_days_high",
)


def pace(
    mode: str, km: tuple[float, float, float], wait: tuple[float, float, float], **more: Any
) -> dict[str, Any]:
    given = {"id": f"{mode}-{len(more)}", "mode": mode, "certainty": "documented", "sources": "book"}
    return given | dict(zip(NUMBERS, (*km, *wait), strict=True)) | more


def country(folder: Path, **changes: Any) -> evacmap.Atlas:
    """Three towns on a railway, a camp up a river, a harbour, an island, and a hamlet no way is known to."""
    tables = line_of_three()
    tables["modes"] = [
        {"id": "rail", "name": "Rail", "follows": "rail"},
        {"id": "river", "name": "River", "follows": "river"},
        {"id": "sea", "name": "Sea", "follows": "sea"},
        {"id": "sledge", "name": "Sledge", "follows": "sledge|road"},
        {"id": "road", "name": "Road", "follows": "road"},
        {"id": "foot", "name": "Foot", "follows": "foot|road|rail"},
    ]
    tables["paces"] = [
        pace("rail", (100, 200, 400), (3, 2, 1)[::-1]),
        pace("river", (50, 100, 200), (0, 1, 2)),
        pace("sea", (100, 200, 400), (0, 0, 0)),
        pace("sledge", (30, 60, 120), (0, 0, 0), id="sledge-1", season="12-01/01-31"),
        pace("sledge", (20, 40, 80), (0, 0, 0), id="sledge-2", season="02-01/02-28"),
        pace("foot", (20, 25, 30), (0, 0, 0)),
    ]
    tables["places"] += [
        {"id": "harbour", "name": "Harbour", "lat": 50, "lon": 33, "kind": "port", "stage": "second"},
        {
            "id": "island",
            "name": "Island",
            "lat": 50,
            "lon": 34,
            "stage": "second",
            "active": "1942-01/1942-04",
        },
        {"id": "hamlet", "name": "Hamlet", "lat": 50.3, "lon": 30, "kind": "camp"},
        {
            "id": "north",
            "name": "North",
            "lat": 51.5,
            "lon": 31,
            "kind": "recruitment_point",
            "stage": "first",
        },
        {"id": "lonely", "name": "Lonely", "lat": 60, "lon": 60},
        {"id": "lonely-two", "name": "Lonely two", "lat": 60, "lon": 61},
    ]
    tables["stages"] += [{"id": "second", "name": "Second", "colour": "#332211"}]
    tables["links"] = [
        {"id": "ab", "from": "alpha", "to": "beta", "length_km": 100},
        {"id": "bc", "from": "beta", "to": "gamma", "length_km": 100},
        {
            "id": "bd",
            "from": "beta",
            "to": "delta",
            "mode": "river",
            "season": "05-01/10-31",
            "length_km": 100,
        },
        {"id": "dn", "from": "delta", "to": "north", "mode": "road", "length_km": 60},
        {"id": "ch", "from": "gamma", "to": "harbour", "length_km": 100},
        {"id": "sea", "from": "harbour", "to": "island", "mode": "sea", "length_km": 200},
        {
            "id": "con",
            "from": "hamlet",
            "to": "alpha",
            "mode": "road",
            "connector": "true",
            "certainty": "inferred",
        },
        {"id": "far", "from": "lonely", "to": "lonely-two", "length_km": 50},
    ]
    tables["openings"] = [
        {"id": "bc", "link": "bc", "open": "1941-12-29/"},
        {"id": "sea", "link": "sea", "open": "1942-03-24/1942-04"},
        {"id": "north", "place": "north", "open": "1941-09-01/1941-12-31"},
    ]
    tables |= changes
    return evacmap.load(write_package(folder / "country", tables))


@pytest.fixture(scope="module")
def network(tmp_path_factory: pytest.TempPathFactory) -> TravelNetwork:
    return routing.travel_network(country(tmp_path_factory.mktemp("country")))


@pytest.fixture(scope="module")
def world(atlas: evacmap.Atlas) -> TravelNetwork:
    """The shipped network."""
    return routing.travel_network(atlas)


# --- what takes how long ------------------------------------------------------------------------------------


def test_a_train_ride_takes_its_wait_and_its_distance(network: TravelNetwork) -> None:
    journey = routing.earliest_arrival(network, "alpha", "beta", "1941-06-01")
    assert (journey.days.low, journey.days.typical, journey.days.high) == (1.25, 2.5, 4.0)
    assert [str(day) for day in (journey.arrives.low, journey.arrives.typical, journey.arrives.high)] == [
        "1941-06-02",
        "1941-06-03",
        "1941-06-05",
    ]
    (leg,) = journey.legs
    assert (leg.mode, leg.start, leg.end, leg.links, leg.wait_days, leg.days) == (
        "rail", "alpha", "beta", ("ab",), 2.0, 0.5
    )  # fmt: skip
    assert leg.depart == date(1941, 6, 3)
    assert leg.sources == ("book",)


def test_the_slow_traveller_walks_where_that_is_quicker_than_waiting(network: TravelNetwork) -> None:
    """At the slow pace the train takes 3 days of waiting and 1 of riding, walking 5."""
    quick = routing.earliest_arrival(network, "alpha", "beta", "1941-06-01", pace="slow")
    afoot = routing.earliest_arrival(network, "alpha", "beta", "1941-06-01", pace="slow", modes=["foot"])
    assert (quick.modes, afoot.modes, afoot.days.high) == (("rail",), ("foot",), 5.0)


def test_one_boards_once_for_a_ride_through_a_junction(network: TravelNetwork) -> None:
    journey = routing.earliest_arrival(network, "alpha", "gamma", "1942-06-01")
    assert journey.days.typical == 3.0
    assert journey.legs[0].places == ("alpha", "beta", "gamma")


def test_every_change_of_mode_costs_its_wait(network: TravelNetwork) -> None:
    journey = routing.earliest_arrival(network, "alpha", "delta", "1941-06-01")
    assert journey.modes == ("rail", "river")
    assert [leg.wait_days for leg in journey.legs] == [2.0, 1.0]
    assert journey.days.typical == 2.5 + 2.0
    assert journey.wait_days == 3.0


def test_speed_changes_with_the_season_on_the_way(network: TravelNetwork) -> None:
    """60 km by sledge at 60 km a day in January, at 40 in February; half a day before the change, 45 more."""
    whole = routing.earliest_arrival(network, "north", "delta", "1942-01-10", modes=["sledge"])
    assert whole.legs[0].days == 1.0
    tables, arc = (
        network.tables("typical").forward,
        next(
            i
            for i, arc in enumerate(network.arcs)
            if arc.mode == "sledge" and arc.edge == ("delta", "north", "dn")
        ),
    )
    from evacmap.routing.kernels import traverse

    begin = network.timeline.minute(date(1942, 2, 1)) - DAY // 2
    assert traverse(tables, int(network.forward_position[arc]), begin) == begin + DAY // 2 + 3 * DAY // 4


def test_a_mode_does_not_go_outside_its_seasons(network: TravelNetwork) -> None:
    summer = routing.earliest_arrival(network, "north", "delta", "1942-06-01", modes=["sledge"])
    assert summer.legs[0].depart == date(1942, 12, 1)
    assert routing.earliest_arrival(network, "north", "delta", "1942-06-01").modes == ("foot",)


# --- gates --------------------------------------------------------------------------------------------------


def test_one_waits_for_a_line_to_be_built(network: TravelNetwork) -> None:
    journey = routing.earliest_arrival(network, "beta", "gamma", "1941-12-01", modes=["rail"])
    assert (str(journey.arrive), journey.legs[0].wait_days) == ("1941-12-29", 28.0)


def test_one_waits_for_the_ice_to_break(network: TravelNetwork) -> None:
    journey = routing.earliest_arrival(network, "beta", "delta", "1941-11-10", modes=["river"])
    assert str(journey.arrive) == "1942-05-02"


def test_a_way_has_to_be_left_before_it_shuts(network: TravelNetwork) -> None:
    """The river takes a day: who waits a day and leaves on 30 October is through, a day later not."""
    through = routing.earliest_arrival(network, "beta", "delta", "1941-10-30", modes=["river"])
    caught = routing.earliest_arrival(network, "beta", "delta", "1941-10-31", modes=["river"])
    assert (through.days.typical, str(caught.arrive)) == (2.0, "1942-05-02")


def test_uncertain_openings_are_wide_for_the_fast_and_narrow_for_the_slow(network: TravelNetwork) -> None:
    """The sea is open to some day of April: the 30th, the 15th or the 1st."""
    journey = routing.latest_departure(network, "harbour", "island", "1942-05-31")
    assert [str(day) for day in (journey.departs.low, journey.departs.typical, journey.departs.high)] == [
        "1942-04-30",
        "1942-04-15",
        "1942-03-31",
    ]


def test_a_place_takes_people_in_only_in_its_openings(network: TravelNetwork) -> None:
    early = routing.earliest_arrival(network, "delta", "north", "1941-08-20")
    assert (str(early.arrive), early.legs[-1].arrive) == ("1941-09-01", date(1941, 8, 22))
    assert early.end_wait_days == pytest.approx(9.6)
    with pytest.raises(NoRoute, match=r"north .took people in 1941-09-01/1941-12-31") as caught:
        routing.earliest_arrival(network, "delta", "north", "1942-01-01")
    assert caught.value.possible == date(1941, 12, 30)


def test_somebody_may_pass_through_a_place_that_takes_nobody_in(network: TravelNetwork) -> None:
    reached = routing.reachable(network, "delta", "1942-01-01", "1942-01-31")
    assert "north" in reached.index


# --- where from and where to --------------------------------------------------------------------------------


def test_places_by_name_and_by_coordinates(network: TravelNetwork) -> None:
    named = routing.earliest_arrival(network, "ALPHA", "Гамма", "1942-06-01")
    assert (named.origin, named.destination) == ("alpha", "gamma")
    point = routing.earliest_arrival(network, (49.9, 30.0), Point(32.0, 50.1), "1942-06-01")
    assert [(leg.basis, leg.mode, round(leg.km)) for leg in point.legs] == [
        ("geodesic", "foot", 11),
        ("network", "rail", 200),
        ("geodesic", "foot", 11),
    ]
    assert point.origin == "49.9, 30"
    assert point.days.typical == pytest.approx(3.0 + 2 * 11.12 / 25, abs=0.01)
    as_text = routing.earliest_arrival(network, "49.9, 30", "50.1, 32", "1942-06-01")
    assert as_text.as_dict() == point.as_dict()


def test_a_connector_is_walked_whatever_the_modes(network: TravelNetwork) -> None:
    journey = routing.earliest_arrival(network, "hamlet", "beta", "1941-06-01", modes=["rail"])
    assert [(leg.basis, leg.mode, leg.certainty) for leg in journey.legs] == [
        ("connector", "foot", "inferred"),
        ("network", "rail", "documented"),
    ]


def test_a_stage_a_kind_and_a_list_are_sets(network: TravelNetwork) -> None:
    assert routing.earliest_arrival(network, "gamma", "second", "1942-01-10").destination == "harbour"
    assert (
        routing.earliest_arrival(network, "gamma", ["island", "alpha"], "1942-01-10").destination == "alpha"
    )
    assert routing.earliest_arrival(network, "alpha", "camp", "1942-01-10").destination == "hamlet"
    journey = routing.earliest_arrival(network, "delta", "recruitment", "1941-10-01")
    assert (journey.destination, journey.wanted) == ("north", "recruitment")


def test_a_member_of_a_set_counts_while_it_served_its_purpose(network: TravelNetwork) -> None:
    """The island is active to April 1942; the harbour has no dates, so it always counts."""
    served = network.accepting("island", "fast", served=True)
    assert network.timeline.day(served[-1][1] - 1) == date(1942, 4, 30)
    assert network.accepting("island", "fast", served=False) == [(0, network.timeline.end)]


def test_origin_is_destination(network: TravelNetwork) -> None:
    journey = routing.earliest_arrival(network, "alpha", "alpha", "1941-06-01")
    assert (journey.legs, journey.days.typical, journey.km) == ((), 0.0, 0.0)
    assert len(journey.to_gdf()) == 0
    assert isinstance(journey.explore(), folium.Map)


# --- refusals -----------------------------------------------------------------------------------------------


def test_too_late_names_the_gate_the_last_day_and_the_nearest_place(network: TravelNetwork) -> None:
    with pytest.raises(NoRoute) as caught:
        routing.earliest_arrival(network, "alpha", "island", "1942-07-01")
    error = caught.value
    assert error.shut == (("sea", "open 1942-03-24/1942-04"),)
    assert (error.possible, error.nearest) == (date(1942, 4, 11), "harbour")
    for part in ("sea (open 1942-03-24/1942-04)", "last day to set out was 1942-04-11", "harbour"):
        assert part in str(error)
    possible = routing.earliest_arrival(network, "alpha", "island", error.possible or "")
    assert possible.arrive <= date(1942, 4, 15)


def test_too_late_for_the_typical_but_not_for_the_fast(network: TravelNetwork) -> None:
    with pytest.raises(NoRoute, match="the fast traveller still arrives on 1942-04-"):
        routing.earliest_arrival(network, "harbour", "island", "1942-04-20")
    journey = routing.earliest_arrival(network, "harbour", "island", "1942-04-20", pace="fast")
    assert (journey.arrives.typical, journey.days.high) == (None, None)
    assert "never" in str(journey)


def test_too_early_names_the_first_day_of_arrival(network: TravelNetwork) -> None:
    with pytest.raises(NoRoute, match=r"sea .open") as caught:
        routing.latest_departure(network, "alpha", "island", "1942-03-20")
    assert caught.value.possible == date(1942, 3, 25)
    routing.latest_departure(network, "alpha", "island", caught.value.possible or "")


def test_no_links_and_no_such_mode(network: TravelNetwork) -> None:
    with pytest.raises(NoRoute, match="no chain of links joins them"):
        routing.earliest_arrival(network, "alpha", "lonely", "1941-06-01")
    with pytest.raises(NoRoute, match="by river joins them; one that also goes by rail does"):
        routing.earliest_arrival(network, "alpha", "beta", "1941-06-01", modes=["river"])


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("nowhere", "beta", "1941-06-01"), "No place is called 'nowhere'"),
        (("land", "beta", "1941-06-01"), "stands for a whole area"),
        (("alpha", "beta", "1941-02-30"), "has to be a day such as"),
        (("alpha", "beta", "1999-01-01"), "lies outside the days"),
        (("alpha", [], "1941-06-01"), "empty list"),
        (("alpha", 7, "1941-06-01"), "is no place"),
        (((99.0, 10.0), "beta", "1941-06-01"), "no latitude 99"),
    ],
)
def test_bad_questions_get_one_clear_message(network: TravelNetwork, arguments: Any, message: str) -> None:
    with pytest.raises(EvacmapError, match=message):
        routing.earliest_arrival(network, *arguments)


def test_unknown_mode_pace_and_network(network: TravelNetwork) -> None:
    with pytest.raises(EvacmapError, match="no mode train; it has rail"):
        routing.earliest_arrival(network, "alpha", "beta", "1941-06-01", modes=["train"])
    with pytest.raises(EvacmapError, match="a pace is one of fast, typical, slow"):
        routing.earliest_arrival(network, "alpha", "beta", "1941-06-01", pace="quick")  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="make one with"):
        routing.earliest_arrival(network.atlas, "alpha", "beta", "1941-06-01")  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="made from an Atlas"):
        routing.travel_network(network)  # type: ignore[arg-type]
    with pytest.raises(UnknownPlace):
        routing.reachable(network, ["alpha", "nowhere"], "1941-06-01")


def test_an_atlas_without_a_travel_model_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EvacmapError, match="no travel model"):
        routing.travel_network(country(tmp_path, paces=[]))


# --- the other questions ------------------------------------------------------------------------------------


@given(
    day=st.dates(date(1941, 5, 1), date(1943, 6, 1)),
    ends=st.permutations(("alpha", "delta", "island", "gamma")),
)
@settings(max_examples=60, deadline=None)
def test_forward_and_backward_agree(network: TravelNetwork, day: date, ends: list[str]) -> None:
    try:
        last = routing.latest_departure(network, ends[0], ends[1], day)
    except NoRoute:
        return
    assert last.arrive <= day
    again = routing.earliest_arrival(network, ends[0], ends[1], last.depart)
    assert again.arrive <= day
    try:
        later = routing.earliest_arrival(
            network, ends[0], ends[1], date.fromordinal(last.depart.toordinal() + 1)
        )
    except NoRoute:
        return
    assert later.arrive > day


@given(
    day=st.dates(date(1941, 5, 1), date(1942, 4, 1)),
    ends=st.permutations(("alpha", "delta", "island", "gamma")),
)
@settings(max_examples=60, deadline=None)
def test_low_is_not_above_typical_nor_typical_above_high(
    network: TravelNetwork, day: date, ends: list[str]
) -> None:
    try:
        journey = routing.earliest_arrival(network, ends[0], ends[1], day, pace="fast")
    except NoRoute:
        return
    known = [journey.days.low, journey.days.typical, journey.days.high]
    never = [days is None for days in known]
    assert never == sorted(never)
    assert [d for d in known if d is not None] == sorted(d for d in known if d is not None)


def test_reachable_is_what_single_searches_find(network: TravelNetwork) -> None:
    reached = routing.reachable(network, "alpha", "1942-03-01", "1942-04-30")
    assert isinstance(reached, gpd.GeoDataFrame)
    assert reached["modelled"].all()
    assert "lonely" not in reached.index
    for place in reached.index.drop("alpha"):
        if place != "north":  # takes nobody in then, but can be reached
            journey = routing.earliest_arrival(network, "alpha", place, "1942-03-01")
            assert reached.loc[place, "arrive"].date() == journey.arrive
            assert reached.loc[place, "days_high"] == pytest.approx(journey.days.high, nan_ok=True)
    assert (reached["days_low"] <= reached["days"]).all()
    assert reached["days"].is_monotonic_increasing


def test_alternatives_are_ranked_and_different(network: TravelNetwork) -> None:
    ways = routing.alternatives(network, "alpha", "delta", "1941-06-01", k=3)
    assert ways[0] == routing.earliest_arrival(network, "alpha", "delta", "1941-06-01")
    assert [way.arrive for way in ways] == sorted(way.arrive for way in ways)
    assert routing.alternatives(network, "alpha", "alpha", "1941-06-01")[0].legs == ()


def test_profile_is_what_single_searches_find(network: TravelNetwork) -> None:
    days = ("1941-08-20", "1942-05-20")
    table = routing.profile(network, ["delta", "hamlet"], ["island", "north"], days)
    assert list(table.columns) == ["origin", "destination", "depart", "arrive", "days"]
    assert len(table) == 2 * 2 * 274
    for row in table.iloc[::13].itertuples():
        try:
            found = routing.earliest_arrival(network, row.origin, row.destination, row.depart.date())
            expected = pd.Timestamp(found.arrive)
        except NoRoute:
            expected = pd.NaT
        assert (row.arrive is pd.NaT and expected is pd.NaT) or row.arrive == expected
    for _, rows in table.groupby(["origin", "destination"], observed=True):
        arrive = rows["arrive"].dropna()
        assert arrive.is_monotonic_increasing  # who leaves later never arrives earlier
        assert rows["arrive"].isna().to_numpy().tolist() == sorted(rows["arrive"].isna())


def test_profile_of_a_named_set_is_that_of_its_best_member(network: TravelNetwork) -> None:
    days = ["1942-01-10", "1942-02-10"]
    both = routing.profile(network, "alpha", {"second stage": "second"}, days)
    each = routing.profile(network, "alpha", "second", days)
    assert both["arrive"].tolist() == each.groupby("depart")["arrive"].min().tolist()
    assert both["destination"].unique().tolist() == ["second stage"]


def test_profile_draws_itself(network: TravelNetwork) -> None:
    import matplotlib as mpl

    mpl.use("Agg")
    ax = routing.profile(network, "alpha", "beta", ("1941-06-01", "1941-06-10")).plot()
    assert [line.get_label() for line in ax.lines] == ["alpha to beta"]
    assert np.allclose(ax.lines[0].get_ydata(), 2)
    mpl.pyplot.close(ax.figure)


# --- what the answers look like -----------------------------------------------------------------------------


def test_legs_as_a_table_say_that_they_are_modelled(network: TravelNetwork) -> None:
    frame = routing.earliest_arrival(network, "hamlet", "delta", "1941-06-01").to_gdf()
    assert frame["modelled"].all()
    assert frame.crs == "EPSG:4326"
    ends = [(line.coords[0], line.coords[-1]) for line in frame.geometry]
    assert all(before[1] == after[0] for before, after in pairwise(ends))


def test_a_map_draws_dots_and_no_markup_from_the_data(tmp_path: Path) -> None:
    tables = line_of_three()["places"]
    tables[0]["name"] = "<img src=x onerror=alert(1)>`${alert(1)}"
    atlas = country(tmp_path)
    network = routing.travel_network(atlas)
    network.atlas.places.loc["alpha", "name"] = tables[0]["name"]
    journey = routing.earliest_arrival(network, "alpha", "delta", "1941-06-01")
    page = journey.explore().get_root().render()
    assert '"dashArray": "1 8"' in page
    page = (
        routing.draw_reachable(network, routing.reachable(network, "alpha", "1941-06-01")).get_root().render()
    )
    assert "<img" not in page.replace("\\u003c", "<").replace("&lt;img", "")
    assert "Modelled travel time" in page


def test_an_itinerary_is_ready_for_json_and_notebooks(network: TravelNetwork) -> None:
    journey = routing.earliest_arrival(network, "alpha", "delta", "1941-06-01")
    answer = json.loads(json.dumps(journey.as_dict()))
    assert answer["days"] == {"low": 1.8, "typical": 4.5, "high": 8.0}
    assert answer["arrive"] == {"low": "1941-06-02", "typical": "1941-06-05", "high": "1941-06-09"}
    assert answer["legs"][0]["links"] == ["ab"]
    assert answer["modelled"] is True
    assert "<td>river</td>" in journey._repr_html_()
    assert repr(network).startswith("<TravelNetwork of 'A test atlas'")


# --- the shipped atlas --------------------------------------------------------------------------------------


def test_vorkuta_was_cut_off_before_its_railway(world: TravelNetwork) -> None:
    """The line beyond Kozhva worked from 29 December 1941: by rail alone one had to wait for it."""
    by_rail = routing.earliest_arrival(world, "vorkuta", "buzuluk", "1941-09-10", modes=["rail"])
    assert by_rail.legs[-1].depart >= date(1941, 12, 29)
    best = routing.earliest_arrival(world, "vorkuta", "buzuluk", "1941-09-10")
    assert best.arrive < date(1941, 12, 29)
    assert "river" in best.modes


def test_the_caspian_was_open_twice(world: TravelNetwork) -> None:
    by_sea = ["rail", "sea"]
    spring = routing.earliest_arrival(world, "guzar", "pahlevi", "1942-03-01", modes=by_sea)
    summer = routing.earliest_arrival(world, "guzar", "pahlevi", "1942-04-10", modes=by_sea)
    assert date(1942, 3, 25) <= spring.arrive <= date(1942, 4, 6)
    assert date(1942, 8, 9) <= summer.arrive <= date(1942, 8, 12)
    with pytest.raises(NoRoute) as caught:
        routing.earliest_arrival(world, "guzar", "pahlevi", "1942-09-02", modes=by_sea)
    assert "link-krasnovodsk-pahlevi-sea" in [name for name, _ in caught.value.shut]


def test_without_time_the_network_gives_dijkstra(world: TravelNetwork) -> None:
    """Rail alone, no gates and no waits: minutes are kilometres by speed, as networkx counts them."""
    from evacmap.routing.kernels import as_rows
    from evacmap.routing.ways import search_from

    tables = world.tables("typical").forward
    boards = np.array([arc.edge is None for arc in world.arcs])[np.asarray(tables.arc)]
    minutes = np.where(boards, 0, np.asarray(tables.minutes))
    static = tables._replace(minutes=as_rows(minutes, "int32"), gate=as_rows(np.zeros(len(boards)), "int32"))
    found = search_from(world, static, world.shut(["rail"]), [world.vertex["kotlas"]], [0])
    graph: nx.Graph[int] = nx.DiGraph()
    weights = dict(zip(np.asarray(tables.arc).tolist(), minutes.tolist(), strict=True))
    for number, arc in enumerate(world.arcs):
        if arc.mode == "rail" or arc.connector:
            cost = min(weights[number], graph.get_edge_data(arc.tail, arc.head, {"w": 10**9})["w"])
            graph.add_edge(arc.tail, arc.head, w=cost)
    expected = nx.single_source_dijkstra_path_length(graph, world.vertex["kotlas"], weight="w")
    reached = {v: int(t) for v, t in enumerate(found.arrival) if t < 2**40}
    assert reached == expected


def test_ways_from_vorkuta_really_differ(world: TravelNetwork) -> None:
    ways = routing.alternatives(world, "vorkuta", "buzuluk", "1941-09-10", k=3)
    assert len(ways) == 3
    assert len({way.modes for way in ways}) > 1


def test_everything_modelled_is_marked(world: TravelNetwork) -> None:
    journey = routing.latest_departure(world, "kotlas", "iran", "1942-04-05")
    assert journey.to_gdf()["modelled"].all()
    assert journey.as_dict()["legs"][0]["modelled"] is True
    assert "modelled" in str(journey)
    assert routing.reachable(world, "kotlas", "1941-10-01", "1941-10-05")["modelled"].all()


def test_without_numba_the_answers_are_the_same(network: TravelNetwork) -> None:
    """The same source runs as plain Python; in a process of its own, since numba is loaded here."""
    question = """
import json, sys
sys.modules["numba"] = None
import evacmap
from evacmap import routing
from evacmap.routing.kernels import COMPILED
network = routing.travel_network(evacmap.load(sys.argv[1]))
journey = routing.earliest_arrival(network, "hamlet", "delta", "1941-06-01")
last = routing.latest_departure(network, "alpha", "island", "1942-04-30")
reached = routing.reachable(network, "alpha", "1942-03-01", "1942-04-30")
ways = routing.alternatives(network, "alpha", "delta", "1941-06-01", k=2)
table = routing.profile(network, ["delta", "hamlet"], ["island", "north"], ("1941-12-20", "1942-01-10"))
days = [[str(day)[:10] for day in frame["arrive"]] for frame in (reached, table)]
print(json.dumps([COMPILED, journey.as_dict(), last.as_dict(), [way.as_dict() for way in ways], *days]))
"""
    command = [sys.executable, "-c", question, str(network.atlas.folder)]
    answer = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    here = [
        False,
        routing.earliest_arrival(network, "hamlet", "delta", "1941-06-01").as_dict(),
        routing.latest_departure(network, "alpha", "island", "1942-04-30").as_dict(),
        [way.as_dict() for way in routing.alternatives(network, "alpha", "delta", "1941-06-01", k=2)],
    ]
    assert answer[:4] == here
    reached = routing.reachable(network, "alpha", "1942-03-01", "1942-04-30")
    days = ("1941-12-20", "1942-01-10")
    table = routing.profile(network, ["delta", "hamlet"], ["island", "north"], days)
    assert answer[4:] == [[str(day)[:10] for day in frame["arrive"]] for frame in (reached, table)]
