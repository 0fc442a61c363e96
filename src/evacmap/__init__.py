"""Route graphs and layered maps of forced migrations.

>>> import evacmap
>>> atlas = evacmap.load()
>>> network = atlas.network()

`load` gives an `Atlas`; `evacmap.maps` draws it, `evacmap.exports` writes it for others to use.
"""

from __future__ import annotations

from importlib import import_module
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from evacmap.atlas import Atlas as Atlas
    from evacmap.atlas import load as load
    from evacmap.dates import DateInterval as DateInterval
    from evacmap.dates import parse_edtf as parse_edtf
    from evacmap.errors import CannotWrite as CannotWrite
    from evacmap.errors import EvacmapError as EvacmapError
    from evacmap.errors import InvalidData as InvalidData
    from evacmap.errors import NoRoute as NoRoute
    from evacmap.errors import Problem as Problem
    from evacmap.errors import UnknownPlace as UnknownPlace
    from evacmap.network import from_gdfs as from_gdfs
    from evacmap.network import to_gdfs as to_gdfs
    from evacmap.paths import NetworkPath as NetworkPath
    from evacmap.paths import shortest_path as shortest_path

__version__ = version("evacmap")

_HOMES = {
    "Atlas": "atlas",
    "CannotWrite": "errors",
    "DateInterval": "dates",
    "EvacmapError": "errors",
    "InvalidData": "errors",
    "NetworkPath": "paths",
    "NoRoute": "errors",
    "Problem": "errors",
    "UnknownPlace": "errors",
    "from_gdfs": "network",
    "load": "atlas",
    "parse_edtf": "dates",
    "shortest_path": "paths",
    "to_gdfs": "network",
}
_MODULES = ("exports", "maps", "plates", "routing")

__all__ = sorted([*_HOMES, *_MODULES])  # noqa: PLE0605 - built from the one list of names


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used, so that `evacmap --help` stays light."""
    if name in _HOMES:
        return getattr(import_module(f"evacmap.{_HOMES[name]}"), name)
    if name in _MODULES:
        return import_module(f"evacmap.{name}")
    raise AttributeError(f"module 'evacmap' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted([*globals(), *_HOMES, *_MODULES])
