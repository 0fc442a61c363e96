"""The map stays a Folium map: analysts add to it, and take its layers elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import folium
import pytest

from evacmap.errors import CannotWrite, EvacmapError
from evacmap.maps import (
    BasemapLayer,
    EventsLayer,
    Interface,
    JourneysLayer,
    MovementsLayer,
    NetworkLayer,
    PlacesLayer,
    StageLayer,
    atlas_map,
    save_map,
)
from evacmap.maps.elements import unpack

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import evacmap

pytest_plugins = ["browser"]
pytestmark = pytest.mark.xdist_group("browser")

SQUARE = {
    "type": "Feature",
    "properties": {"name": "Square"},
    "geometry": {"type": "Polygon", "coordinates": [[[30, 50], [31, 50], [31, 51], [30, 51], [30, 50]]]},
}


def with_additions(atlas: evacmap.Atlas) -> folium.Map:
    """A map with what analysts are wont to add."""
    map_ = atlas_map(atlas, lang="en")
    folium.Marker([50, 31.2], popup="A popup", tooltip="A tip").add_to(map_)
    folium.CircleMarker([50.4, 31.2], radius=6).add_to(map_)
    folium.GeoJson(SQUARE, name="square").add_to(map_)
    group = folium.FeatureGroup(name="group").add_to(map_)
    folium.PolyLine([[50, 30], [51, 32]], tooltip="A line").add_to(group)
    folium.LayerControl().add_to(map_)
    return map_


def test_it_is_a_folium_map(small_atlas: evacmap.Atlas) -> None:
    map_ = atlas_map(small_atlas)
    assert isinstance(map_, folium.Map)
    assert all(isinstance(child, folium.map.Layer) for child in list(map_._children.values())[:-1])


def test_what_analysts_add_works_without_a_network(
    small_atlas: evacmap.Atlas, tmp_path: Path, visit: Callable[..., Any]
) -> None:
    save_map(with_additions(small_atlas), tmp_path / "map.html")
    desk = visit(tmp_path / "map.html")
    desk.look_at(50.3, 31, 7)
    marker = desk.page.locator("img.leaflet-marker-icon")
    assert marker.evaluate("(image) => image.complete && image.naturalWidth > 0")
    assert desk.page.locator("path.leaflet-interactive").count() == 3
    marker.click()
    assert desk.page.locator(".leaflet-popup-content").inner_text() == "A popup"
    assert all(url.startswith(("file:", "data:")) for url in desk.requests)
    assert desk.errors == []


def test_the_same_atlas_gives_the_same_bytes(small_atlas: evacmap.Atlas, tmp_path: Path) -> None:
    for name in ("one", "two"):
        save_map(with_additions(small_atlas), tmp_path / f"{name}.html")
    one, two = ((tmp_path / f"{name}.html").read_bytes() for name in ("one", "two"))
    assert one == two
    assert b"\r" not in one


def test_the_shipped_map_has_the_same_bytes_twice(atlas: evacmap.Atlas) -> None:
    assert atlas_map(atlas).get_root().render() == atlas_map(atlas).get_root().render()


def test_a_map_can_be_saved_again_and_by_folium(small_atlas: evacmap.Atlas, tmp_path: Path) -> None:
    map_ = atlas_map(small_atlas)
    save_map(map_, tmp_path / "ours.html")
    map_.save(tmp_path / "folium.html")
    assert (tmp_path / "ours.html").read_bytes() == (tmp_path / "folium.html").read_bytes()


def test_a_notebook_shows_it(small_atlas: evacmap.Atlas) -> None:
    html = atlas_map(small_atlas)._repr_html_()
    assert html.startswith("<iframe srcdoc=")
    assert "Content-Security-Policy" in html


@pytest.mark.parametrize(
    "make",
    [
        NetworkLayer,
        PlacesLayer,
        MovementsLayer,
        JourneysLayer,
        EventsLayer,
        lambda atlas: StageLayer(atlas, "first"),
        lambda atlas: BasemapLayer(),  # noqa: ARG005 - the ground needs no atlas
    ],
    ids=["network", "places", "movements", "journeys", "events", "stage", "basemap"],
)
def test_a_layer_can_be_taken_alone(
    make: Callable[[evacmap.Atlas], folium.map.Layer],
    small_atlas: evacmap.Atlas,
    tmp_path: Path,
    visit: Callable[..., Any],
    leaflet_from_here: Callable[..., bool],
) -> None:
    map_ = folium.Map([50.4, 31], zoom_start=8, tiles=None).add_child(make(small_atlas))
    map_.get_root().save(tmp_path / "map.html")
    desk = visit(tmp_path / "map.html", allow=leaflet_from_here)
    assert desk.errors == []
    shown = desk.picture()
    desk.js(
        "map.eachLayer((layer) => { if (layer.entry) { window.layer = layer; } });"
        "map.removeLayer(window.layer);"
    )
    assert desk.picture() != shown
    desk.js("map.addLayer(window.layer);")
    assert desk.picture() == shown
    if make in (PlacesLayer, MovementsLayer):
        desk.click(*(("places", "gamma") if make is PlacesLayer else ("movements", "m1")))
        text = desk.page.locator(".leaflet-popup-content").inner_text()
        assert ("Gamma" if make is PlacesLayer else "10–20") in text
    assert desk.errors == []


def test_the_frame_can_be_put_around_any_map(
    small_atlas: evacmap.Atlas,
    tmp_path: Path,
    visit: Callable[..., Any],
    leaflet_from_here: Callable[..., bool],
) -> None:
    map_ = folium.Map([50.4, 31], zoom_start=8, tiles=None)
    map_.add_child(MovementsLayer(small_atlas)).add_child(Interface(lang="en"))
    map_.get_root().save(tmp_path / "map.html")
    desk = visit(tmp_path / "map.html", allow=leaflet_from_here)
    desk.look_at(50.4, 31, 8)
    desk.click("movements", "m1")
    assert "10–20 people" in desk.panel.inner_text()
    assert desk.errors == []


def test_layers_show_only_what_is_asked_for(small_atlas: evacmap.Atlas) -> None:
    map_ = folium.Map().add_child(PlacesLayer(small_atlas, ["alpha"]))
    packed = map_.get_root().render().split('id="evacmap-data">')[1].split("<")[0]
    assert [row["id"] for row in unpack(packed)["places"]] == ["alpha"]


def test_layers_of_two_atlases_do_not_share_a_map(small_atlas: evacmap.Atlas, atlas: evacmap.Atlas) -> None:
    map_ = folium.Map().add_child(PlacesLayer(small_atlas)).add_child(PlacesLayer(atlas))
    with pytest.raises(ValueError, match="one atlas"):
        map_.get_root().render()


def test_an_unknown_stage_or_language_is_refused(small_atlas: evacmap.Atlas) -> None:
    with pytest.raises(ValueError, match="no stage 'second' in this atlas; it has first"):
        StageLayer(small_atlas, "second")
    with pytest.raises(ValueError, match="lang must be one of de, en, pl, not 'fr'"):
        atlas_map(small_atlas, lang="fr")


def test_an_icon_needs_folium_s_assets_and_the_error_says_so(small_atlas: evacmap.Atlas) -> None:
    map_ = atlas_map(small_atlas)
    folium.Marker([50, 30], icon=folium.Icon(color="red")).add_to(map_)
    with pytest.raises(EvacmapError, match="folium_assets=True"):
        map_.get_root().render()
    map_ = atlas_map(small_atlas, folium_assets=True)
    folium.Marker([50, 30], icon=folium.Icon(color="red")).add_to(map_)
    html = map_.get_root().render()
    policy = html.split('http-equiv="Content-Security-Policy" content="')[1].split('"')[0]
    assert "leaflet.awesome-markers.js" in html
    assert "leaflet@1.9.3" not in html
    assert "https://cdnjs.cloudflare.com" in policy


def test_a_map_that_cannot_be_written_leaves_the_old_one(small_atlas: evacmap.Atlas, tmp_path: Path) -> None:
    (tmp_path / "folder.html").mkdir()
    with pytest.raises(CannotWrite):
        save_map(atlas_map(small_atlas), tmp_path / "folder.html")
    assert [path.name for path in tmp_path.iterdir() if path.suffix == ".html"] == ["folder.html"]


def test_importing_evacmap_does_not_import_folium() -> None:
    import subprocess
    import sys

    code = "import sys, evacmap; sys.exit('folium' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
