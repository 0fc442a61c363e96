"""The main job: one atlas in, a map and its files out."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from evacmap.exports import LAYERS, write_geojson
from evacmap.maps import atlas_map, save_map
from evacmap.maps.register_page import REGISTER_NAMES, save_register

if TYPE_CHECKING:
    from collections.abc import Callable

    from evacmap.atlas import Atlas

MAP_NAME = "evacmap.html"


@dataclass(frozen=True)
class Step:
    """One output of a build.

    Attributes
    ----------
    path
        The file.
    write
        Writes it; the previous file stays if that fails.
    """

    path: Path
    write: Callable[[], object]


def plan_build(atlas: Atlas, out: str | Path, *, lang: str | None = None, tiles: bool = False) -> list[Step]:
    """List the files of a build, each with what writes it.

    Parameters
    ----------
    atlas
        The atlas.
    out
        Folder for the outputs; made if missing.
    lang
        Language the map opens in (de, en, pl); None for that of the browser.
    tiles
        Whether the map offers an online base layer.

    Returns
    -------
    list of Step
        The map first, then the figures register in each language, then a GeoJSON file per layer.
    """
    folder = Path(out)
    page = folder / MAP_NAME
    figures = "figures.{lang}.html"
    steps = [Step(page, lambda: save_map(atlas_map(atlas, lang=lang, tiles=tiles, figures=figures), page))]
    for language, name in REGISTER_NAMES.items():
        path = folder / name
        write = partial(save_register, atlas, path, language, map_href=MAP_NAME, languages=REGISTER_NAMES)
        steps.append(Step(path, write))
    for layer in LAYERS:
        path = folder / "geojson" / f"{layer}.geojson"
        steps.append(Step(path, partial(write_geojson, atlas, layer, path)))
    return steps
