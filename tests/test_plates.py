from __future__ import annotations

import builtins
import math
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import shapely
from pyproj import Geod

import evacmap
from evacmap.dates import parse_edtf
from evacmap.errors import CannotWrite, EvacmapError
from evacmap.plates import Plate, draw_plate, save_plate
from evacmap.plates.flows import Load, bundle, width_mm
from evacmap.plates.labels import Label, Room, set_labels
from evacmap.plates.plate import FUTURE, NOW, PAST, choose, extent_of, headings, phase, window_of
from evacmap.plates.projection import Frame, choose_projection
from evacmap.plates.sheet import Sheet, printable
from evacmap.plates.words import LANGUAGES, Texts, counted, date_words, number, plain, words
from packages import line_of_three, write_package

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from matplotlib.figure import Figure

HOSTILE = "</text><script>$\\frac{1}{0}$ _x^2 & \x00\x08 --> ]]> \ufffe 漢字 100% {0}\u202e"
CROSSING = Plate(date="1942-08-15")
SVG = "{http://www.w3.org/2000/svg}"


def size_of_png(path: Path) -> tuple[int, int]:
    head = path.read_bytes()[:24]
    assert head.startswith(b"\x89PNG\r\n\x1a\n")
    return int.from_bytes(head[16:20], "big"), int.from_bytes(head[20:24], "big")


def texts_of(figure: Figure) -> list[str]:
    return [text.get_text() for text in figure.axes[0].texts]


@pytest.fixture(scope="module")
def crossing(atlas: evacmap.Atlas) -> Figure:
    """The plate of 15 August 1942; not to be changed."""
    return draw_plate(atlas, CROSSING)


# -- the options -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"lang": "fr"}, "de, en, pl"),
        ({"paper": "A9"}, "A4, A3, A2"),
        ({"around": -1}, "-1"),
        ({"extent": (20, 40, 10, 50)}, "west < east"),
        ({"extent": (10, 50, 20, 40)}, "south < north"),
        ({"extent": (10, 40, 20, 91)}, "none"),
        ({"extent": (10, 40, math.nan, 50)}, "none"),
    ],
)
def test_options_that_make_no_sense_are_refused(options: dict[str, Any], says: str) -> None:
    with pytest.raises(EvacmapError, match=says):
        Plate(**options)


@pytest.mark.parametrize(
    ("plate", "says"),
    [
        (Plate(date="the summer of 1942"), "the summer of 1942"),
        (Plate(date="1942-02-30"), "1942-02-30"),
        (Plate(stages=("crossing", "holiday")), "'holiday'.*detention"),
        (Plate(view="99"), "'99'.*01, 02"),
    ],
)
def test_options_that_the_atlas_does_not_know_are_refused(
    atlas: evacmap.Atlas, plate: Plate, says: str
) -> None:
    with pytest.raises(EvacmapError, match=says):
        draw_plate(atlas, plate)


def test_a_single_day_counts_with_the_week_around_it(atlas: evacmap.Atlas) -> None:
    day = window_of(atlas, Plate(date="1942-08-15"))
    assert day is not None
    assert (day.earliest, day.latest) == (date(1942, 8, 8), date(1942, 8, 22))
    exact = window_of(atlas, Plate(date="1942-08-15", around=0))
    assert exact is not None
    assert exact.earliest == exact.latest == date(1942, 8, 15)
    month = window_of(atlas, Plate(date="1941-12"))
    assert month is not None
    assert (month.earliest, month.latest) == (date(1941, 12, 1), date(1941, 12, 31))
    assert window_of(atlas, Plate()) is None


@pytest.mark.parametrize("text", ["0001-01-01", "9999-12-31", "1942/..", "../1942"])
def test_days_around_the_ends_of_the_calendar_are_no_error(atlas: evacmap.Atlas, text: str) -> None:
    assert window_of(atlas, Plate(date=text, around=10)) is not None


