"""Numbers of inspection, edition by edition."""

from libs.events.catalog.inspection.policy import InspectionPolicy, PolicyAdopted
from libs.events.editions import Editions

POLICY = Editions(PolicyAdopted, InspectionPolicy)
