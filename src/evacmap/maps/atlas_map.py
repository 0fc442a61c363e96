"""The map of an atlas as a `folium.Map`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import folium

from evacmap.maps.assets import LANGUAGES
from evacmap.maps.elements import Verbatim, figure_of
from evacmap.maps.layers import (
    BasemapLayer,
    EventsLayer,
    Interface,
    JourneysLayer,
    NetworkLayer,
    StageLayer,
)
from evacmap.maps.page import Page
from evacmap.maps.view import initial_view

if TYPE_CHECKING:
    from evacmap.atlas import Atlas

_OURS = {"leaflet", "leaflet_css"}


class AtlasMap(folium.Map):
    """A `folium.Map` on a self-contained page; made by `atlas_map`."""

    def __init__(self, page: Page, *, folium_assets: bool, **options: Any) -> None:
        super().__init__(tiles=None, zoom_control="bottomright", **options)
        page.add_child(self)
        folium_map = folium.Map
        self.default_js = [js for js in folium_map.default_js if folium_assets and js[0] not in _OURS]
        self.default_css = [css for css in folium_map.default_css if folium_assets and css[0] not in _OURS]

    def render(self, **kwargs: Any) -> str:
        """Add the map to the page."""
        super().render(**kwargs)  # type: ignore[no-untyped-call]
        page = figure_of(self)
        name = self.get_name()
        # Folium's header forbids zooming by the fingers, which many readers need.
        page.header.add_child(
            Verbatim(
                "<style>\nhtml, body { width: 100%; height: 100%; margin: 0; padding: 0; }\n"
                f"#{name} {{ position: {self.position}; left: {_css(self.left)}; top: {_css(self.top)};"
                f" width: {_css(self.width)}; height: {_css(self.height)}; }}\n"
                f".leaflet-container {{ font-size: {self.font_size}; }}\n</style>"
            ),
            name=name,
        )
        page.html.add_child(Verbatim(f'<div class="folium-map evacmap" id="{name}"></div>'), name=name)
        return ""


def _css(size: tuple[float, str]) -> str:
    return f"{size[0]:g}{size[1]}"


def atlas_map(
    atlas: Atlas,
    *,
    lang: str | None = None,
    tiles: bool = False,
    folium_assets: bool = False,
    figures: str | None = None,
) -> folium.Map:
    """Draw an atlas.

    Parameters
    ----------
    atlas
        The atlas.
    lang
        Language of the page at first: ``de``, ``en`` or ``pl``. If omitted, the browser's, or else German.
    tiles
        Put OpenStreetMap of today, from the network, below the borders of 1941-42.
    folium_assets
        Let the page load from the network what Folium usually loads (jQuery, Bootstrap, Font Awesome).
        Only `folium.Icon`, and some plugins, need it.
    figures
        Address of the register of figures, from the map's own, with ``{lang}`` for the language; numbers then
        link to the quantities they are counted in, as ``#`` and the quantity's id.

    Returns
    -------
    folium.Map
        An ordinary map: add markers, GeoJSON and plugins to it as to any other. Its ``save``, and
        `save_map`, write one file that works from disk without a network.

    Raises
    ------
    ValueError
        If there are no words in that language.
    """
    if lang is not None and lang not in LANGUAGES:
        raise ValueError(f"lang must be one of {', '.join(LANGUAGES)}, not {lang!r}.")
    (south, west), (north, east) = initial_view(atlas)
    map_ = AtlasMap(
        Page(atlas.title, lang),
        folium_assets=folium_assets,
        location=[(south + north) / 2, (west + east) / 2],
        zoom_start=4,
        min_zoom=2,
        max_zoom=12,
        zoom_snap=1 if tiles else 0.25,
        wheel_px_per_zoom_level=110,
        world_copy_jump=True,
    )
    if tiles:
        folium.TileLayer("OpenStreetMap", control=False).add_to(map_)
    map_.add_child(BasemapLayer(fill=not tiles))
    map_.add_child(NetworkLayer(atlas))
    for stage in atlas.stages.index:
        map_.add_child(StageLayer(atlas, stage))
    map_.add_child(JourneysLayer(atlas, show=False))
    map_.add_child(EventsLayer(atlas, show=False))
    map_.add_child(Interface(lang=lang, figures=figures))
    return map_
