"""What a filing must fulfil before anything comes of it: the list, the ground, the caps, the officers.

Rules: L-46, B-12.
"""

from collections.abc import Sequence
from datetime import date

from libs.events.catalog.codes import DepartmentCode, Ground, InspectorId, ItemCode, Kind, ListClass
from services.planning.demand import refusals as demand

from .. import commands as c
from .. import refusals as r

_OF_THE_ITEM = (Ground.NOTIFICATION_COMMITMENT, Ground.ENVIRONMENT, Ground.SAFETY, Ground.OTHER_LAW)
"""Grounds that the law gives to items: the list says which (B-01)."""
_LAW_ZH = {"X1": "本年度同类检查", "X3": "上级本年度检查", "X4": "互认的外地检查结果"}
_LAW_EN = {"X1": "a check of the kind this year", "X3": "a superior's check this year", "X4": "a recognised neighbour's result"}


def check_lawful(command: c.SubmitFiling) -> None:
    """In advance, within the list, of somebody in business, on a ground that holds. Raises refusals of demands and filings."""
    if command.planned_on < command.known.filed_on:
        raise r.FiledAfterwards(planned_on=command.planned_on, filed_on=command.known.filed_on)
    if command.premises is not None and command.known.premises_name is None:
        raise r.NoSuchPremises(premises=command.premises, entity=command.entity, day=command.planned_on)
    listed = {item.item: item for item in command.known.items}
    for code in command.items:
        _check_item(code, listed.get(code), command)
    if not command.known.operating:
        raise r.NotOperating(entity=command.entity)
    _check_ground(command, [listed[code] for code in command.items])


def _check_item(code: ItemCode, item: c.FiledItem | None, command: c.SubmitFiling) -> None:
    if item is None:
        raise demand.ItemNotInForce(
            f"{code} is not in force on {command.planned_on}",
            f"{code} 在 {command.planned_on} 未生效",
            do_en="Name items that the registry lists for that day.",
            do_zh="请填写该日清单内有效的检查事项。",
            items=code,
        )
    if item.department != command.department:
        raise demand.OtherDepartmentsItem(items=code, department=item.department, do_zh="请由该部门报备。")
    if item.kind != command.kind:
        raise demand.KindDiffers(
            do_en="File that kind of check under a number of its own.",
            do_zh="请就该类别另行报备。",
            items=code,
            kind=item.kind,
        )
    if set(item.industries).isdisjoint(command.known.industries):
        raise demand.IndustryNotListed(
            f"{code} does not apply to {', '.join(command.known.industries)}",
            f"{code} 不适用于 {'、'.join(command.known.industries)}",
            do_en="Name items that are listed for the entity's industries.",
            do_zh="请填写适用于该检查对象行业领域的事项。",
            items=code,
        )


def _check_ground(command: c.SubmitFiling, items: Sequence[c.FiledItem]) -> None:
    if command.ground is None:
        general = next((item.item for item in items if item.list_class is ListClass.GENERAL), None)
        if general is not None:
            raise r.DrawnOnly(items=general)
        return
    if command.document is None:
        raise r.DocumentMissing(field="document", ground=command.ground)
    without = [item.item for item in items if command.ground not in item.grounds]
    if command.ground in _OF_THE_ITEM and without:
        raise _unfit(
            command.ground,
            f"the list gives {', '.join(without)} no such ground",
            f"清单未载明 {'、'.join(without)} 具有该情形",
            do=("Have the list adjusted first, or file without the ground.", "请先调整清单,或不以该情形报备。"),
        )
    if command.ground is Ground.CAMPAIGN and not command.known.campaign:
        raise _unfit(
            command.ground,
            f"no campaign of {command.document} covers {command.kind} on {command.planned_on}",
            f"{command.document} 在 {command.planned_on} 无有效的 {command.kind} 专项检查",
            do=("Have the campaign put on record first.", "请先登记国家或省专项检查。"),
        )
    if command.ground is Ground.COMPLAINT_TRANSFER_OR_WHISTLE and not command.known.matter:
        raise r.GroundUnfit(
            f"{command.document} is no open whistle or clue about {command.entity}",
            f"{command.document} 不是针对 {command.entity} 的在办吹哨或线索",
            field="document",
            value=command.document,
            do_en="Name the whistle or clue by its number; a complaint or transfer is put on record as a clue first.",
            do_zh="请填写吹哨或线索编号;投诉举报、移送的,请先登记为线索。",
            rule="L-46、B-12 一般执法事项原则上通过双随机抽查方式实施检查",
        )
    if command.ground is Ground.KEY_LIST_FULL_COVERAGE:
        raise _unfit(
            command.ground,
            "full coverage of the key list is planned, not filed",
            "重点清单全覆盖应列入年度计划",
            do=("Submit a demand for the plan.", "请提出抽查需求纳入计划。"),
        )


def _unfit(ground: Ground, en: str, zh: str, *, do: tuple[str, str]) -> r.GroundUnfit:
    return r.GroundUnfit(
        f"{ground.value}: {en}", f"{ground.value}:{zh}", field="ground", value=ground.value, do_en=do[0], do_zh=do[1]
    )


def check_caps(looked: c.Looked) -> None:
    """Raises CapReached for the first check of this year that the ground does not lift (L-16, L-17, L-21, B-35)."""
    cap = next((cap for cap in looked.caps if cap.exclusion not in looked.policy.lifts), None)
    if cap is not None:
        named = cap.exclusion
        raise r.CapReached(
            entity=cap.check, exclusion=named, on=cap.on, fact=cap.fact, law_zh=_LAW_ZH[named], law_en=_LAW_EN[named]
        )


def check_officers(
    inspectors: Sequence[InspectorId],
    looked: c.Looked,
    *,
    department: DepartmentCode,
    first: date,
    last: date,
    kind: Kind,
) -> None:
    """Officers of the department, certified on every day of the span, qualified for the kind, as many as a team has seats.

    Raises OfficerUnfit or TooFewOfficers.
    """
    seats = looked.policy.seats
    known = {officer.inspector: officer for officer in looked.officers}
    needed = {item.qualification for item in looked.items}
    for inspector in inspectors:
        officer = known.get(inspector)
        fault = None
        if officer is None or officer.department != department:
            fault = (f"is no officer of {department}", f"不是 {department} 的执法人员")
        elif not officer.certified(first, last):
            fault = (f"holds no certificate from {first} to {last}", f"在 {first} 至 {last} 不持有有效执法证件")
        elif needed.isdisjoint(officer.qualifications):
            fault = (f"is not qualified for {kind}", f"不具备 {kind} 的执法资格")
        if fault is not None:
            raise r.OfficerUnfit(f"{inspector} {fault[0]}", f"{inspector} {fault[1]}", inspectors=inspector)
    if len(set(inspectors)) < seats:
        raise r.TooFewOfficers(
            inspectors=inspectors, department=department, first=first, last=last, count=len(set(inspectors)), seats=seats
        )
