"""Townships and areas, as effective-dated lists.

Rules: L-36, L-37, L-38.
"""

from datetime import date

from libs.events.catalog.codes import Level
from libs.events.catalog.registry import places as f

from ..lists import refusals as lists_refusals
from ..lists.decide import DatedList, check_listed
from ..lists.divisions import known_province
from . import commands as c
from . import refusals as r


def _township(command: c.ListTownship) -> None:
    known_province("township", command.township)
    check_listed("department", [command.department], command.known)


def _bodies(command: c.FormArea) -> None:
    centre, known = command.centre, command.known
    check_listed("townships", command.townships, known.townships)
    check_listed("centre.named_by", [centre.named_by], known.departments)
    check_listed("centre.members", [member.body for member in centre.members], known.townships | known.departments)
    # Listed for a later day only: nobody can tell its level on this one.
    if known.level is None:
        check_listed("centre.named_by", [centre.named_by], ())


def _area(command: c.FormArea, day: date) -> None:
    centre = command.centre
    for field, named in (
        ("townships", command.townships),
        ("centre.powers", centre.powers),
        ("centre.members", [(member.body, member.duty) for member in centre.members]),
    ):
        if len(set(named)) != len(named):
            raise lists_refusals.NamedTwice(field=field)
    for township in command.townships:
        if other := command.known.taken.get(township):
            raise r.TownshipTaken(townships=township, day=day, other=other)
        # The township's own body, or a unit whose code begins with the township's.
        if not any(member.body == township or member.body.startswith(f"{township}-") for member in centre.members):
            raise r.HeadMissing(field="centre.members", value=township)
    if command.known.level is Level.TOWNSHIP:
        raise r.NamedTooLow(field="centre.named_by", value=centre.named_by)


TOWNSHIP = DatedList(
    "township", c.ListTownship, f.TownshipListed, c.WithdrawTownship, f.TownshipWithdrawn, named=_township
).decider()
AREA = DatedList("area", c.FormArea, f.AreaFormed, c.DissolveArea, f.AreaDissolved, named=_bodies, check=_area).decider()
