"""The layers of the atlas as Folium elements; each can also be put alone on an ordinary `folium.Map`."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any, ClassVar

from branca.element import MacroElement
from folium.map import Layer
from folium.template import Template

from evacmap.maps.elements import data_of, figure_of
from evacmap.maps.selection import Selection

if TYPE_CHECKING:
    from collections.abc import Iterable

    from evacmap.atlas import Atlas


class AtlasLayer(Layer):
    """Base of the layers of an atlas.

    Parameters
    ----------
    atlas
        Where the rows come from.
    selection
        The rows to show.
    name
        Name in a `folium.LayerControl`.
    show
        Whether the layer is shown at first.
    control
        Whether a `folium.LayerControl` lists it.
    """

    theme: ClassVar[str]
    """What the page draws it as."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
            var {{ this.get_name() }} = evacmap.layer({{ this.get_name()|tojson }});
            {%- if this.show %}
            {{ this.get_name() }}.addTo({{ this._parent.get_name() }});
            {%- endif %}
        {% endmacro %}
        """
    )

    def __init__(
        self,
        atlas: Atlas | None,
        selection: Selection,
        *,
        name: str,
        show: bool = True,
        control: bool = True,
    ) -> None:
        super().__init__(name=_as_plain_text(name), overlay=True, show=show, control=control)
        self._name = type(self).__name__
        self.atlas = atlas
        self.selection = selection

    def entry(self) -> dict[str, Any]:
        """Return what the page must know of this layer: its theme and the ids of its rows."""
        rows = {
            table: self._in_order(table)
            for table in ("places", "links", "movements", "journeys", "events")
            if getattr(self.selection, table)
        }
        return {"theme": self.theme, "show": self.show, **rows}

    def _in_order(self, table: str) -> list[str]:
        ids = getattr(self.selection, table)
        return [str(i) for i in getattr(self.atlas, table).index if i in ids]

    def render(self, **kwargs: Any) -> str:
        """Add scripts, data and this layer to the page."""
        data = data_of(figure_of(self))
        data.enter(self.get_name(), self.atlas, self.selection, self.entry())
        # Folium's Layer would add the layer to the map in a statement of its own, under a random name.
        MacroElement.render(self, **kwargs)  # type: ignore[no-untyped-call]
        return ""


def _as_plain_text(name: str) -> str:
    """Escape a name for `folium.LayerControl`, which takes it for markup, and for a Jinja template too."""
    return escape(name).replace("{", "&#123;").replace("}", "&#125;")


class BasemapLayer(AtlasLayer):
    """Land, waters and the borders of 1941-42, from vectors inside the page.

    Parameters
    ----------
    fill
        Whether land and sea are filled; without, only lines and labels are drawn, as over online tiles.
    show, control
        As in any Folium layer.

    Examples
    --------
    >>> import folium
    >>> m = folium.Map([45, 60], zoom_start=4, tiles=None).add_child(BasemapLayer())
    """

    theme = "basemap"

    def __init__(self, *, fill: bool = True, show: bool = True, control: bool = True) -> None:
        super().__init__(None, Selection(basemap=True), name="Borders of 1941-42", show=show, control=control)
        self.fill = fill

    def entry(self) -> dict[str, Any]:
        """Return what the page must know of this layer."""
        return {**super().entry(), "fill": self.fill}


class NetworkLayer(AtlasLayer):
    """The transport network: railways, roads, rivers, sea lanes, and their stations from zoom 7 on."""

    theme = "network"

    def __init__(self, atlas: Atlas, *, show: bool = True, control: bool = True) -> None:
        links = atlas.links
        stations = atlas.places["stage"].isna() & atlas.places["kind"].ne("waypoint")
        selection = Selection(
            places=frozenset(atlas.places.index[stations]),
            links=frozenset(links.index[~links["connector"].astype(bool)]),
        )
        super().__init__(atlas, selection, name="Transport network", show=show, control=control)


class PlacesLayer(AtlasLayer):
    """Places, drawn by kind, stage and number of people.

    Parameters
    ----------
    atlas
        The atlas.
    ids
        Which places; all that belong to a stage if omitted.
    show, control
        As in any Folium layer.

    Examples
    --------
    >>> PlacesLayer(atlas, atlas.places.index[atlas.places.kind == "cemetery"])  # doctest: +SKIP
    """

    theme = "places"

    def __init__(
        self, atlas: Atlas, ids: Iterable[str] | None = None, *, show: bool = True, control: bool = True
    ) -> None:
        chosen = atlas.places.index[atlas.places["stage"].notna()] if ids is None else ids
        super().__init__(
            atlas, Selection(places=frozenset(chosen)), name="Places", show=show, control=control
        )


class MovementsLayer(AtlasLayer):
    """Movements of people, with width by people and colour by stage.

    Parameters
    ----------
    atlas
        The atlas.
    ids
        Which movements; all if omitted.
    show, control
        As in any Folium layer.
    """

    theme = "movements"

    def __init__(
        self, atlas: Atlas, ids: Iterable[str] | None = None, *, show: bool = True, control: bool = True
    ) -> None:
        chosen = atlas.movements.index if ids is None else ids
        super().__init__(
            atlas, Selection(movements=frozenset(chosen)), name="Movements", show=show, control=control
        )


class StageLayer(AtlasLayer):
    """One stage of the story: its places and its movements.

    Parameters
    ----------
    atlas
        The atlas.
    stage
        Id of the stage.
    show, control
        As in any Folium layer.
    """

    theme = "stage"

    def __init__(self, atlas: Atlas, stage: str, *, show: bool = True, control: bool = True) -> None:
        if stage not in atlas.stages.index:
            known = ", ".join(map(str, atlas.stages.index))
            raise ValueError(f"There is no stage {stage!r} in this atlas; it has {known}.")
        places, movements = atlas.places, atlas.movements
        selection = Selection(
            places=frozenset(places.index[places["stage"].eq(stage)]),
            movements=frozenset(movements.index[movements["stage"].eq(stage)]),
        )
        name = str(atlas.stages.loc[stage, "name"])
        super().__init__(atlas, selection, name=name, show=show, control=control)
        self.stage = stage

    def entry(self) -> dict[str, Any]:
        """Return what the page must know of this layer."""
        return {**super().entry(), "stage": self.stage}


class JourneysLayer(AtlasLayer):
    """Journeys of persons, families, groups and units, as double lines along the network.

    Parameters
    ----------
    atlas
        The atlas.
    ids
        Which journeys; all if omitted.
    show, control
        As in any Folium layer.
    """

    theme = "journeys"

    def __init__(
        self, atlas: Atlas, ids: Iterable[str] | None = None, *, show: bool = True, control: bool = True
    ) -> None:
        chosen = atlas.journeys.index if ids is None else ids
        super().__init__(
            atlas, Selection(journeys=frozenset(chosen)), name="Journeys", show=show, control=control
        )


class EventsLayer(AtlasLayer):
    """Dated events that have a place."""

    theme = "events"

    def __init__(self, atlas: Atlas, *, show: bool = True, control: bool = True) -> None:
        placed = atlas.events.index[atlas.events["place"].notna()]
        super().__init__(
            atlas, Selection(events=frozenset(placed)), name="Events", show=show, control=control
        )


class Interface(MacroElement):
    """The frame of the page: bar, panel, legend, search, time band, and a guided story if there is one.

    Without it, a click on a layer opens a Leaflet popup.

    Parameters
    ----------
    lang
        Language at first: ``de``, ``en`` or ``pl``. If omitted, the browser's, or else German.
    figures
        Address of the register of figures, to which numbers link; without, they do not.
    """

    _template = Template(
        """
        {% macro script(this, kwargs) %}
            evacmap.openInterface({{ this._parent.get_name() }});
        {% endmacro %}
        """
    )

    def __init__(self, *, lang: str | None = None, figures: str | None = None) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "Interface"
        self.lang = lang
        self.figures = figures

    def render(self, **kwargs: Any) -> str:
        """Add the frame to the page."""
        data = data_of(figure_of(self))
        data.lang = self.lang
        data.figures = self.figures
        data.enter_story(self.get_name())
        super().render(**kwargs)  # type: ignore[no-untyped-call]
        return ""
