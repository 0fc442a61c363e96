"""The arrays the kernels read, made from the arcs of a network at one pace."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Any

import numpy as np

from evacmap.routing.kernels import VARIABLE_TRAVEL, VARIABLE_WAIT, Tables, as_rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from evacmap.routing.kernels import Row
    from evacmap.routing.network import TravelNetwork
    from evacmap.routing.paces import Rule
    from evacmap.routing.timeline import Pace, Span


@dataclass(frozen=True)
class Compiled:
    """The arrays of one pace: arcs by the vertex they leave, and by the one they lead to."""

    forward: Tables
    backward: Tables


def compile_arrays(network: TravelNetwork, pace: Pace) -> Compiled:
    """Compile the arcs of a network at a pace.

    Parameters
    ----------
    network
        The network.
    pace
        Whose speeds, waits and readings of uncertain openings.

    Returns
    -------
    Compiled
        Equal gates and equal paces are stored once.
    """
    arcs = network.arcs
    paces: dict[Rule, int] = {}
    gates: dict[tuple[Span, ...], int] = {((0, network.timeline.end),): 0}
    gate_of: dict[Any, int] = {}
    minutes, pace_rows, gate_rows = [], [], []
    segments = {
        rule: network.model.segments(rule, pace, network.timeline)
        for rule in dict.fromkeys(arc.rule for arc in arcs if arc.rule is not None)
    }
    for arc in arcs:
        if arc.rule is None:
            minutes.append(0)
            pace_rows.append(0)
        else:
            first, *more = segments[arc.rule]
            pace_rows.append(paces.setdefault(arc.rule, len(paces)))
            if arc.edge is None:
                minutes.append(VARIABLE_WAIT if more else first.wait)
            else:
                minutes.append(VARIABLE_TRAVEL if more else -(-arc.micrometres // first.speed))
        key: Any = None
        if arc.edge is not None:
            data = network.graph.edges[arc.edge]
            key = (data["openings"], data.get("season"), arc.rule)
        if key not in gate_of:
            gate_of[key] = gates.setdefault(tuple(network.gate(arc, pace)), len(gates))
        gate_rows.append(gate_of[key])
    parts = list(chain.from_iterable(segments[rule] for rule in paces))
    spans = list(chain.from_iterable(gates))
    shared = {
        "pace_start": as_rows(_starts(len(segments[rule]) for rule in paces), "int32"),
        "since": as_rows([part.since for part in parts]),
        "speed": as_rows([part.speed for part in parts]),
        "wait": as_rows([part.wait for part in parts]),
        "gate_start": as_rows(_starts(len(gate) for gate in gates), "int32"),
        "opens": as_rows([start for start, _ in spans]),
        "closes": as_rows([end for _, end in spans]),
    }
    columns = {
        "minutes": np.array(minutes),
        "length": np.array([arc.micrometres for arc in arcs]),
        "pace": np.array(pace_rows),
        "gate": np.array(gate_rows),
    }
    tails, heads = np.array([arc.tail for arc in arcs]), np.array([arc.head for arc in arcs])
    return Compiled(
        tables_of(network.size, tails, heads, columns, shared),
        tables_of(network.size, heads, tails, columns, shared),
    )


def _starts(sizes: Iterable[int]) -> list[int]:
    return [0, *np.cumsum([*sizes]).tolist()]


def tables_of(
    size: int,
    tails: np.ndarray[Any, Any],
    heads: np.ndarray[Any, Any],
    columns: Mapping[str, np.ndarray[Any, Any]],
    shared: Mapping[str, Row],
) -> Tables:
    """Sort arcs by the vertex they leave and return the arrays the kernels read.

    Parameters
    ----------
    size
        Number of vertices.
    tails, heads
        Vertices of each arc; exchange them for the arrays of a search back in time.
    columns
        ``minutes``, ``length``, ``pace`` and ``gate`` of each arc.
    shared
        The arrays of paces and gates.

    Returns
    -------
    Tables
        See there.
    """
    order = np.argsort(tails, kind="stable")
    start = np.searchsorted(tails[order], np.arange(size + 1))
    return Tables(
        start=as_rows(start, "int32"),
        head=as_rows(heads[order], "int32"),
        minutes=as_rows(columns["minutes"][order], "int32"),
        length=as_rows(columns["length"][order]),
        pace=as_rows(columns["pace"][order], "int32"),
        gate=as_rows(columns["gate"][order], "int32"),
        arc=as_rows(order, "int32"),
        **shared,
    )
