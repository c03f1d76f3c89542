"""Townships and areas, as effective-dated lists.

Rules: L-36, L-37, L-38.
"""

from datetime import date

from libs.events.catalog.codes import Level
from libs.events.catalog.registry import places as f

from ..lists.decide import DatedList, check_listed
from ..lists.divisions import known_province
from ..lists.refusals import NamedTwice
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
            raise NamedTwice(field=field, do_en="Name each once.", do_zh="请删除重复项。")
    for township in command.townships:
        if other := command.known.taken.get(township):
            raise r.TownshipTaken(
                f"{township} belongs to {other} on {day} or later",
                f"{township} 在 {day} 当日或之后属于片区 {other}",
                field="townships",
                value=township,
                do_en="Take it out of the other area from that day on first.",
                do_zh="请先将其自该日起调出原片区。",
            )
        # The township's own body, or a unit whose code begins with the township's.
        if not any(member.body == township or member.body.startswith(f"{township}-") for member in centre.members):
            raise r.HeadMissing(
                f"nobody of {township} is a member",
                f"成员中没有 {township} 的执法监管工作负责人",
                field="centre.members",
                value=township,
                do_en="Add the township's head of enforcement.",
                do_zh="请补充该镇街执法监管工作负责人。",
            )
    if command.known.level is Level.TOWNSHIP:
        raise r.NamedTooLow(
            f"{centre.named_by} is of a township",
            f"{centre.named_by} 为镇街一级",
            field="centre.named_by",
            value=centre.named_by,
            do_en="Name the department of the county or city that named the centre.",
            do_zh="请填写县区级以上的主管部门。",
        )


TOWNSHIP = DatedList(
    "township", c.ListTownship, f.TownshipListed, c.WithdrawTownship, f.TownshipWithdrawn, named=_township
).decider()
AREA = DatedList("area", c.FormArea, f.AreaFormed, c.DissolveArea, f.AreaDissolved, named=_bodies, check=_area).decider()
