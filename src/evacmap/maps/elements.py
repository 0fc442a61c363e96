"""What the layers add to a page: scripts, styles, and data that no parser takes for markup."""

from __future__ import annotations

import base64
import gzip
import json
from typing import TYPE_CHECKING, Any

from branca.element import Element, Figure

from evacmap.maps.assets import LANGUAGES, SCRIPTS, STYLES, read_asset, read_words
from evacmap.maps.ground import encode_basemap
from evacmap.maps.payload import payload
from evacmap.maps.selection import Selection

if TYPE_CHECKING:
    from evacmap.atlas import Atlas

_NOT_IN_MARKUP = {ord(char): f"\\u{ord(char):04x}" for char in "<>&\u2028\u2029"}


def to_json(value: Any) -> str:
    r"""Write JSON that may stand inside a script element: no ``<``, ``>``, ``&`` or line separator in it.

    Examples
    --------
    >>> print(to_json({"name": "</script>"}))
    {"name":"\u003c/script\u003e"}
    """
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return text.translate(_NOT_IN_MARKUP)


def pack(value: Any) -> str:
    """Write JSON, compressed, as base64: a quarter of its size, and no character that means anything to HTML.

    The same value gives the same text: the compressed file names no time.
    """
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return base64.b64encode(gzip.compress(text.encode("utf-8"), compresslevel=9, mtime=0)).decode("ascii")


def unpack(text: str) -> Any:
    """Read what `pack` wrote.

    Examples
    --------
    >>> unpack(pack({"name": "</script>"}))
    {'name': '</script>'}
    """
    return json.loads(gzip.decompress(base64.b64decode(text)))


class Verbatim(Element):
    """A piece of a page that stands as it is; Branca would read a string as a Jinja template."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self._name = "Verbatim"
        self.text = text

    def render(self, **kwargs: Any) -> str:  # noqa: ARG002 - as Branca has it
        """Return the text."""
        return self.text


def inline_script(code: str) -> Verbatim:
    """Wrap code as an inline script."""
    return Verbatim(f"<script>\n{code}</script>")


def inline_style(style: str) -> Verbatim:
    """Wrap a style sheet as an inline style."""
    return Verbatim(f"<style>\n{style}</style>")


class Data(Element):
    """The data of all atlas layers of a page, one block for each theme, packed into one element.

    A figure has one. Layers enter themselves when they are rendered; the figure renders its body last, and
    so knows them all.
    """

    NAME = "evacmap_data"

    def __init__(self) -> None:
        super().__init__()
        self._name = "Data"
        self.atlas: Atlas | None = None
        self.lang: str | None = None
        self.figures: str | None = None
        self.selections: dict[str, Selection] = {}
        self.layers: dict[str, dict[str, Any]] = {}

    def enter(self, name: str, atlas: Atlas | None, selection: Selection, entry: dict[str, Any]) -> None:
        """Note what a layer needs, and its entry for the page."""
        if atlas is not None:
            if self.atlas is not None and self.atlas is not atlas:
                raise ValueError("The layers of a map must come from one atlas; this map has layers of two.")
            self.atlas = atlas
        self.selections[name] = selection
        self.layers[name] = entry

    def enter_story(self, name: str) -> None:
        """Note that the page has a frame, which tells the story."""
        self.selections[name] = Selection(story=True)

    def render(self, **kwargs: Any) -> str:  # noqa: ARG002 - as Branca has it
        """Return the blocks."""
        wanted = Selection()
        for selection in self.selections.values():
            wanted |= selection
        blocks: dict[str, Any] = {} if self.atlas is None else payload(self.atlas, wanted)
        if wanted.basemap:
            from evacmap.basemap import read_basemap

            blocks["basemap"] = encode_basemap(read_basemap())
        page = {
            "lang": self.lang,
            "languages": LANGUAGES,
            "figures": self.figures,
            "layers": self.layers,
            "words": read_words(),
        }
        return (
            f'<script type="application/json" id="evacmap-page">{to_json(page)}</script>\n'
            f'<script type="application/gzip" id="evacmap-data">{pack(blocks)}</script>'
        )


def figure_of(element: Element) -> Figure:
    """Return the figure an element belongs to."""
    figure = element.get_root()
    if not isinstance(figure, Figure):
        raise TypeError(f"{element.get_name()} must be added to a map before it is rendered.")
    return figure


def data_of(figure: Figure) -> Data:
    """Return the data element of a figure, with our scripts and styles, adding them if need be."""
    data = figure.html._children.get(Data.NAME)  # noqa: SLF001 - Branca has no other way to look
    if not isinstance(data, Data):
        data = Data()
        figure.html.add_child(data, name=Data.NAME)
    for name in STYLES:
        figure.header.add_child(inline_style(read_asset(name)), name=f"evacmap/{name}")
    for name in SCRIPTS:
        figure.header.add_child(inline_script(read_asset(name)), name=f"evacmap/{name}")
    return data
