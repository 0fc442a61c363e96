"""The travel model held against documented journeys.

``python -m evacmap.routing.history`` writes table and plot into ``docs/travel-model.md`` and beside it.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from evacmap.atlas import load
from evacmap.network import is_missing
from evacmap.routing.kernels import as_rows
from evacmap.routing.network import travel_network
from evacmap.routing.places import End, Ends
from evacmap.routing.timeline import DAY, PACES
from evacmap.routing.ways import earliest_way

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from matplotlib.figure import Figure

    from evacmap.dates import DateInterval
    from evacmap.routing.kernels import Row, Tables
    from evacmap.routing.network import TravelNetwork
    from evacmap.routing.timeline import Pace

LONGEST_DAYS = 180
"""What takes longer in the tables of journeys is a stay with an undated journey in it."""
BEGIN, END = "<!-- benchmark: written by evacmap.routing.history -->", "<!-- end of benchmark -->"
AIMS = {"inside": 0.8, "error": 0.35, "ratio": 4.0}
"""Share of documented durations inside the band, median error of the typical value, median high by low."""


@dataclass(frozen=True)
class Case:
    """A documented journey from one day to another.

    Attributes
    ----------
    journey
        Its id.
    places
        Place ids: from, over those without dates, to.
    mode
        The recorded mode, or None.
    depart, arrive
        Days.
    kept_apart
        Whether no source of it is one of the travel model's.
    """

    journey: str
    places: tuple[str, ...]
    mode: str | None
    depart: date
    arrive: date
    kept_apart: bool

    @property
    def days(self) -> int:
        """Documented duration in days."""
        return (self.arrive - self.depart).days


def find_cases(network: TravelNetwork) -> list[Case]:
    """Return the legs of the atlas's journeys that can be compared.

    A leg counts if the day of departure and the day of arrival are recorded (``~`` allowed, ``?`` not), lie
    1 to `LONGEST_DAYS` days apart, both ends are on the network, and the journey is not disputed. Stops
    without dates in between are passed through. Nothing else is left out.
    """
    model = {source for sources in network.atlas.paces["sources"] for source in sources}
    disputed = set(network.atlas.journeys.index[network.atlas.journeys["disputed"]])
    cases = []
    stops = network.atlas.stops.sort_values(["journey", "seq"])
    for journey, group in stops.groupby("journey", sort=True):
        if journey not in disputed:
            cases += [
                case
                for case in _legs(str(journey), group.to_dict("records"), model)
                if _usable(network, case)
            ]
    return cases


def _legs(journey: str, visits: Sequence[Mapping[Any, Any]], model: set[str]) -> Iterator[Case]:
    dated = [
        i for i, visit in enumerate(visits) if visit["arrive"] is not None or visit["depart"] is not None
    ]
    for i, j in pairwise(dated):
        depart, arrive = _day(visits[i]["depart"]), _day(visits[j]["arrive"])
        if depart is None or arrive is None:
            continue
        modes = {visit["mode"] for visit in visits[i + 1 : j + 1] if not is_missing(visit["mode"])}
        if not modes and i == 0 and not is_missing(visits[0]["mode"]):
            modes = {visits[0]["mode"]}
        sources = {source for visit in visits[i : j + 1] for source in visit["sources"]}
        places = tuple(str(visit["place"]) for visit in visits[i : j + 1])
        mode = modes.pop() if len(modes) == 1 else None
        yield Case(journey, places, mode, depart, arrive, kept_apart=not sources & model)


def _day(interval: DateInterval | None) -> date | None:
    if interval is None or interval.uncertain or interval.earliest != interval.latest:
        return None
    return interval.earliest


def _usable(network: TravelNetwork, case: Case) -> bool:
    ends = (case.places[0], case.places[-1])
    on_network = all(end in network.vertex for end in ends) and ends[0] != ends[1]
    inside = network.timeline.first <= case.depart and case.arrive <= network.timeline.last
    return on_network and inside and 1 <= case.days <= LONGEST_DAYS


def compare(network: TravelNetwork, cases: Sequence[Case]) -> pd.DataFrame:
    """Model each documented journey.

    One sets out at noon of the recorded day by the recorded mode, which one has already boarded: the waits
    of the model come before a recorded departure, not after it. Where no mode is recorded, or the recorded
    one does not lead there, all modes may be used, with their waits.

    Parameters
    ----------
    network
        The network.
    cases
        As `find_cases` gives them.

    Returns
    -------
    pandas.DataFrame
        Per case: journey, origin, destination, mode, depart, kept_apart, documented (days), low, typical,
        high (modelled days; NaN: never), by_mode (whether the recorded mode alone was used), inside (whether
        the documented day of arrival is one of the band), error (of the typical value, in whole days, by the
        documented days), ratio (high by low).
    """
    rows = []
    for case in cases:
        modelled, by_mode = _model(network, case)
        whole = np.floor(np.array(modelled) + 0.5)
        rows.append(
            {
                "journey": case.journey,
                "origin": case.places[0],
                "destination": case.places[-1],
                "mode": case.mode or "",
                "depart": case.depart,
                "kept_apart": case.kept_apart,
                "documented": case.days,
                "low": modelled[0],
                "typical": modelled[1],
                "high": modelled[2],
                "by_mode": by_mode,
                "inside": bool(whole[0] <= case.days <= whole[2]),
                "error": abs(whole[1] - case.days) / case.days,
                "ratio": modelled[2] / modelled[0] if modelled[0] else np.nan,
            }
        )
    return pd.DataFrame(rows)


def _model(network: TravelNetwork, case: Case) -> tuple[list[float], bool]:
    """Return the days at the three paces, and whether the recorded mode alone leads there."""
    if case.mode in network.model.modes:
        modelled = [_days(network, case, pace, network.shut([str(case.mode)]), aboard=True) for pace in PACES]
        if not np.isnan(modelled[1]):
            return modelled, True
    return [_days(network, case, pace, network.shut(), aboard=False) for pace in PACES], False


def _days(network: TravelNetwork, case: Case, pace: Pace, shut: Row, *, aboard: bool) -> float:
    tables = network.tables(pace).forward
    if aboard:
        tables = _without_waits(network, tables)
    begin = minute = network.timeline.minute(case.depart) + DAY // 2
    stations = [place for place in case.places if place in network.vertex]
    for start, end in pairwise(stations):
        if start == end:
            continue
        ends = [Ends(place, (End(place, network.vertex[place]),)) for place in (start, end)]
        way = earliest_way(network, ends[0], ends[1], minute, pace, shut, tables)
        if way is None:
            return float("nan")
        minute = way.arrive
    return (minute - begin) / DAY


def _without_waits(network: TravelNetwork, tables: Tables) -> Tables:
    boarding = np.array([arc.edge is None for arc in network.arcs])[np.asarray(tables.arc)]
    return tables._replace(minutes=as_rows(np.where(boarding, 0, np.asarray(tables.minutes)), "int32"))


def summarise(table: pd.DataFrame) -> dict[str, float]:
    """Return number of cases, share inside the band, median error and median ratio; see `AIMS`."""
    return {
        "cases": len(table),
        "inside": float(table["inside"].mean()),
        "error": float(table["error"].median()),
        "ratio": float(table["ratio"].median()),
    }


# --- for the documentation ----------------------------------------------------------------------------------


def as_markdown(table: pd.DataFrame) -> str:
    """Return summary and table of a comparison as Markdown."""
    groups = {
        "all": table,
        "kept apart": table[table["kept_apart"]],
        "kept apart, 3 days or more": table[table["kept_apart"] & (table["documented"] >= 3)],
        "source shared with the model": table[~table["kept_apart"]],
        **{f"by {mode!s}" if mode else "mode not recorded": rows for mode, rows in table.groupby("mode")},
    }
    lines = ["| cases | number | inside low-high | median error of typical | median high : low |"]
    lines.append("| --- | ---: | ---: | ---: | ---: |")
    for name, rows in groups.items():
        if len(rows):
            s = summarise(rows)
            lines.append(
                f"| {name} | {s['cases']} | {s['inside']:.0%} | {s['error']:.0%} | {s['ratio']:.1f} |"
            )
    lines.append(f"| *aim* | | {AIMS['inside']:.0%} | {AIMS['error']:.0%} | {AIMS['ratio']:.1f} |")
    lines += [
        "",
        "| journey | from | to | by | set out | documented | low | typical | high | inside | kept apart |",
    ]
    lines.append("| --- | --- | --- | --- | --- | ---: | ---: | ---: | ---: | --- | --- |")
    for row in table.sort_values(["mode", "depart", "journey"]).to_dict("records"):
        days = [float(row[name]) for name in ("low", "typical", "high")]
        cells = [
            row["journey"],
            row["origin"],
            row["destination"],
            row["mode"] if row["by_mode"] else f"{row['mode'] or '?'} (any)",
            row["depart"],
            row["documented"],
            *("never" if np.isnan(x) else f"{x:.1f}" for x in days),
            "yes" if row["inside"] else "**no**",
            "yes" if row["kept_apart"] else "no",
        ]
        lines.append(f"| {' | '.join(map(str, cells))} |")
    return "\n".join(lines)


def plot(table: pd.DataFrame) -> Figure:
    """Draw modelled bands against documented days, on logarithmic axes."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(7, 6), layout="constrained")
    ax = figure.subplots()
    colours = {
        "rail": "#1b4f72",
        "sea": "#148f77",
        "road": "#b9770e",
        "river": "#6c3483",
        "sledge": "#7b241c",
    }
    limits = [0.4, max(120.0, 1.2 * float(table[["documented", "high"]].max().max()))]
    ax.plot(limits, limits, color="#999", lw=1)
    for mode, rows in table.groupby("mode"):
        colour = colours.get(str(mode), "#555")
        # Points of the same day would hide each other.
        spread = rows["documented"] * (1 + 0.04 * (np.arange(len(rows)) % 5 - 2))
        ax.vlines(spread, rows["low"], rows["high"].fillna(limits[1]), color=colour, lw=1.2, alpha=0.6)
        for apart, face in ((True, colour), (False, "white")):
            some = rows["kept_apart"] == apart
            label = (str(mode) or "mode not recorded") if apart else None
            ax.scatter(
                spread[some], rows["typical"][some], s=22, color=face, edgecolor=colour, label=label, zorder=3
            )
    ax.set(xscale="log", yscale="log", xlim=limits, ylim=limits)
    ax.set(xlabel="documented days", ylabel="modelled days: low to high, typical as a dot")
    ax.legend(title="hollow: shares a source with the model", fontsize="small", title_fontsize="small")
    return figure


def main(arguments: Sequence[str] | None = None) -> None:
    """Write table and plot into the documentation."""
    parser = argparse.ArgumentParser(prog="python -m evacmap.routing.history", description=__doc__)
    parser.add_argument("--data", type=Path, help="folder of a data package (default: the shipped atlas)")
    parser.add_argument("--docs", type=Path, default=Path("docs"), help="folder with travel-model.md")
    parser.add_argument("--print", action="store_true", help="print instead of writing")
    options = parser.parse_args(arguments)
    network = travel_network(load(options.data))
    table = compare(network, find_cases(network))
    text = as_markdown(table)
    if options.print:
        print(text)
        return
    from matplotlib import rc_context

    page = options.docs / "travel-model.md"
    before, _, rest = page.read_text(encoding="utf-8").partition(BEGIN)
    after = rest.partition(END)[2]
    page.write_text(f"{before}{BEGIN}\n\n{text}\n\n{END}{after}", encoding="utf-8")
    with rc_context({"svg.hashsalt": "evacmap"}):  # the same file for the same data
        plot(table).savefig(options.docs / "travel-model.svg", metadata={"Date": None})
    print(f"{page} and its plot: {summarise(table)}")


if __name__ == "__main__":
    main()