# -- what a date shows -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("interval", "expected"),
    [
        ("1942-08-01/1942-08-10", NOW),
        ("1942-08-22", NOW),
        ("1942-08-23", FUTURE),
        ("1942-08-07", PAST),
        ("1942/..", NOW),
        ("../1942-08-07", PAST),
        ("1943/..", FUTURE),
        (None, PAST),
    ],
)
def test_phase(interval: str | None, expected: str) -> None:
    window = parse_edtf("1942-08-08/1942-08-22")
    assert phase(parse_edtf(interval) if interval else None, window) == expected
    assert phase(parse_edtf(interval) if interval else None, None) == NOW


def test_the_future_is_absent_and_the_past_is_marked(atlas: evacmap.Atlas) -> None:
    shown = choose(atlas, CROSSING, zoom=5)
    assert shown.movements["wave2-sea-all"] == NOW
    assert shown.movements["wave1-sea-all"] == PAST
    assert "me-army-iraq-palestine-1943" not in shown.movements
    window = shown.window
    assert window is not None
    assert window.latest is not None
    table = atlas.movements.loc[list(shown.movements)]
    assert (table["date_earliest"].isna() | (table["date_earliest"].dt.date <= window.latest)).all()
    active = atlas.places.loc[list(shown.places), "active_earliest"]
    ends = {*table["from"], *table["to"]}
    later = {place for place in active[active.dt.date > window.latest].index if place not in ends}
    assert not later


def test_parts_come_in_where_they_lead_elsewhere_and_rivals_never(atlas: evacmap.Atlas) -> None:
    small, large = choose(atlas, Plate()), choose(atlas, Plate(), zoom=8)
    assert set(small.movements) < set(large.movements)
    assert not any(atlas.movements.loc[m, "rival_of"] for m in large.movements)
    assert "ship-w1-01" not in large.movements


def test_stages_limit_movements_and_sites(atlas: evacmap.Atlas) -> None:
    shown = choose(atlas, Plate(stages=("palestine",)), zoom=8)
    assert set(atlas.movements.loc[list(shown.movements), "stage"]) == {"palestine"}
    table = atlas.movements.loc[list(shown.movements)]
    sites = atlas.places.loc[[p for p in shown.places if p not in {*table["from"], *table["to"]}]]
    assert set(sites["stage"]) == {"palestine"}


def test_the_extent_is_that_asked_for_of_the_view_or_of_what_is_shown(atlas: evacmap.Atlas) -> None:
    asked = (33.8, 31.0, 36.2, 33.4)
    assert extent_of(atlas, Plate(extent=asked, view="01")) == asked
    step = atlas.story.loc["08"]
    assert extent_of(atlas, Plate(view="08")) == tuple(step[["west", "south", "east", "north"]])
    west, south, east, north = extent_of(atlas, CROSSING)
    for place in ("krasnovodsk", "pahlevi", "tehran"):
        x, y = atlas.places.loc[place, ["lon", "lat"]]
        assert west < x < east
        assert south < y < north
    whole = extent_of(atlas, Plate())
    assert whole[2] - whole[0] > east - west
    for stage in atlas.stages.index:
        w, _, e, _ = extent_of(atlas, Plate(stages=(stage,)))
        assert e - w <= 360


def test_headings(atlas: evacmap.Atlas) -> None:
    german = Texts(atlas, "de")
    title, below = headings(atlas, Plate(date="1942-08-15", lang="de"), german)
    assert title == german.get("atlas.title", "")
    assert below == "15. August 1942"
    title, below = headings(atlas, Plate(view="08", lang="pl"), Texts(atlas, "pl"))
    assert title == "Zakaz werbunku i druga ewakuacja"
    assert Texts(atlas, "pl").get("atlas.title", "") in below
    assert headings(atlas, Plate(stages=("crossing",)), Texts(atlas, "en"))[0] == "Crossing"
    assert headings(atlas, Plate(title="Mine"), Texts(atlas, "en"))[0] == "Mine"


