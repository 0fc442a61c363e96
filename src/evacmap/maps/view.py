"""Where a map looks at first."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from evacmap.plan import plan_movements

if TYPE_CHECKING:
    from evacmap.atlas import Atlas


def initial_view(atlas: Atlas) -> list[list[float]]:
    """Return ``[[south, west], [north, east]]`` about the great majority of those who moved.

    Movements that are drawn at every scale count, by the square root of their people, so that the few who
    went farthest do not shrink the map, nor the many who went one way fill it.
    """
    plan = plan_movements(atlas.movements, atlas.places, atlas.movement_lines())
    chosen = atlas.movements.loc[[movement for movement, drawing in plan.items() if drawing.zoom == 0]]
    ends = pd.concat([chosen["from"], chosen["to"]])
    points = atlas.places.geometry.reindex(ends)
    if points.empty:
        points = atlas.places.geometry
    if points.empty:
        return [[-60.0, -170.0], [75.0, 170.0]]
    weight = (
        pd.concat([chosen["people_high"], chosen["people_high"]]).astype("Float64").fillna(100).clip(lower=1)
    )
    weights = np.sqrt(weight.to_numpy(dtype=float)) if len(weight) == len(points) else np.ones(len(points))
    west, east = _quantiles(points.x.to_numpy(), weights)
    south, north = _quantiles(points.y.to_numpy(), weights)
    return [[round(float(south), 2), round(float(west), 2)], [round(float(north), 2), round(float(east), 2)]]


def _quantiles(values: np.ndarray, weights: np.ndarray) -> np.ndarray:
    order = np.argsort(values, kind="stable")
    share = np.cumsum(weights[order]) / weights.sum()
    return np.asarray(np.interp([0.03, 0.97], share, values[order]))
