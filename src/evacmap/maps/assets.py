"""The files of the page: our JavaScript, styles and words, and Leaflet from the package XStatic-Leaflet."""

from __future__ import annotations

import base64
import json
import re
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

LANGUAGES = ("de", "en", "pl")
"""Languages of the interface, in the order of the buttons; the first is the one of last resort."""

SCRIPTS = (
    "namespace.js",
    "words.js",
    "dates.js",
    "days.js",
    "time.js",
    "store.js",
    "geometry.js",
    "symbols.js",
    "labels.js",
    "scene.js",
    "drawing.js",
    "lanes.js",
    "lines.js",
    "flows.js",
    "network.js",
    "places.js",
    "journeys.js",
    "basemap.js",
    "dom.js",
    "counts.js",
    "cards.js",
    "lists.js",
    "chooser.js",
    "table.js",
    "panel.js",
    "sheet.js",
    "signs.js",
    "legend.js",
    "search.js",
    "searchbox.js",
    "bar.js",
    "timeband.js",
    "histogram.js",
    "story.js",
    "sharing.js",
    "address.js",
    "interface.js",
    "main.js",
)
"""Our scripts in the order in which they build on one another."""

STYLES = ("evacmap.css", "frame.css", "small.css", "print.css")


@lru_cache(maxsize=64)
def read_asset(name: str) -> str:
    """Return the text of a file in the folder ``assets``."""
    return (files("evacmap.maps") / "assets" / name).read_text(encoding="utf-8")


@lru_cache(maxsize=1)
def read_words() -> dict[str, Any]:
    """Return the words of the interface, by language."""
    words: dict[str, Any] = json.loads((files("evacmap.maps") / "words.json").read_text(encoding="utf-8"))
    return words


def _leaflet_folder() -> Path:
    import xstatic.pkg.leaflet

    return Path(xstatic.pkg.leaflet.BASE_DIR)


@lru_cache(maxsize=1)
def leaflet_script() -> str:
    """Return Leaflet, with the pictures of its default marker set as data.

    Leaflet finds these pictures by the address of its style sheet; inlined, it has none.
    """
    script = (_leaflet_folder() / "leaflet.js").read_text(encoding="utf-8")
    script = re.sub(r"//# sourceMappingURL=\S+\s*$", "", script)
    pictures = {
        option: _picture(name)
        for option, name in (
            ("iconUrl", "marker-icon.png"),
            ("iconRetinaUrl", "marker-icon-2x.png"),
            ("shadowUrl", "marker-shadow.png"),
        )
    }
    default = f'L.Icon.Default.imagePath = "";\nL.Icon.Default.mergeOptions({json.dumps(pictures)});'
    return f"{script.strip()}\n{default}\n"


@lru_cache(maxsize=1)
def leaflet_style() -> str:
    """Return Leaflet's style sheet with its pictures as data."""
    style = (_leaflet_folder() / "leaflet.css").read_text(encoding="utf-8")
    return re.sub(r"url\(images/([\w.-]+)\)", lambda match: f"url({_picture(match[1])})", style)


def _picture(name: str) -> str:
    content = (_leaflet_folder() / "images" / name).read_bytes()
    return f"data:image/png;base64,{base64.b64encode(content).decode('ascii')}"
