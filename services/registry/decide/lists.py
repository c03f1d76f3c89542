"""The effective-dated lists of bodies, places and scenarios: industries, departments, townships, scenarios, mandates, areas.

Rules: L-36, L-37, L-38, B-08, X-06.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from libs.events.catalog.codes import Level
from libs.events.catalog.registry.bodies import DepartmentListed, DepartmentWithdrawn, MandateEnded, MandateForm, MandateGranted
from libs.events.catalog.registry.places import AreaDissolved, AreaFormed, TownshipListed, TownshipWithdrawn
from libs.events.catalog.registry.scenarios import IndustryListed, IndustryWithdrawn, ScenarioListed, ScenarioWithdrawn
from services.registry.commands import (
    DissolveArea,
    EndMandate,
    FormArea,
    GrantMandate,
    ListDepartment,
    ListIndustry,
    ListScenario,
    ListTownship,
    WithdrawDepartment,
    WithdrawIndustry,
    WithdrawScenario,
    WithdrawTownship,
)

from .dated import Dated
from .refusals import HeadMissing, NamedTooLow, NamedTwice, NoMandate, TownshipTaken, WrongDelegation


def require_mandates(without: Mapping[str, date], field: str) -> None:
    """Raises NoMandate naming the first of the departments without one, and the day."""
    for department, day in without.items():
        raise NoMandate(
            f"{department} has no mandate on {day}",
            f"{department} 在 {day} 没有执法检查职权依据",
            field=field,
            value=department,
            do_en="Grant its mandate with the legal basis first, or name the body that has one.",
            do_zh="请先登记该部门的职权依据,或改由有权部门承担。",
        )


def _scenario(command: ListScenario, _: date) -> None:
    require_mandates(command.without_mandate, "departments")


def _mandate(command: GrantMandate, _: date) -> None:
    if command.form is not MandateForm.DELEGATED:
        if command.delegated_by is not None:
            raise _wrong_delegation(command, f"{command.form.value} needs no delegating body", "非委托执法不应填写委托部门")
        return
    if command.delegated_by is None:
        raise _wrong_delegation(command, "names no delegating body", "委托执法未填写委托部门")
    if command.delegated_by == command.department:
        raise _wrong_delegation(command, "a body cannot delegate to itself", "不得委托给自己")
    if command.delegator is None:
        raise _wrong_delegation(
            command,
            f"{command.delegated_by} has no mandate on that day itself",
            f"{command.delegated_by} 在该日自身没有职权依据",
        )
    if command.delegator is MandateForm.DELEGATED:
        raise _wrong_delegation(
            command, f"{command.delegated_by} acts by delegation itself", f"{command.delegated_by} 自身受委托执法,不得再委托"
        )


def _wrong_delegation(command: GrantMandate, english: str, chinese: str) -> WrongDelegation:
    return WrongDelegation(
        english,
        chinese,
        field="delegated_by",
        value=command.delegated_by,
        do_en="Name the body whose own power is delegated.",
        do_zh="请填写依法享有职权的委托部门。",
    )


def _area(command: FormArea, day: date) -> None:
    centre = command.centre
    for field, named in (
        ("townships", command.townships),
        ("centre.powers", centre.powers),
        ("centre.members", [(member.body, member.duty) for member in centre.members]),
    ):
        if len(set(named)) != len(named):
            raise NamedTwice(field=field, do_en="Name each once.", do_zh="请删除重复项。")
    for township in command.townships:
        if other := command.taken.get(township):
            raise TownshipTaken(
                f"{township} belongs to {other} on {day} or later",
                f"{township} 在 {day} 当日或之后属于片区 {other}",
                field="townships",
                value=township,
                do_en="Take it out of the other area from that day on first.",
                do_zh="请先将其自该日起调出原片区。",
            )
        # The township's own body, or a unit whose code begins with the township's.
        if not any(member.body == township or member.body.startswith(f"{township}-") for member in centre.members):
            raise HeadMissing(
                f"nobody of {township} is a member",
                f"成员中没有 {township} 的执法监管工作负责人",
                field="centre.members",
                value=township,
                do_en="Add the township's head of enforcement.",
                do_zh="请补充该镇街执法监管工作负责人。",
            )
    if command.named_by_level is Level.TOWNSHIP:
        raise NamedTooLow(
            f"{centre.named_by} is of a township",
            f"{centre.named_by} 为镇街一级",
            field="centre.named_by",
            value=centre.named_by,
            do_en="Name the department of the county or city that named the centre.",
            do_zh="请填写县区级以上的主管部门。",
        )


INDUSTRY = Dated("industry", ListIndustry, IndustryListed, WithdrawIndustry, IndustryWithdrawn).decider()
DEPARTMENT = Dated("department", ListDepartment, DepartmentListed, WithdrawDepartment, DepartmentWithdrawn).decider()
TOWNSHIP = Dated("township", ListTownship, TownshipListed, WithdrawTownship, TownshipWithdrawn).decider()
SCENARIO = Dated("scenario", ListScenario, ScenarioListed, WithdrawScenario, ScenarioWithdrawn, _scenario).decider()
AREA = Dated("area", FormArea, AreaFormed, DissolveArea, AreaDissolved, _area).decider()
MANDATE = Dated("department", GrantMandate, MandateGranted, EndMandate, MandateEnded, _mandate).decider("mandate")
