"""The few known exceptions of the tests over the shipped data, each with its reason.

An exception that is no longer needed fails the test it was made for, so that the lists cannot grow stale.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

    Key = TypeVar("Key", bound=Hashable)


def unexcused(found: Mapping[Key, str], exceptions: Mapping[Key, str]) -> str:
    """Name the faults that no exception covers, and the exceptions that cover none; empty if all is well.

    Parameters
    ----------
    found
        Row, or rows, to what is wrong with them.
    exceptions
        Row, or rows, to the reason why it is right nevertheless.

    Returns
    -------
    str
        A line each.
    """
    faults = [f"{key}: {wrong}" for key, wrong in found.items() if key not in exceptions]
    stale = [f"{key}: take it out of data_exceptions.py" for key in exceptions if key not in found]
    return "\n".join(faults + stale)


_CANAL = "the Suez Canal, which the basemap does not show as water"

ACROSS_LAND: Mapping[str, str] = {
    "tr-sea-suez-ismailia": _CANAL,
    "tr-sea-ismailia-kantara": _CANAL,
    "tr-sea-kantara-port-said": _CANAL,
    "tr-sea-khorramshahr-wp-shatt-bar": "down the Shatt al-Arab, which the basemap does not show as water",
    "tr-sea-astrakhan-wp-volga-mouth": "through the delta of the Volga, land on the basemap",
    "tr-sea-wp-ural-mouth-guryev": "up the mouth of the Ural, land on the basemap",
    "tr-sea-wp-pechora-bay-naryan-mar": "up the mouth of the Pechora to the river port, land on the basemap",
    "tr-sea-wp-svyatoy-nos-murmansk": "up the Kola Inlet, whose upper end the basemap does not show as water",
}
"""Sea links that cross land."""

IN_THE_SEA: Mapping[str, str] = {}
"""Railways, roads, footpaths and winter roads that cross the sea."""

IN_A_LAKE: Mapping[str, str] = {
    "tr-road-leningrad-volkhov": "the Road of Life, which ran over the ice of Lake Ladoga",
    "tr-road-kungrad-muynak": "Muynak stood on a peninsula of the Aral that the drawn lake leaves out",
}
"""Railways, roads and footpaths that cross a lake."""

RAIL_LENGTHS: Mapping[str, str] = {
    "tr-km-petro-chu": "the direct line was complete only after 1953; the network of the time goes round",
}
"""Published rail distances (rows of figures.csv) that the network does not have."""

_SEAT = "a district, where nothing nearer is known, and its seat, which the network passes"
_STATION = "a camp and the railway station of its name"

TWO_ON_PURPOSE: Mapping[tuple[str, str], str] = {
    ("bereznik", "bereznik-vinogradov"): _SEAT,
    ("sysola-district", "vizinga"): _SEAT,
    ("ust-vym", "ust-vym-district"): _SEAT,
    ("yarensk", "yarensk-lensky"): _SEAT,
    ("kokpekty", "kokpekty-komintern"): "a state farm known only by its town, and the town",
    ("gorky", "gorky-labour-column"): "a labour column known only by its town, and the town's station",
    ("kargopollag-yertsevo", "yertsevo"): _STATION,
    ("kotlas", "kotlas-transit"): _STATION,
    ("kozelsk", "kozelsk-station"): _STATION,
    ("karlag", "kazakhstan-camps"): "Karlag itself, and the camps of Kazakhstan that no source names",
}
"""Pairs of places with one name, or one GeoNames id, that are two places."""

TOO_FAST: Mapping[tuple[str, int], str] = {}
"""Legs of journeys (journey, stop arrived at) faster than their mode goes."""

_SUM = "a sum of ranges reaches from all the lowest counts to all the highest; no source adds them so"

OUTSIDE_RANGE: Mapping[str, str] = {
    "deported-1941": "low: those settled from the two republics, added by the editors; no source adds them",
    "deported-all": "the people taken from Lithuania in 1941 are in no movement: no number can be trusted",
    "evacuated-sea": _SUM,
    "tehran-children-first-all": _SUM,
    "tehran-children-all": _SUM,
    "jewish-civilians-palestine": _SUM,
}
"""Quantities of the register whose movements add up to less or more than all values of theirs."""

PARTS_LARGER: Mapping[tuple[str, str], str] = {}
"""Movements that count more people than the movement they are part of."""

UNNAMED: Mapping[str, str] = {
    "cyncybil": "known from a Polish testimony only; nobody has found the settlement, nor its Russian name",
}
"""Places of the story without a name in one of the four languages."""

OTHER_NUMBERS: Mapping[tuple[str, str], str] = {}
"""Texts (key, language) whose numbers are not those of the English original."""
