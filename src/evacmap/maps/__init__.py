"""Maps of an atlas: Folium maps whose saved file works from disk, without a network.

>>> import evacmap
>>> from evacmap.maps import atlas_map, save_map
>>> save_map(atlas_map(evacmap.load()), "evacmap.html")  # doctest: +SKIP

A layer can also be put alone on an ordinary map:

>>> import folium
>>> folium.Map().add_child(JourneysLayer(evacmap.load()))  # doctest: +SKIP
"""

from evacmap.maps.atlas_map import atlas_map as atlas_map
from evacmap.maps.layers import AtlasLayer as AtlasLayer
from evacmap.maps.layers import BasemapLayer as BasemapLayer
from evacmap.maps.layers import EventsLayer as EventsLayer
from evacmap.maps.layers import Interface as Interface
from evacmap.maps.layers import JourneysLayer as JourneysLayer
from evacmap.maps.layers import MovementsLayer as MovementsLayer
from evacmap.maps.layers import NetworkLayer as NetworkLayer
from evacmap.maps.layers import PlacesLayer as PlacesLayer
from evacmap.maps.layers import StageLayer as StageLayer
from evacmap.maps.page import save_map as save_map
