from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import evacmap
from evacmap.counts import totals
from evacmap.gazetteer import folded


@pytest.mark.parametrize("query", ["Красноводск", "Krasnowodsk", "Türkmenbaşy", "krasnovodsk", "KRASNOVODSK"])
def test_any_name_of_a_place_finds_it_first(atlas: evacmap.Atlas, query: str) -> None:
    first = atlas.find(query)[0]
    assert (first.place, first.score) == ("krasnovodsk", 100)
    assert atlas.place(query) == "krasnovodsk"


@pytest.mark.parametrize(
    ("query", "place"),
    [("Buzulk", "buzuluk"), ("turkmenbasi", "krasnovodsk"), ("Pahlewy", "pahlevi"), ("Бузулк", "buzuluk")],
)
def test_a_slip_of_the_pen_still_finds_it_with_doubt(atlas: evacmap.Atlas, query: str, place: str) -> None:
    first = atlas.find(query)[0]
    assert first.place == place
    assert first.score < 100


def test_the_doubtful_is_not_taken_for_sure(atlas: evacmap.Atlas) -> None:
    with pytest.raises(evacmap.UnknownPlace, match="buzuluk"):
        atlas.place("Buzulk")
    with pytest.raises(evacmap.UnknownPlace):
        atlas.place("qqqqqq")
    assert atlas.find("") == []
    assert atlas.find("!?") == []


def test_points_at_sea_are_no_places_to_find(atlas: evacmap.Atlas) -> None:
    waypoints = atlas.places.index[atlas.places["kind"] == "waypoint"]
    assert len(waypoints)
    assert not {m.place for m in atlas.find(waypoints[0], 50)} & set(waypoints)


@given(st.text(max_size=20))
def test_folding_is_settled_after_once(name: str) -> None:
    assert folded(folded(name)) == folded(name)


ROWS = st.lists(
    st.tuples(
        st.sampled_from("ab"),
        st.none() | st.integers(0, 100),
        st.integers(0, 50),
        st.booleans(),
        st.booleans(),
    ),
    max_size=12,
)


@given(ROWS)
def test_totals_count_nobody_twice(rows: list[tuple[str, int | None, int, bool, bool]]) -> None:
    table = pd.DataFrame(
        {
            "stage": [r[0] for r in rows],
            "people_low": pd.array([r[1] for r in rows], dtype="Int64"),
            "people_high": pd.array([None if r[1] is None else r[1] + r[2] for r in rows], dtype="Int64"),
            "part_of": [("x",) if r[3] else () for r in rows],
            "rival_of": [("y",) if r[4] else () for r in rows],
        }
    )
    result = totals(table)
    for stage in "ab":
        alone = [r for r in rows if r[0] == stage and not (r[3] or r[4])]
        if not alone:
            assert stage not in result.index
            continue
        known = [r for r in alone if r[1] is not None]
        assert result.loc[stage, "low"] == sum(r[1] or 0 for r in known)
        assert result.loc[stage, "high"] == sum((r[1] or 0) + r[2] for r in known)
        assert result.loc[stage, "counted"] == len(known)
        assert result.loc[stage, "uncounted"] == len(alone) - len(known)


def test_the_crossing_adds_up_inside_the_published_range(atlas: evacmap.Atlas) -> None:
    crossing = atlas.totals().loc["crossing"]
    assert 105_000 <= crossing["low"] <= crossing["high"] <= 125_000
