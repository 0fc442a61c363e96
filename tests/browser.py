"""A browser for tests: Chromium, headless, without a network; and what a visitor does in it."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page, Route

    import evacmap

OPTIONS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-extensions",
    "--no-first-run",
]

FIND_MAP = "Object.values(window).find((one) => one instanceof L.Map)"


class Visit:
    """A page in the browser, with all that it asked for, sent to the network, and complained of."""

    def __init__(self, page: Page, allow: Callable[[Route], bool] | None) -> None:
        self.page = page
        self.requests: list[str] = []
        self.errors: list[str] = []
        self.sent: list[str] = []
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", self._listen)
        page.on("dialog", self._dialog)

        def decide(route: Route) -> None:
            if route.request.url.startswith(("file:", "data:")):
                route.continue_()
                return
            self.sent.append(route.request.url)
            if not (allow and allow(route)):
                route.abort()

        page.route("**/*", decide)

    def _listen(self, message: Any) -> None:
        if message.type in {"error", "warning"}:
            self.errors.append(message.text)

    def _dialog(self, dialog: Any) -> None:
        self.errors.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def js(self, code: str, argument: Any = None) -> Any:
        """Run code in the page; `map` and `scene` are at hand."""
        prefix = f"const map = {FIND_MAP}; const scene = map && map.evacmapScene;"
        return self.page.evaluate(f"(argument) => {{ {prefix} {code} }}", argument)

    def look_at(self, lat: float, lon: float, zoom: float) -> None:
        """Move the map."""
        self.js("map.setView(argument.slice(0, 2), argument[2], { animate: false });", [lat, lon, zoom])
        self.settle()

    def settle(self) -> None:
        """Wait until everything asked for is drawn."""
        self.page.evaluate("() => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 30)))")

    def where(self, table: str, row: str) -> tuple[float, float]:
        """Return the point of the window at which a row is drawn."""
        found = self.js(
            """
            const ref = { table: argument[0], id: argument[1] };
            const one = scene._drawables.find((drawable) => evacmap.sameRef(drawable.ref, ref));
            const view = scene.view();
            let at;
            if (one.screens) {
              const path = one.screens[0].path;
              const middle = 2 * Math.floor(path.length / 4);
              at = middle + 3 < path.length
                ? [(path[middle] + path[middle + 2]) / 2, (path[middle + 1] + path[middle + 3]) / 2]
                : [path[middle], path[middle + 1]];
            } else {
              at = one.anchor(view);
            }
            const point = map.layerPointToContainerPoint(scene._bounds.min.add(at));
            const box = map.getContainer().getBoundingClientRect();
            return [point.x + box.x, point.y + box.y];
            """,
            [table, row],
        )
        return found[0], found[1]

    def click(self, table: str, row: str) -> None:
        """Click where a row is drawn."""
        x, y = self.where(table, row)
        self.page.mouse.click(x, y)
        self.settle()

    def open(self, table: str, row: str) -> None:
        """Open the card of a row, as a link in the panel does."""
        self.js("map.evacmapInterface.openRef({ table: argument[0], id: argument[1] });", [table, row])
        self.settle()

    def picture(self) -> list[str]:
        """Return what the canvases show, each as a hash of all its pixels."""
        self.settle()
        pictures: list[str] = self.js(
            """
            return scene._canvases.map(({ canvas }) => {
              const copy = new OffscreenCanvas(canvas.width, canvas.height)
                .getContext("2d", { willReadFrequently: true });
              copy.drawImage(canvas, 0, 0);
              const words = new Uint32Array(copy.getImageData(0, 0, canvas.width, canvas.height).data.buffer);
              let [a, b] = [2166136261, 5381];
              for (const word of words) {
                a = Math.imul(a ^ word, 16777619);
                b = (Math.imul(b, 33) + word) | 0;
              }
              return [canvas.width, canvas.height, a, b].join(" ");
            });
            """
        )
        return pictures

    @property
    def hash(self) -> dict[str, str]:
        """What the address says; what waits to be written is written."""
        self.js(
            "const { address } = map.evacmapInterface;"
            "clearTimeout(address.timer); address.write('replaceState');"
        )
        fragment = self.page.evaluate("location.hash").lstrip("#")
        return dict(pair.split("=", 1) for pair in fragment.split("&") if pair)

    def pixels(self, canvas: str) -> int:
        """How many pixels of a canvas are painted: ground, network, past, data, marks or labels."""
        self.settle()
        painted: int = self.js(
            """
            const { canvas } = scene["_" + argument];
            const copy = new OffscreenCanvas(canvas.width, canvas.height)
              .getContext("2d", { willReadFrequently: true });
            copy.drawImage(canvas, 0, 0);
            const { data } = copy.getImageData(0, 0, canvas.width, canvas.height);
            let n = 0;
            for (let i = 3; i < data.length; i += 4) { n += data[i] > 0; }
            return n;
            """,
            canvas,
        )
        return painted

    @property
    def panel(self) -> Any:
        """The panel."""
        return self.page.locator(".evacmap-panel")

    @property
    def legend(self) -> Any:
        """Layers and legend."""
        return self.page.locator(".evacmap-legend")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Chromium of this machine (or `EVACMAP_CHROMIUM`), else the one Playwright brings."""
    from playwright.sync_api import sync_playwright

    path = os.environ.get("EVACMAP_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=OPTIONS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def page(atlas: evacmap.Atlas, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The map of the shipped atlas, built once."""
    from evacmap.maps import atlas_map, save_map

    path = tmp_path_factory.mktemp("map") / "evacmap.html"
    save_map(atlas_map(atlas), path)
    return path


@pytest.fixture
def desk(page: Path, visit: Callable[..., Visit]) -> Visit:
    """The map on a desk."""
    return visit(page)


@pytest.fixture
def phone(page: Path, visit: Callable[..., Visit]) -> Visit:
    """The map on a small phone."""
    return visit(page, width=360, height=740, locale="pl-PL", touch=True)


@pytest.fixture
def visit(chromium: Browser) -> Iterator[Callable[..., Visit]]:
    """Open a file in a browser of one's own; ``fragment`` is what follows the # of its address."""
    contexts = []

    def open_file(
        path: Path,
        *,
        width: int = 1400,
        height: int = 900,
        locale: str = "en-GB",
        timezone: str = "UTC",
        touch: bool = False,
        motion: bool = False,
        fragment: str = "",
        allow: Callable[[Route], bool] | None = None,
    ) -> Visit:
        context = chromium.new_context(
            viewport={"width": width, "height": height},
            locale=locale,
            timezone_id=timezone,
            has_touch=touch,
            is_mobile=touch,
            reduced_motion="no-preference" if motion else "reduce",
        )
        contexts.append(context)
        made = Visit(context.new_page(), allow)
        made.page.goto(path.as_uri() + fragment)
        made.page.evaluate("async () => { if (window.evacmap) { await evacmap.load(); } }")
        made.settle()
        return made

    yield open_file
    for context in contexts:
        context.close()


@pytest.fixture
def leaflet_from_here() -> Callable[[Route], bool]:
    """Answer what an ordinary `folium.Map` loads: Leaflet from the package, the rest with nothing."""
    from evacmap.maps.assets import leaflet_script, leaflet_style

    def answer(route: Route) -> bool:
        url = route.request.url
        kind = "text/css" if url.endswith(".css") else "text/javascript"
        body = {"leaflet.js": leaflet_script(), "leaflet.css": leaflet_style()}.get(
            url.rpartition("/")[2], ""
        )
        route.fulfill(body=body, content_type=kind)
        return True

    return answer
