"""Files for other programs: the layers of an atlas in the formats of the trade."""

from __future__ import annotations

from evacmap.exports.geojson import write_geojson as write_geojson
from evacmap.exports.layers import LAYERS as LAYERS
from evacmap.exports.layers import export_layer as export_layer
