"""Travel in time: who could get where, by when, by which way.

>>> import evacmap
>>> from evacmap import routing
>>> network = routing.travel_network(evacmap.load())
>>> journey = routing.earliest_arrival(network, "vorkuta", "buzuluk", "1941-09-10")

The network is compiled once and asked often. What a journey takes comes from the table `paces` of the atlas,
when a way was open from `openings` and `links`; `docs/travel-model.md` says how they are read and how well
the answers agree with documented journeys. All answers are modelled, and say so.
"""

from __future__ import annotations

from evacmap.routing.alternatives import alternatives as alternatives
from evacmap.routing.draw import draw_itineraries as draw_itineraries
from evacmap.routing.draw import draw_reachable as draw_reachable
from evacmap.routing.itinerary import Band as Band
from evacmap.routing.itinerary import Itinerary as Itinerary
from evacmap.routing.itinerary import Leg as Leg
from evacmap.routing.network import TravelNetwork as TravelNetwork
from evacmap.routing.network import travel_network as travel_network
from evacmap.routing.profile import Profile as Profile
from evacmap.routing.profile import profile as profile
from evacmap.routing.queries import earliest_arrival as earliest_arrival
from evacmap.routing.queries import latest_departure as latest_departure
from evacmap.routing.queries import reachable as reachable