# -- words -----------------------------------------------------------------------------------------


def test_the_languages_have_the_same_words() -> None:
    def shape_of(value: Any) -> Any:
        if isinstance(value, dict):
            return {k: shape_of(v) for k, v in value.items() if k != "few"}
        return len(value) if isinstance(value, list) else set(re.findall(r"\{\w+\}", value))

    first, *others = (shape_of(words(lang)) for lang in LANGUAGES)
    assert all(other == first for other in others)


@pytest.mark.parametrize(
    ("text", "german", "english", "polish"),
    [
        ("1942-03-24", "24. März 1942", "24 March 1942", "24 marca 1942 r."),
        ("1942-03~", "um März 1942", "about March 1942", "około marca 1942 r."),
        ("1942-23", "Herbst 1942", "autumn 1942", "jesień 1942 r."),
        ("1942/..", "seit 1942", "from 1942", "od 1942 r."),
        ("1942-02-28/1942-03-01", "28. Februar – 1. März 1942", "28 February – 1 March 1942",
         "28 lutego – 1 marca 1942 r."),
        ("1941-12/1942-01", "Dezember 1941 – Januar 1942", "December 1941 – January 1942",
         "grudzień 1941 r. – styczeń 1942 r."),
    ],
)  # fmt: skip
def test_dates_in_words(text: str, german: str, english: str, polish: str) -> None:
    assert [date_words(text, lang) for lang in ("de", "en", "pl")] == [german, english, polish]


def test_numbers_and_plurals() -> None:
    assert [number(1234567, lang) for lang in ("de", "en")] == ["1.234.567", "1,234,567"]
    assert [counted("sources", n, "pl").split(",")[0] for n in (1, 3, 12, 22, 25)] == [
        "1 źródło", "3 źródła", "12 źródeł", "22 źródła", "25 źródeł",
    ]  # fmt: skip


def test_plain_text_has_no_controls_and_prints_in_some_font() -> None:
    text = printable(plain(HOSTILE))
    assert not re.search("[\x00-\x1f\u202e\ufffe]", text)
    assert "$\\frac{1}{0}$ _x^2 &" in text
    assert "□□" in text
    assert printable("Красноводск Łódź Kraków") == "Красноводск Łódź Kraków"


# -- projection ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "extent",
    [(20.0, 35.0, 110.0, 68.0), (33.8, 31.0, 36.2, 33.4), (-112.0, -47.0, 179.0, 66.0), (160, -48, 190, -34),
     (-60.0, 60.0, 60.0, 90.0), (-180.0, -90.0, 180.0, 90.0), (10.0, 50.0, 10.001, 50.001)],
)  # fmt: skip
def test_a_frame_shows_its_extent_and_measures_true(extent: tuple[float, float, float, float]) -> None:
    frame = Frame(extent, (20.0, 30.0, 250.0, 130.0))
    west, south, east, north = extent
    middle = [
        (lon, lat) for lon in (west, (west + east) / 2, east) for lat in (south, (south + north) / 2, north)
    ]
    for x, y in frame.to_mm(middle):
        assert frame.holds(x, y, 0.01)
    km, long_mm = frame.scale_bar(42.0)
    assert 42 / 2.5 <= long_mm <= 42.0001
    x, y = frame.left + frame.width / 2, frame.bottom + frame.height / 2
    lon, lat = frame.to_degrees(np.array([x - long_mm / 2, x + long_mm / 2]), np.array([y, y]))
    true_km = Geod(ellps="WGS84").inv(lon[0], lat[0], lon[1], lat[1])[2] / 1000
    # The bar is a chord at the centre: on a plate of the world it bends with the globe.
    assert true_km == pytest.approx(km, rel=0.03 if choose_projection(extent).kind != "lambert" else 0.02)
    assert frame.scale() == pytest.approx(frame.km_per_mm * 1e6, rel=0.06)


