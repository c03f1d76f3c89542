"""The numbers of disclosure, edition by edition."""

from libs.events.catalog.disclosure.policy import DisclosurePolicy, PolicyAdopted
from libs.events.editions import Editions

POLICY = Editions(PolicyAdopted, DisclosurePolicy)
