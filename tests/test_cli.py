from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

import evacmap
from evacmap.exports import LAYERS
from evacmap.files import atomic_write
from packages import edit_cell

if TYPE_CHECKING:
    from pathlib import Path


def run(*arguments: str | Path, expect: int = 0, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "evacmap", *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=cwd, check=False)
    assert done.returncode == expect, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    return done


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The outputs of one `evacmap build`, and what it said."""
    out = tmp_path_factory.mktemp("build") / "out"
    done = run("build", "--out", out)
    return out, done.stdout + done.stderr


def test_build_writes_the_map_and_a_file_per_layer(built: tuple[Path, str]) -> None:
    out, _ = built
    written = sorted(str(path.relative_to(out)) for path in out.rglob("*") if path.is_file())
    pages = ["evacmap.html", "figures.de.html", "figures.en.html", "figures.pl.html"]
    assert written == sorted([*pages, *(f"geojson/{layer}.geojson" for layer in LAYERS)])


def test_build_ends_with_a_summary(built: tuple[Path, str], atlas: evacmap.Atlas) -> None:
    out, said = built
    for name in ("places", "links", "movements", "journeys"):
        assert f"{len(getattr(atlas, name)):,} {name}" in said
    low = atlas.totals().loc["crossing", "low"]
    assert f"{low:,}" in said
    assert "9 files written" in said
    assert f"{(out / 'evacmap.html').as_uri()}" in said


def test_build_takes_any_other_package(package: Path, tmp_path: Path) -> None:
    run("build", "--data", package, "--out", tmp_path / "mein Äußeres")
    assert "A test atlas" in (tmp_path / "mein Äußeres" / "evacmap.html").read_text("utf-8")


def test_a_broken_package_builds_nothing_and_keeps_what_was(package: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    run("build", "--data", package, "--out", out)
    before = {path: path.read_bytes() for path in out.rglob("*") if path.is_file()}
    edit_cell(package, "places", 2, "lat", "north")
    edit_cell(package, "links", 2, "mode", "balloon")
    done = run("build", "--data", package, "--out", out, expect=1)
    assert "places.csv, row 2, column lat" in done.stderr
    assert "links.csv, row 2, column mode" in done.stderr
    assert {path: path.read_bytes() for path in out.rglob("*") if path.is_file()} == before


def test_check_passes_and_fails_by_exit_status(package: Path) -> None:
    assert "No problems" in run("check", package).stdout
    edit_cell(package, "places", 2, "sources", "nobody")
    before = sorted(package.iterdir())
    failed = run("check", package, expect=1)
    assert "places.csv, row 2, column sources: 'nobody' is not in sources.csv" in failed.stderr
    assert sorted(package.iterdir()) == before


def test_check_speaks_json(package: Path) -> None:
    edit_cell(package, "places", 2, "lat", "95")
    report = json.loads(run("check", package, "--json", expect=1).stdout)
    (problem,) = report["problems"]
    assert problem.keys() == {"file", "row", "column", "wrong", "right"}
    assert (problem["file"], problem["row"], problem["column"]) == ("places.csv", 2, "lat")


def test_places_finds_and_doubts() -> None:
    first = json.loads(run("places", "Красноводск", "--json").stdout)[0]
    assert (first["id"], first["match"], first["country_today"]) == ("krasnovodsk", 100, "Turkmenistan")
    assert "krasnovodsk" in run("places", "Krasnovodks").stdout
    nothing = run("places", "qqqqqqq", expect=1)
    assert "No place has a name like" in nothing.stderr


def test_export_writes_the_layers_asked_for(package: Path, tmp_path: Path) -> None:
    run(
        "export", "geojson", "--data", package, "--layer", "places", "--layer", "events", "-o", tmp_path / "g"
    )
    assert sorted(path.name for path in (tmp_path / "g").iterdir()) == ["events.geojson", "places.geojson"]


def test_map_writes_one_file(package: Path, tmp_path: Path) -> None:
    run("map", "--data", package, "--out", tmp_path / "m.html", "--lang", "pl")
    assert [path.name for path in tmp_path.glob("*.html")] == ["m.html"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["map", "--out", "{tmp}"], "it is a folder"),
        (["map", "--out", "{tmp}/file/map.html"], "Cannot write"),
        (["build", "--data", "{tmp}/nowhere"], "no folder"),
        (["check", "{tmp}"], "datapackage.json"),
    ],
)
def test_failures_are_one_message(tmp_path: Path, arguments: list[str], words: str) -> None:
    (tmp_path / "file").write_text("x")
    done = run(*(a.format(tmp=tmp_path) for a in arguments), expect=1, cwd=tmp_path)
    assert words in done.stderr


@pytest.mark.parametrize("command", ["build", "map", "export", "check", "places"])
def test_help_teaches_with_examples(command: str) -> None:
    text = run(command, "--help").stdout
    assert "Examples" in text
    assert f"evacmap {command}" in text


def test_help_is_light() -> None:
    script = (
        "import sys; sys.argv = ['evacmap', '--help']\n"
        "from evacmap.cli import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "heavy = {'geopandas', 'pandas', 'folium', 'networkx', 'frictionless'} & set(sys.modules)\n"
        "sys.exit(str(heavy) if heavy else 0)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_a_failed_write_leaves_the_old_file_and_no_litter(tmp_path: Path) -> None:
    target = tmp_path / "map.html"
    target.write_text("old")

    def fail() -> None:
        with atomic_write(target) as file:
            file.write("half")
            raise OSError(28, "No space left on device")

    with pytest.raises(evacmap.CannotWrite, match="No space left on device"):
        fail()
    assert target.read_text() == "old"
    assert list(tmp_path.iterdir()) == [target]
    with atomic_write(target) as file:
        file.write("new\n")
    assert target.read_bytes() == b"new\n"
