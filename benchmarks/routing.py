"""Travel in time against static shortest paths, side by side in one run.

``python benchmarks/routing.py`` (or ``make bench``) prints one table; ``--write`` puts it into README.md.
Needs ``pip install evacmap[bench]``.
"""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import time
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import igraph as ig
import networkx as nx
import numpy as np
import rustworkx as rx
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

import evacmap
from evacmap import routing
from evacmap.routing.arrays import tables_of
from evacmap.routing.kernels import COMPILED, VARIABLE_TRAVEL, as_rows, search
from evacmap.routing.ways import search_from

if TYPE_CHECKING:
    from collections.abc import Callable

    from evacmap.routing import TravelNetwork

README = Path(__file__).parent / "README.md"
BEGIN, END = "<!-- results -->", "<!-- end of results -->"
VERTICES, EDGES = 200_000, 500_000
PROFILE = ("1941-08-12", "1942-09-01")


@dataclass(frozen=True)
class Result:
    """One line of the table."""

    task: str
    who: str
    seconds: float
    ratio: float | None = None
    aim: str = ""


def timed(work: Callable[[], object], runs: int = 7) -> float:
    """Return the median time of some runs after one that warms up, in seconds."""
    work()
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def static_rivals(
    tails: np.ndarray, heads: np.ndarray, weights: np.ndarray, size: int, source: int
) -> dict[str, Callable[[], object]]:
    """Return one-to-all searches of other libraries on a graph without time."""
    edges = list(zip(tails.tolist(), heads.tolist(), strict=True))
    rust = rx.PyDiGraph(multigraph=True)
    rust.add_nodes_from(range(size))
    rust.add_edges_from([(u, v, w) for (u, v), w in zip(edges, weights.tolist(), strict=True)])
    graph = ig.Graph(n=size, edges=edges, directed=True)
    order = np.lexsort((weights, heads, tails))
    first = np.r_[True, np.diff(tails[order]) | np.diff(heads[order])].astype(bool)
    cheapest = order[first]  # a matrix has one entry for parallel edges
    matrix = csr_array((weights[cheapest], (tails[cheapest], heads[cheapest])), shape=(size, size))
    return {
        "rustworkx": lambda: rx.digraph_dijkstra_shortest_path_lengths(rust, source, float),
        "igraph": lambda: graph.distances(source=source, weights=weights),
        "scipy": lambda: dijkstra(matrix, indices=source),
    }


def shipped_one_to_all(network: TravelNetwork) -> list[Result]:
    """Earliest arrival everywhere from Kotlas, against Dijkstra on the same graph without time."""
    task = f"one-to-all, shipped network ({len(network.places)} places)"
    graph = network.graph
    edges = list(graph.edges(data="length"))
    tails, heads = (np.array([network.vertex[edge[i]] for edge in edges]) for i in (0, 1))
    weights = np.array([length for *_, length in edges])
    vertex = network.vertex["kotlas"]
    rivals = static_rivals(tails, heads, weights, len(network.places), vertex)
    slow = timed(lambda: nx.single_source_dijkstra(graph, "kotlas", weight="length"))
    results = [Result(task, "networkx, without time", slow, 1.0)]
    results += [
        Result(task, f"{name}, without time", s, s / slow)
        for name, s in ((n, timed(f)) for n, f in rivals.items())
    ]
    tables, shut = network.tables("typical").forward, network.shut()
    minute = network.timeline.minute(evacmap.parse_edtf("1941-10-01").earliest or network.timeline.first)
    ours = timed(lambda: search_from(network, tables, shut, [vertex], [minute]), 21)
    results.append(Result(task, "evacmap, in time", ours, ours / slow, "at most 1"))
    table = timed(lambda: routing.reachable(network, "kotlas", "1941-10-01"))
    results.append(Result(task, "evacmap, in time, three paces, as a GeoDataFrame", table, table / slow))
    return results


def shipped_profile(network: TravelNetwork) -> list[Result]:
    """Every place of detention to every recruitment point and to Pahlevi, every day of departure."""

    def work() -> Any:
        return routing.profile(network, "detention", ["recruitment", "pahlevi"], PROFILE)

    table = work()
    counts = f"{table['origin'].nunique()} x {table['destination'].nunique()} x {table['depart'].nunique()}"
    seconds = timed(work, 3)
    return [
        Result(f"full profile ({counts} = {len(table):,} arrivals)", "evacmap", seconds, None, "under 10 s")
    ]


