"""Measure the map page against plain Folium and `geopandas.explore`; print tables for `benchmarks/README.md`.

Run with ``python benchmarks/map_page.py``. Needs the extra ``test`` (Playwright, a Chromium) and mapclassify
for ``explore``. The other two pages name scripts on the network; here those are answered from the package of
Leaflet, and with nothing for what Leaflet does not need, so that nothing waits for a server.
"""

from __future__ import annotations

import os
import platform
import random
import shutil
import sys
import tempfile
import time
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import folium

import evacmap
from evacmap.maps import atlas_map, save_map
from evacmap.maps.assets import leaflet_script, leaflet_style

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Browser, Page, Route

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))
from packages import write_package

RUNS = 5
MANY = 20_000
OPTIONS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]

PAINTED = (
    "() => new Promise((done) => requestAnimationFrame(() => setTimeout(() => done(performance.now()), 0)))"
)
"""Milliseconds since the navigation when the next frame is out."""

STEPS = """
async (kind) => {
  const map = Object.values(window).find((one) => one instanceof L.Map);
  const { clock } = map.evacmapInterface;
  const scene = map.evacmapScene;
  const { first, last } = clock.range;
  const days = Array.from({ length: 200 }, (_, i) => Math.round(first + ((last - first) * i) / 199));
  if (kind === "jumps") {
    days.sort((a, b) => ((a * 7919) % 997) - ((b * 7919) % 997));
  }
  const changed = [scene._past, scene._data, scene._marks, scene._labels];
  const paint = () => changed.forEach((ctx) => ctx.getImageData(0, 0, 1, 1));
  const times = [];
  for (const day of days) {
    await new Promise((done) => setTimeout(done));
    const start = performance.now();
    clock.set("until", day, day);
    cancelAnimationFrame(scene._timeFrame);
    scene._timeFrame = null;
    scene._drawTime();
    paint();
    times.push(performance.now() - start);
  }
  times.sort((a, b) => a - b);
  return [times[100], times[190]];
}
"""
"""Set the slider to 200 days and draw each at once, pixels included; median and 95th percentile."""


def plain_folium(atlas: evacmap.Atlas, path: Path) -> None:
    """Write what a user of Folium writes first: a marker and a line with a popup for each row."""
    map_ = folium.Map([47, 58], zoom_start=4)
    for place in atlas.places[atlas.places["stage"].notna()].itertuples():
        popup = f"<b>{place.name}</b><br>{place.kind}<br>{place.note or ''}"
        folium.Marker([place.geometry.y, place.geometry.x], popup=popup, tooltip=place.name).add_to(map_)
    rows = atlas.movements
    for line in atlas.movement_lines().itertuples():
        row = rows.loc[line.movement]
        people = f"{row['people_low']}-{row['people_high']}"
        popup = f"<b>{row['title']}</b><br>{row['date']}<br>{people}<br>{row['note']}"
        points = [(lat, lon) for lon, lat in line.geometry.coords]
        folium.PolyLine(points, popup=popup, tooltip=row["title"]).add_to(map_)
    map_.save(str(path))


def explore(atlas: evacmap.Atlas, path: Path) -> None:
    """Write the same rows with geopandas, in one call for each layer."""
    lines = atlas.movement_lines()[["movement", "geometry"]]
    columns = ["title", "date", "people_low", "people_high", "note"]
    about = atlas.movements[columns].astype(str)
    map_ = lines.join(about, on="movement").explore(popup=columns)
    places = atlas.places.loc[atlas.places["stage"].notna(), ["name", "kind", "note", "geometry"]]
    places.astype({"note": str}).explore(m=map_, popup=True)
    map_.save(str(path))


def ours(atlas: evacmap.Atlas, path: Path) -> None:
    """Write the map of this package."""
    save_map(atlas_map(atlas), path)


def answer(route: Route) -> None:
    """Answer requests from here: Leaflet as it is, everything else empty; files as they are."""
    url = route.request.url
    if url.startswith(("file:", "data:")):
        route.continue_()
        return
    name = url.rpartition("/")[2]
    body = {"leaflet.js": leaflet_script(), "leaflet.css": leaflet_style()}.get(name)
    if body is None:
        jquery = "window.$ = window.jQuery = (x) => typeof x === 'string' ? Object.assign([...new DOMParser()"
        jquery += ".parseFromString(x, 'text/html').body.children], {}) : { ready: (f) => f() };"
        body = jquery if "jquery" in name else ""
    kind = "text/css" if ".css" in name else "text/javascript"
    route.fulfill(body=body, content_type=kind)


def first_view(browser: Browser, path: Path) -> float:
    """Return the milliseconds until the page stands drawn, best of some runs."""
    times = []
    for _ in range(RUNS):
        page = open_page(browser, path)
        page.evaluate("async () => { if (window.evacmap) { await evacmap.load(); } }")
        times.append(page.evaluate(PAINTED))
        page.context.close()
    return min(times)


def open_page(browser: Browser, path: Path) -> Page:
    """Open a file in a window of a desk's size."""
    context = browser.new_context(viewport={"width": 1400, "height": 900}, locale="en-GB")
    page = context.new_page()
    page.route("**/*", answer)
    page.goto(path.as_uri())
    return page


