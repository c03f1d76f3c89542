"""Editions of the numbers: the stream, the read model and the routes.

Rules: N-03.
"""

from libs.events.catalog.registry.policy import PolicyAdopted, RegistryPolicy
from libs.events.editions import Editions

POLICY = Editions(PolicyAdopted, RegistryPolicy)
