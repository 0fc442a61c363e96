"""The commands `route`, `reach` and `profile`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from evacmap.cli import app, main
from test_routing import country

if TYPE_CHECKING:
    from pathlib import Path

runner = CliRunner()


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(country(tmp_path_factory.mktemp("cli")).folder)


def test_route_prints_a_table(data: str) -> None:
    result = runner.invoke(app, ["route", "alpha", "Delta", "--depart", "1941-06-01", "--data", data])
    assert result.exit_code == 0
    for part in (
        "modelled",
        "1941-06-05 (1941-06-02 to 1941-06-09)",
        "4.5 (1.8 to 8.0)",
        "rail",
        "river",
        "book",
    ):
        assert part in " ".join(result.stdout.split())


def test_route_prints_json(data: str, tmp_path: Path) -> None:
    picture = tmp_path / "way.html"
    command = [
        "route",
        "alpha",
        "delta",
        "--depart",
        "1941-06-01",
        "--data",
        data,
        "--json",
        "--map",
        str(picture),
    ]
    answer = json.loads(runner.invoke(app, command).stdout)
    assert answer["days"] == {"low": 1.8, "typical": 4.5, "high": 8.0}
    assert answer["arrive"]["typical"] == "1941-06-05"
    assert [leg["mode"] for leg in answer["legs"]] == ["rail", "river"]
    assert "dashArray" in picture.read_text(encoding="utf-8")


def test_route_finds_the_last_day_to_leave(data: str) -> None:
    command = ["route", "alpha", "island", "--arrive", "1942-04-05", "--data", data]
    answer = json.loads(runner.invoke(app, [*command, "--json"]).stdout)
    assert answer["departs"]["typical"] == answer["depart"] == "1942-04-01"
    assert "last day to set out: 1942-04-01" in runner.invoke(app, command).stdout


def test_route_finds_several_ways(data: str) -> None:
    command = ["route", "alpha", "delta", "--depart", "1941-06-01", "-k", "2", "--json", "--data", data]
    assert isinstance(json.loads(runner.invoke(app, command).stdout), list)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["route", "alpha", "island", "--depart", "1942-07-01"], "sea (open 1942-03-24/1942-04)"),
        (["route", "alpha", "island"], "give either --depart or --arrive"),
        (["route", "alpha", "island", "--arrive", "1942-04-05", "-k", "2"], "give --depart"),
        (["route", "alpha", "nowhere", "--depart", "1942-07-01"], "No place is called 'nowhere'"),
        (["route", "alpha", "beta", "--depart", "1942"], "has to be a day"),
        (["route", "alpha", "beta", "--depart", "1942-07-01", "--mode", "balloon"], "no mode balloon"),
        (["reach", "alpha", "--depart", "1942-07-01", "--by", "1942-06-01"], "nothing can be reached"),
        (
            ["profile", "alpha", "--to", "beta", "--from", "1942-02-01", "--until", "1942-01-01"],
            "is before the first",
        ),
    ],
)
def test_what_cannot_be_answered_ends_in_one_message(
    data: str,
    arguments: list[str],
    message: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr("sys.argv", ["evacmap", *arguments, "--data", data])
    with pytest.raises(SystemExit) as left:
        main()
    assert left.value.code == 1
    error = capsys.readouterr().err
    assert message in error
    assert "Traceback" not in error


def test_reach_lists_places(data: str, tmp_path: Path) -> None:
    picture = tmp_path / "reach.html"
    command = ["reach", "alpha", "--depart", "1942-03-01", "--by", "1942-04-30", "--data", data]
    shown = runner.invoke(app, [*command, "-n", "3", "--map", str(picture)])
    assert shown.exit_code == 0
    assert "alpha" in shown.stdout
    assert "more places" in shown.stderr
    assert "Modelled travel time" in picture.read_text(encoding="utf-8")
    answer = json.loads(runner.invoke(app, [*command, "--json"]).stdout)
    island = next(place for place in answer["places"] if place["id"] == "island")
    assert island["arrive"]["typical"] == "1942-03-25"
    assert answer["modelled"] is True


def test_profile_writes_a_table(data: str, tmp_path: Path) -> None:
    command = [
        "profile",
        "alpha",
        "hamlet",
        "--to",
        "second",
        "--from",
        "1942-03-01",
        "--until",
        "1942-03-03",
    ]
    result = runner.invoke(app, [*command, "--data", data])
    lines = result.stdout.splitlines()
    assert lines[0] == "origin,destination,depart,arrive,days"
    assert len(lines) == 1 + 2 * 3
    out, plot = tmp_path / "table.csv", tmp_path / "plot.svg"
    runner.invoke(app, [*command, "--data", data, "-o", str(out), "--plot", str(plot)])
    assert out.read_text(encoding="utf-8") == result.stdout
    assert "<svg" in plot.read_text(encoding="utf-8")
    assert json.loads(runner.invoke(app, [*command, "--data", data, "--json"]).stdout)[0]["origin"] == "alpha"