def steps(browser: Browser, path: Path, kind: str) -> tuple[float, float]:
    """Return median and 95th percentile of a step of the slider, in milliseconds."""
    page = open_page(browser, path)
    page.evaluate("async () => { await evacmap.load(); }")
    page.wait_for_timeout(300)
    median, slow = page.evaluate(STEPS, kind)
    page.context.close()
    return median, slow


def many_movements(folder: Path, count: int = MANY) -> evacmap.Atlas:
    """Make an atlas of `count` movements on a grid of railways, 1939 to 1947."""
    rng = random.Random(1942)  # noqa: S311 - numbers to draw, not to guard
    side = 20
    ids = [f"p{i}" for i in range(side * side)]
    places = [
        {"id": p, "name": p.upper(), "lat": 30 + 1.6 * (i // side) + rng.random(),
         "lon": 25 + 3.2 * (i % side) + rng.random(), "stage": f"s{i % 5}"}
        for i, p in enumerate(ids)
    ]  # fmt: skip
    pairs = [(i, i + 1) for i in range(side * side) if (i + 1) % side]
    pairs += [(i, i + side) for i in range(side * (side - 1))]
    links = [{"id": f"l{a}-{b}", "from": ids[a], "to": ids[b]} for a, b in pairs]
    colours = ["#2b2f4a", "#2753c0", "#008e8a", "#ba6b12", "#a1350b"]
    movements = []
    for n in range(count):
        start = rng.choice(ids[:40] if n % 3 else ids)
        end = rng.choice([p for p in (rng.choice(ids), *ids[:2]) if p != start])
        day = f"{rng.randint(1939, 1946)}-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}"
        people = rng.randint(1, 3000)
        movements.append({
            "id": f"m{n}", "title": f"Movement {n}", "stage": f"s{n % 5}", "from": start,
            "to": end, "mode": "rail", "date": day, "people_low": people, "people_high": people + 10,
        })  # fmt: skip
    tables: dict[str, list[dict[str, Any]]] = {
        "stages": [{"id": f"s{i}", "name": f"Stage {i}", "colour": c} for i, c in enumerate(colours)],
        "modes": [{"id": "rail", "name": "Rail", "follows": "rail"}],
        "sources": [{"id": "book", "kind": "book", "title": "A book", "reliability": "scholarly"}],
        "places": places, "links": links, "movements": movements,
    }  # fmt: skip
    return evacmap.load(write_package(folder, tables))


def compare(atlas: evacmap.Atlas, browser: Browser, folder: Path) -> None:
    """Print the pages side by side, in one run."""
    makers: dict[str, Callable[[evacmap.Atlas, Path], None]] = {
        "evacmap": ours, "plain Folium": plain_folium, "geopandas.explore": explore,
    }  # fmt: skip
    measured = {}
    for name, make in makers.items():
        path = folder / f"{name.replace(' ', '-')}.html"
        best = float("inf")
        for _ in range(3):
            start = time.perf_counter()
            make(atlas, path)
            best = min(best, time.perf_counter() - start)
        measured[name] = (path.stat().st_size / 1e6, best, first_view(browser, path) / 1000)
    base = measured["evacmap"]
    print("| page | size | build | first view | size ratio | build ratio | first-view ratio |")
    print("| --- | ---: | ---: | ---: | ---: | ---: | ---: |")
    for name, (size, build, view) in measured.items():
        ratios = (size / base[0], build / base[1], view / base[2])
        cells = " | ".join(f"{ratio:.2f}" for ratio in ratios)
        print(f"| {name} | {size:.2f} MB | {build:.2f} s | {view:.2f} s | {cells} |")


def slider(atlas: evacmap.Atlas, browser: Browser, folder: Path) -> None:
    """Print what a step of the time slider costs."""
    print("\n| atlas | slider | median | 95th percentile |\n| --- | --- | ---: | ---: |")
    generated = many_movements(folder / "many")
    for name, one in (("shipped data", atlas), (f"{MANY:,} movements, generated", generated)):
        path = folder / "page.html"
        ours(one, path)
        for kind in ("onwards", "jumps"):
            median, slow = steps(browser, path, kind)
            print(f"| {name} | {kind} | {median:.1f} ms | {slow:.1f} ms |")


def main() -> None:
    """Measure and print."""
    from playwright.sync_api import sync_playwright

    atlas = evacmap.load()
    # Lines and network are laid once and kept by the atlas; all three builds start from there.
    atlas.movement_lines(), atlas.journey_lines()
    chromium = os.environ.get("EVACMAP_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=OPTIONS)
        names = ("folium", "geopandas")
        libraries = ", ".join(f"{name} {version(name)}" for name in names)
        python = f"Python {platform.python_version()}, {platform.machine()}"
        print(f"{python}, {os.cpu_count()} processors; {libraries}, Chromium {browser.version}\n")
        compare(atlas, browser, Path(folder))
        slider(atlas, browser, Path(folder))
        browser.close()


if __name__ == "__main__":
    main()