def test_land_keeps_its_area(atlas: evacmap.Atlas) -> None:
    frame = Frame(extent_of(atlas, Plate()), (0.0, 0.0, 270.0, 130.0))
    for lat in (30.0, 60.0):
        box = shapely.segmentize(shapely.box(50, lat, 52, lat + 2), 0.1)
        on_paper = shapely.Polygon(frame.to_mm(np.asarray(box.exterior.coords))).area * frame.m_per_mm**2
        assert on_paper == pytest.approx(abs(Geod(ellps="WGS84").geometry_area_perimeter(box)[0]), rel=1e-3)


# -- flows and labels ------------------------------------------------------------------------------


def test_a_band_counts_nobody_twice() -> None:
    load = Load(
        {"whole": (100, 120), "part": (40, 40), "other": (5, 5)},
        {"whole": "documented", "part": "inferred", "other": "inferred"},
    )
    load.add_up({"part": frozenset({"whole"})})
    assert (load.low, load.high, load.surest) == (105, 125, "documented")
    load = Load({"part": (40, 40), "other": (5, 5)}, {"part": "reported", "other": "documented"})
    load.add_up({"part": frozenset({"whole"})})
    assert (load.low, load.surest) == (45, "reported")


def test_flows_lie_in_the_direction_of_travel_and_as_wide_as_their_people(small_atlas: evacmap.Atlas) -> None:
    plate = Plate(extent=(29, 49, 33, 51), date="1942-03")
    frame = Frame(plate.extent or (0, 0, 1, 1), (0.0, 0.0, 200.0, 150.0))
    ribbons = bundle(small_atlas, choose(small_atlas, plate, frame.zoom), frame, 1.0)
    east = next(r for r in ribbons if r.now)
    assert (east.starts, east.ends) == ("site", "site")
    ends = frame.to_mm([(30, 50), (32, 50)])
    assert np.abs(east.points[[0, -1]] - ends).max() < 1.5
    assert east.low[10] == pytest.approx(width_mm(10))
    assert east.high[10] == pytest.approx(width_mm(20))


