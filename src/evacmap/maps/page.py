"""The page around a map: one HTML file that needs nothing else and lets nothing else in."""

from __future__ import annotations

import base64
import hashlib
import re
from html import escape
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from branca.element import Element, Figure
from folium.map import Icon
from folium.raster_layers import TileLayer, WmsTileLayer

from evacmap.errors import EvacmapError
from evacmap.files import atomic_write
from evacmap.maps.assets import LANGUAGES, leaflet_script, leaflet_style, read_asset, read_words
from evacmap.maps.elements import inline_script, inline_style

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import folium

_SCRIPT = re.compile(r"<script(?P<attributes>[^>]*)>(?P<code>.*?)</script>", re.DOTALL | re.IGNORECASE)
_SOURCE = re.compile(r"""\bsrc\s*=\s*["']?([^"'\s>]+)""", re.IGNORECASE)
_STYLE_LINK = re.compile(
    r"""<link\b[^>]*\brel=["']?stylesheet["']?[^>]*\bhref=["']([^"']+)["'][^>]*>""", re.IGNORECASE
)
_FOLIUM_ID = re.compile(r"(?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f])")


class Page(Figure):
    """A figure that renders to one self-contained file, the same bytes for the same content.

    Leaflet is inside. Scripts run only if their hash stands in the Content-Security-Policy; other hosts are
    allowed only where an element of the map asks for them: a tile layer, a plugin, Folium's own assets.

    Parameters
    ----------
    title
        Title of the window.
    lang
        Language of the page; it is switched in the page.
    """

    def __init__(self, title: str, lang: str | None = None) -> None:
        super().__init__(height="640px", title=title)
        self._name = "Page"
        self.lang = lang
        self.header.add_child(inline_script(read_asset("folium.js")), name="evacmap/folium.js")
        self.header.add_child(inline_script(leaflet_script()), name="leaflet")
        self.header.add_child(inline_style(leaflet_style()), name="leaflet_css")

    def render(self, **kwargs: Any) -> str:
        """Return the whole page."""
        self._refuse_icons_without_assets()
        for child in self._children.values():
            child.render(**kwargs)
        header = self.header.render(**kwargs)
        body = self.html.render(**kwargs)
        script = self.script.render(**kwargs)
        words = read_words()
        notices = "\n".join(f'<p lang="{lang}">{escape(words[lang]["noscript"])}</p>' for lang in LANGUAGES)
        content = (
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
            f"<title>{escape(self.title or '')}</title>\n{header}\n</head>\n<body>\n"
            f'<noscript><div class="evacmap-noscript">\n{notices}\n</div></noscript>\n'
            f"{body}\n<script>\n{script}\n</script>\n</body>\n</html>\n"
        )
        # A browser reads every line break as \n before it computes the hash of a script.
        content = self._with_stable_ids(content).replace("\r\n", "\n").replace("\r", "\n")
        policy = escape(content_security_policy(content, list(_image_hosts(self))), quote=True)
        return (
            f'<!DOCTYPE html>\n<html lang="{escape(self.lang or LANGUAGES[0], quote=True)}">\n<head>\n'
            '<meta charset="utf-8">\n'
            f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n{content}'
        )

    def _with_stable_ids(self, content: str) -> str:
        """Replace the random ids of Folium's elements by numbers in the order in which they appear."""
        known = {element._id for element in _elements(self)}  # noqa: SLF001 - Branca offers no other way
        numbers: dict[str, str] = {}

        def rename(match: re.Match[str]) -> str:
            if match[0] not in known:
                return match[0]
            return numbers.setdefault(match[0], str(len(numbers) + 1))

        return _FOLIUM_ID.sub(rename, content)

    def _refuse_icons_without_assets(self) -> None:
        # Folium's header entry for these has this name.
        with_assets = any(
            name == "awesome_markers"
            for element in _elements(self)
            for name, _ in getattr(element, "default_js", ())
        )
        if not with_assets and any(isinstance(element, Icon) for element in _elements(self)):
            raise EvacmapError(
                "This map holds a folium.Icon, which needs scripts and fonts that Folium loads from the "
                "network. Make the map with atlas_map(atlas, folium_assets=True), or use a marker without "
                "an icon, a folium.CircleMarker or a folium.DivIcon."
            )


def content_security_policy(content: str, image_hosts: list[str]) -> str:
    """Write the policy that allows what `content` holds, and nothing else.

    Parameters
    ----------
    content
        The page.
    image_hosts
        Origins from which pictures may come.

    Returns
    -------
    str
        With a hash for each inline script.
    """
    scripts: dict[str, None] = {}
    for match in _SCRIPT.finditer(content):
        source = _SOURCE.search(match["attributes"])
        if source:
            scripts[_origin(source[1])] = None
        elif "application/" not in match["attributes"]:
            digest = hashlib.sha256(match["code"].encode("utf-8")).digest()
            scripts[f"'sha256-{base64.b64encode(digest).decode('ascii')}'"] = None
    styles = dict.fromkeys(_origin(href) for href in _STYLE_LINK.findall(content))
    rules = {
        "default-src": ["'none'"],
        "script-src": list(scripts),
        # Styles set by Folium's own elements cannot be hashed; data never reaches a style.
        "style-src": ["'unsafe-inline'", *styles],
        "img-src": ["data:", *dict.fromkeys(image_hosts), *styles],
        "font-src": ["data:", *styles],
        "base-uri": ["'none'"],
        "form-action": ["'none'"],
    }
    return "; ".join(f"{name} {' '.join(values)}" for name, values in rules.items())


def _origin(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme or 'https'}://{parts.netloc}"


def _image_hosts(page: Page) -> Iterator[str]:
    for element in _elements(page):
        if isinstance(element, TileLayer):
            # {s} stands for a, b or c in front of the host name.
            yield _origin(str(element.tiles)).replace("{s}", "*")
        elif isinstance(element, WmsTileLayer):
            yield _origin(str(element.url))


def _elements(root: Element) -> Iterator[Element]:
    """Walk over an element and everything in it."""
    seen: set[int] = set()
    waiting = [root]
    while waiting:
        element = waiting.pop()
        if id(element) in seen:
            continue
        seen.add(id(element))
        yield element
        waiting.extend(element._children.values())  # noqa: SLF001 - Branca offers no other way
        waiting.extend(
            part for key, part in vars(element).items() if key != "_parent" and isinstance(part, Element)
        )


def save_map(map_: folium.Map, path: str | Path) -> None:
    """Write a map to one HTML file, all or nothing.

    Parameters
    ----------
    map_
        A map made by `atlas_map`, with whatever was added to it.
    path
        The file to write.

    Raises
    ------
    CannotWrite
        If the file cannot be written; a file of that name is then unchanged.
    """
    content = map_.get_root().render()
    with atomic_write(path) as file:
        file.write(content)