def synthetic_one_to_all() -> list[Result]:
    """Search a random network with gates and seasons, against Dijkstra on the same graph without time."""
    task = f"one-to-all, synthetic ({VERTICES:,} vertices, {EDGES:,} edges)"
    rng = np.random.default_rng(1942)
    tails, heads = rng.integers(0, VERTICES, EDGES), rng.integers(0, VERTICES, EDGES)
    micrometres = rng.integers(5, 200, EDGES) * 10**9
    speed = 200 * 10**9 // 1440
    # A fifth of the edges go at other speeds in winter, three tenths are open for part of each year.
    varying, gated = rng.random(EDGES) < 0.2, rng.random(EDGES) < 0.3
    minutes = -(-micrometres // speed)
    days = 365 * 1440
    gates = [[(0, 2**39)]]
    gates += [
        [(y * days + o, y * days + o + 200 * 1440) for y in range(10)] for o in range(0, 100 * 1440, 7200)
    ]
    spans = [span for gate in gates for span in gate]
    seasons = [(y * days + d * 1440, s) for y in range(10) for d, s in ((0, speed // 2), (90, speed))]
    shared = {
        "pace_start": as_rows([0, len(seasons)], "int32"),
        "since": as_rows([since for since, _ in seasons]),
        "speed": as_rows([pace for _, pace in seasons]),
        "wait": as_rows([0] * len(seasons)),
        "gate_start": as_rows(np.cumsum([0, *map(len, gates)]), "int32"),
        "opens": as_rows([opens for opens, _ in spans]),
        "closes": as_rows([closes for _, closes in spans]),
    }
    columns = {
        "minutes": np.where(varying, VARIABLE_TRAVEL, minutes),
        "length": micrometres,
        "pace": np.zeros(EDGES, dtype=int),
        "gate": np.where(gated, rng.integers(1, len(gates), EDGES), 0),
    }
    tables = tables_of(VERTICES, tails, heads, columns, shared)
    shut, source, begin = as_rows(np.zeros(EDGES), "uint8"), as_rows([0], "int32"), as_rows([200 * 1440])
    arrival, came_by = np.empty(VERTICES, np.int64), np.empty(VERTICES, np.int64)
    rivals = static_rivals(tails, heads, minutes.astype(float), VERTICES, 0)
    graph: nx.MultiDiGraph[int] = nx.MultiDiGraph()
    graph.add_nodes_from(range(VERTICES))
    graph.add_weighted_edges_from(zip(tails.tolist(), heads.tolist(), minutes.tolist(), strict=True))
    seconds = {name: timed(work) for name, work in rivals.items()}
    seconds["networkx"] = timed(lambda: nx.single_source_dijkstra_path_length(graph, 0), 2)
    fastest = min(seconds.values())
    results = [Result(task, f"{name}, without time", s, s / fastest) for name, s in seconds.items()]
    ours = timed(lambda: search(tables, shut, source, begin, 2**39, arrival, came_by))
    return [*results, Result(task, "evacmap, in time", ours, ours / fastest, "at most 3")]


def as_markdown(results: list[Result]) -> str:
    """Return the results as a table, with the machine and the versions they were got with."""
    lines = ["| task | who | time | ratio | aim |", "| --- | --- | ---: | ---: | --- |"]
    for result in results:
        shown = f"{result.seconds * 1000:.2f} ms" if result.seconds < 1 else f"{result.seconds:.2f} s"
        ratio = "" if result.ratio is None else f"{result.ratio:.2f}"
        lines.append(f"| {result.task} | {result.who} | {shown} | {ratio} | {result.aim} |")
    packages = ["numba", "numpy", "networkx", "rustworkx", "igraph", "scipy"]
    versions = ", ".join(f"{name} {version(name)}" for name in packages)
    kernels = "compiled by numba" if COMPILED else "not compiled (numba is not installed)"
    lines += [
        "",
        f"Python {platform.python_version()}, {platform.machine()}, {os.cpu_count()} processors; {versions}.",
    ]
    lines.append(f"Kernels {kernels}. Median of several runs after one to warm up; ratios within a task.")
    return "\n".join(lines)


def main() -> None:
    """Run all and print, or write, the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="put the table into benchmarks/README.md")
    options = parser.parse_args()
    network = routing.travel_network(evacmap.load())
    text = as_markdown([*shipped_one_to_all(network), *shipped_profile(network), *synthetic_one_to_all()])
    print(text)
    if options.write:
        page = README.read_text(encoding="utf-8")
        before, rest = page.split(BEGIN)[0], page.split(END)[1]
        README.write_text(f"{before}{BEGIN}\n\n{text}\n\n{END}{rest}", encoding="utf-8")


if __name__ == "__main__":
    main()