def test_labels_keep_clear_of_each_other_and_of_the_frame() -> None:
    sheet, frame = Sheet(100, 100, 1.0), Frame((0, 0, 1, 1), (10, 10, 80, 80))
    room = Room(frame, [np.array([(10.0, 50.0), (90.0, 50.0)])])
    names = [
        Label(f"Place {i}", 20 + 3.0 * (i % 20), 20 + 7.0 * (i // 20), 7, "#000000", i, 1.0)
        for i in range(160)
    ]
    written = set_labels(sheet, room, names)
    assert 20 < len(written) < 160
    boxes = [shapely.box(*box) for box in room._taken]
    crossings = [(a, b) for i, a in enumerate(boxes) for b in boxes[i + 1 :] if a.intersection(b).area > 1e-9]
    assert not crossings
    assert all(shapely.box(10, 10, 90, 90).contains(box) for box in boxes)


# -- the plate -------------------------------------------------------------------------------------


def test_a_plate_says_what_it_shows(crossing: Figure, atlas: evacmap.Atlas) -> None:
    texts = texts_of(crossing)
    assert "15 August 1942" in texts
    for word in ("Krasnovodsk", "Pahlevi", "Tehran", "Crossing", "under way: 8–22 August 1942", "earlier"):
        assert word in texts, word
    assert any(text.startswith("1 : ") for text in texts)
    assert any("Albers" in text or "Lambert" in text for text in texts)
    everything = " ".join(texts)
    assert re.search(r"\d+ sources", everything)
    assert "Natural Earth" in everything
    assert "Creative Commons Attribution 4.0" in everything
    assert not any(name in texts for name in ("Detention", "Monte Cassino"))
    assert f"“{Texts(atlas, 'en').get('atlas.title', None)}”" in everything


@pytest.mark.parametrize("lang", ["de", "pl"])
def test_a_plate_speaks_the_language(atlas: evacmap.Atlas, lang: str) -> None:
    texts = texts_of(draw_plate(atlas, Plate(view="13", lang=lang)))
    stage = {"de": "Palästina", "pl": "Palestyna"}[lang]
    assert stage in texts
    assert any(words(lang)["atCentre"] in text for text in texts)


@pytest.mark.parametrize(
    ("plate", "millimetres"),
    [
        (Plate(stages=("crossing",), landscape=True), (297, 210)),
        (Plate(stages=("crossing",), landscape=False, paper="A3"), (297, 420)),
        (Plate(view="13", paper="A2"), (420, 594)),
    ],
)
def test_paper(atlas: evacmap.Atlas, plate: Plate, millimetres: tuple[int, int], tmp_path: Path) -> None:
    figure = draw_plate(atlas, plate)
    assert figure.get_size_inches() * 25.4 == pytest.approx(millimetres)
    save_plate(figure, tmp_path / "plate.png", dpi=50)
    assert size_of_png(tmp_path / "plate.png") == pytest.approx([mm / 25.4 * 50 for mm in millimetres], abs=1)


@pytest.mark.parametrize("kind", ["pdf", "svg", "png"])
def test_the_same_plate_is_the_same_bytes(
    crossing: Figure, atlas: evacmap.Atlas, kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save_plate(crossing, tmp_path / f"one.{kind}", dpi=60)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1234567890")
    save_plate(draw_plate(atlas, CROSSING), tmp_path / f"two.{kind}", dpi=60)
    one, two = (tmp_path / f"{name}.{kind}" for name in ("one", "two"))
    assert one.read_bytes() == two.read_bytes()


def test_the_files_are_what_they_say(crossing: Figure, tmp_path: Path) -> None:
    save_plate(crossing, tmp_path / "plate.PDF")
    pdf = (tmp_path / "plate.PDF").read_bytes()
    assert pdf.startswith(b"%PDF-1.")
    assert pdf.rstrip().endswith(b"%%EOF")
    assert b"/FontFile2" in pdf
    assert b"/CreationDate" not in pdf
    save_plate(crossing, tmp_path / "plate.svg")
    root = ET.parse(tmp_path / "plate.svg").getroot()
    assert root.tag == f"{SVG}svg"
    assert not list(root.iter(f"{SVG}image"))
    assert len(pdf) < 2_000_000


@pytest.mark.parametrize(
    ("name", "dpi"), [("plate.jpg", 300), ("plate", 300), ("plate.png", 5), ("plate.png", 9000)]
)
def test_files_that_cannot_be_are_refused(crossing: Figure, tmp_path: Path, name: str, dpi: int) -> None:
    with pytest.raises(EvacmapError, match=r"\.pdf, \.svg or \.png|dots per inch"):
        save_plate(crossing, tmp_path / name, dpi)
    assert not list(tmp_path.iterdir())


def test_a_plate_that_cannot_be_written_leaves_nothing(crossing: Figure, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(CannotWrite):
        save_plate(crossing, tmp_path / "file" / "plate.svg")
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


# -- any atlas -------------------------------------------------------------------------------------


def hostile_package(folder: Path) -> Path:
    rows = line_of_three()
    hostile = HOSTILE.replace("\x00", "")
    for table, column in (
        ("stages", "name"),
        ("places", "name"),
        ("movements", "title"),
        ("texts", "text"),
        ("sources", "title"),
    ):
        for row in rows[table]:
            row[column] = hostile
    rows["texts"] += [
        {"key": key, "lang": "en", "text": hostile}
        for key in ("atlas.title", "stages.first", "kind.city", "kind.camp")
    ]
    rows["names"].append({"place": "alpha", "lang": "en", "name": hostile, "period": "then"})
    return write_package(folder, rows)


@pytest.mark.parametrize("kind", ["pdf", "svg", "png"])
def test_text_is_printed_as_it_is(tmp_path: Path, kind: str) -> None:
    atlas = evacmap.load(hostile_package(tmp_path / "package"))
    figure = draw_plate(atlas, Plate(title=HOSTILE * 3, date="1942-03-05"))
    assert any("$\\frac{1}{0}$ _x^2 &" in text for text in texts_of(figure))
    path = tmp_path / f"plate.{kind}"
    save_plate(figure, path, dpi=60)
    if kind == "svg":
        root = ET.parse(path).getroot()
        assert not list(root.iter("script"))
        assert not list(root.iter(f"{SVG}script"))


def without_movements() -> dict[str, Any]:
    return {
        k: v for k, v in line_of_three().items() if k in {"stages", "modes", "sources", "places", "links"}
    }


@pytest.mark.parametrize("plate", [Plate(), Plate(date="1942-03"), Plate(date="1900-01-01", lang="pl")])
@pytest.mark.parametrize("rows", [line_of_three(), without_movements()])
def test_any_atlas_has_a_plate(tmp_path: Path, rows: Any, plate: Plate) -> None:
    atlas = evacmap.load(write_package(tmp_path / "package", rows))
    save_plate(draw_plate(atlas, plate), tmp_path / "plate.svg")
    ET.parse(tmp_path / "plate.svg")
    with pytest.raises(EvacmapError, match="no step"):
        draw_plate(atlas, Plate(view="01"))


@pytest.mark.parametrize(
    "extent",
    [(-180.0, -90.0, 180.0, 90.0), (150.0, -50.0, 200.0, -20.0), (0.0, 0.0, 0.01, 0.01), (-90, 70, 90, 90)],
)
def test_any_extent_has_a_plate(atlas: evacmap.Atlas, tmp_path: Path, extent: Any) -> None:
    save_plate(draw_plate(atlas, Plate(extent=extent)), tmp_path / "plate.png", dpi=40)


# -- without matplotlib, and from the command line -------------------------------------------------


@pytest.fixture
def no_matplotlib(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """An installation without the extra."""
    real = builtins.__import__

    def refuse(name: str, *rest: Any, **more: Any) -> Any:
        if name.partition(".")[0] == "matplotlib":
            raise ImportError(name)
        return real(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", refuse)
    yield
    monkeypatch.undo()


@pytest.mark.usefixtures("no_matplotlib")
def test_without_matplotlib_the_way_to_get_it_is_named(small_atlas: evacmap.Atlas) -> None:
    with pytest.raises(EvacmapError, match=r"pip install evacmap\[plates\]"):
        draw_plate(small_atlas)


def test_importing_the_package_takes_no_matplotlib() -> None:
    script = "import sys, evacmap, evacmap.plates, evacmap.cli; print('matplotlib' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [
        sys.executable,
        "-W",
        "error::UserWarning:matplotlib",
        "-m",
        "evacmap",
        "plate",
        *map(str, arguments),
    ]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_the_command_writes_a_plate(package: Path, tmp_path: Path) -> None:
    out = tmp_path / "new" / "plate.png"
    look = (
        "--lang",
        "de",
        "--paper",
        "A3",
        "--orientation",
        "portrait",
        "--dpi",
        "40",
        "--title",
        "Meine Karte",
    )
    what = ("--date", "1942-03", "--extent", "28", "48", "34", "52")
    done = run("--data", package, *what, *look, "-o", out)
    assert done.returncode == 0, done.stderr
    assert str(out) in done.stderr
    assert size_of_png(out) == (467, 661)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("-o", "plate.doc"), ".pdf, .svg or .png"),
        (("--date", "soon"), "'soon'"),
        (("--stage", "second"), "'second'"),
        (("--extent", "5", "5", "4", "4"), "west < east"),
    ],
)
def test_the_command_refuses_in_one_line(
    package: Path, tmp_path: Path, arguments: tuple[str, ...], says: str
) -> None:
    done = run("--data", package, "-o", tmp_path / "plate.pdf", *arguments)
    assert done.returncode == 1
    assert says in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert not (tmp_path / "plate.pdf").exists()
