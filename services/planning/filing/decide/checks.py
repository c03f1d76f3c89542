"""What a filing must fulfil before anything comes of it: the list, the ground, the caps, the officers.

Rules: L-46, B-12.
"""

from collections.abc import Sequence
from datetime import date

from libs.events.catalog.codes import DepartmentCode, Ground, InspectorId, ItemCode, Kind, ListClass
from services.planning.demand.refusals import (
    IndustryNotListed,
    ItemNotInForce,
    KindDiffers,
    OtherDepartmentsItem,
)

from .. import commands as c
from .. import refusals as r

_OF_THE_ITEM = (Ground.NOTIFICATION_COMMITMENT, Ground.ENVIRONMENT, Ground.SAFETY, Ground.OTHER_LAW)
"""Grounds that the law gives to items: the list says which (B-01)."""
_LAW_ZH = {"X1": "本年度同类检查", "X3": "上级本年度检查", "X4": "互认的外地检查结果"}
_LAW_EN = {"X1": "a check of the kind this year", "X3": "a superior's check this year", "X4": "a recognised neighbour's result"}


def check_lawful(command: c.SubmitFiling) -> None:
    """In advance, within the list, of somebody in business, on a ground that holds. Raises the refusals imported above."""
    if command.planned_on < command.known.filed_on:
        raise r.FiledAfterwards(
            f"planned on {command.planned_on}, filed on {command.known.filed_on}",
            f"检查日期 {command.planned_on},报备日期 {command.known.filed_on}",
            field="planned_on",
            value=command.planned_on.isoformat(),
            do_en="File before the check; report a check that was made without filing to the joint conference.",
            do_zh="请在检查前报备;未经报备已实施的检查应向联席会说明。",
        )
    listed = {item.item: item for item in command.known.items}
    for code in command.items:
        _check_item(code, listed.get(code), command)
    if not command.known.operating:
        raise r.NotOperating(
            field="entity",
            value=command.entity,
            do_en="Do not go; correct the register if it is wrong.",
            do_zh="请勿入户检查;名录有误的请更正名录。",
        )
    _check_ground(command, [listed[code] for code in command.items])


def _check_item(code: ItemCode, item: c.FiledItem | None, command: c.SubmitFiling) -> None:
    if item is None:
        raise ItemNotInForce(
            f"{code} is not in force on {command.planned_on}",
            f"{code} 在 {command.planned_on} 未生效",
            field="items",
            value=code,
            do_en="Name items that the registry lists for that day.",
            do_zh="请填写该日清单内有效的检查事项。",
        )
    if item.department != command.department:
        raise OtherDepartmentsItem(
            f"{code} belongs to {item.department}",
            f"{code} 属于 {item.department}",
            field="items",
            value=code,
            do_en="Leave it to that department.",
            do_zh="请由该部门报备。",
        )
    if item.kind != command.kind:
        raise KindDiffers(
            f"{code} is of kind {item.kind}",
            f"{code} 的检查类别为 {item.kind}",
            field="items",
            value=code,
            do_en="File that kind of check under a number of its own.",
            do_zh="请就该类别另行报备。",
        )
    if set(item.industries).isdisjoint(command.known.industries):
        raise IndustryNotListed(
            f"{code} does not apply to {', '.join(command.known.industries)}",
            f"{code} 不适用于 {'、'.join(command.known.industries)}",
            field="items",
            value=code,
            do_en="Name items that are listed for the entity's industries.",
            do_zh="请填写适用于该检查对象行业领域的事项。",
        )


def _check_ground(command: c.SubmitFiling, items: Sequence[c.FiledItem]) -> None:
    if command.ground is None:
        general = next((item.item for item in items if item.list_class is ListClass.GENERAL), None)
        if general is not None:
            raise r.DrawnOnly(
                f"{general} is on the general list",
                f"{general} 为一般事项",
                field="items",
                value=general,
                do_en="Submit a demand for the plan, or name the ground (O1-O5, O7) with its document.",
                do_zh="请提出抽查需求纳入计划;确有法定情形(O1 至 O5、O7)的,请注明情形和文件。",
            )
        return
    if command.document is None:
        raise r.DocumentMissing(
            f"{command.ground.value} without a document",
            f"{command.ground.value} 未注明文件",
            field="document",
            do_en="Name the document: approval, law, notice of the campaign, complaint, transfer or whistle.",
            do_zh="请注明文件:许可、法律条款、专项通知,或投诉、移送、吹哨编号。",
        )
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
        raise _reached(cap)


def _reached(cap: c.Cap) -> r.CapReached:
    return r.CapReached(
        f"{cap.exclusion}: {_LAW_EN[cap.exclusion]}: {cap.check} on {cap.on} (fact {cap.fact})",
        f"{cap.exclusion} {_LAW_ZH[cap.exclusion]}:{cap.check}({cap.on},事实 {cap.fact})",
        field="entity",
        value=cap.check,
        do_en="Use that check's result; another one needs a ground that lifts the exclusion, with its document.",
        do_zh="请直接采用该次检查结果;确需再查的,须有可以解除排除的法定情形和文件。",
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
            raise r.OfficerUnfit(
                f"{inspector} {fault[0]}",
                f"{inspector} {fault[1]}",
                field="inspectors",
                value=inspector,
                do_en="Name other officers, or name none and let them be drawn.",
                do_zh="请更换人员,或不填写,由系统随机抽取。",
            )
    if len(set(inspectors)) < seats:
        raise r.TooFewOfficers(
            f"{len(set(inspectors))} of {department} fit for {first} to {last}, {seats} needed",
            f"{department} 在 {first} 至 {last} 可派 {len(set(inspectors))} 人,至少需要 {seats} 人",
            field="inspectors",
            value=list(inspectors),
            do_en="Name certified officers of the department, or choose another day.",
            do_zh="请补充本部门持证人员,或另择日期。",
        )
