"""The numbers of whistle, edition by edition."""

from libs.events.catalog.whistle.policy import PolicyAdopted, WhistlePolicy
from libs.events.editions import Editions

POLICY = Editions(PolicyAdopted, WhistlePolicy)
