"""From approval to supervision (B-27 to B-30, J-12): handed over, taken over, ceased.

Rules: B-29.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from libs.domain.office.days import check_past_day
from libs.events.calendar import local_day
from libs.events.catalog.registry import approvals as f
from libs.events.decider import Decider
from libs.events.fact import Fact
from libs.events.shapes.ahead import check_ahead

from ..entities.identity import read_entity
from ..lists import refusals as lists_refusals
from ..lists.decide import check_listed, check_order
from ..lists.newer import check_newer
from . import commands as c
from . import refusals as r

HANDED = f.ApprovalHandedOver.of(c.HandOverApproval, "entity")
TAKEN = f.ApprovalTakenOver.of(c.TakeOverApproval)
KEPT = f.ApprovalTakenOver.of(c.HandOverApproval, "entity")
CEASED = f.ApprovalCeased.of(c.CeaseApproval)


@dataclass(frozen=True, slots=True)
class Unknown:
    pass


@dataclass(frozen=True, slots=True)
class HandedOver:
    """A gap until the supervisor has taken it over."""

    handed: f.ApprovalHandedOver
    taken: bool = False


@dataclass(frozen=True, slots=True)
class Ceased:
    handed: f.ApprovalHandedOver


State = Unknown | HandedOver | Ceased


def decide(command: c.ApprovalCommand, state: State, now: datetime) -> Sequence[Fact]:
    """The facts a command leads to."""
    if isinstance(command, c.HandOverApproval):
        handing = HANDED(command, entity=_named(command))
    match command, state:
        case c.HandOverApproval(), Unknown():
            check_past_day("granted_on", command.granted_on, local_day(now))
            return _handed_over(command, handing)
        case c.HandOverApproval(), HandedOver(handed=handed) | Ceased(handed=handed) if handing == handed:
            return []
        case c.HandOverApproval(on_record=on_record), HandedOver(handed=handed) | Ceased(handed=handed):
            # A number of its own is not what the row of an old file needs.
            check_newer(on_record, handed, handing)
            raise r.ApprovalExists(approval=command.approval)
        case _, HandedOver(handed=handed) | Ceased(handed=handed) if handed.entity == command.entity:
            pass
        case _:
            raise r.NoSuchApproval(approval=command.approval)
    match command, state:
        case _, Ceased():
            raise r.ApprovalIsOver(approval=command.approval)
        case c.TakeOverApproval(supervisor=who), HandedOver(handed=handed, taken=taken):
            if who != handed.supervisor:
                raise r.NotTheSupervisor(supervisor=who, handed_supervisor=handed.supervisor)
            return [] if taken else [TAKEN(command)]
        case c.CeaseApproval(), HandedOver(handed=handed):
            check_ahead(command.effective_from, now)
            return _ceased(command, handed)
    raise AssertionError(f"{type(command).__name__} in {type(state).__name__}")


def _named(command: c.HandOverApproval) -> str:
    """The entity as it is kept. Raises Invalid for who or what is on no list."""
    entity = read_entity(command.entity, command.known.codes)
    named = [command.approver, command.supervisor, *([command.delegate] if command.delegate else [])]
    check_listed("departments", named, command.known.departments)
    return entity


def _handed_over(command: c.HandOverApproval, handed: f.ApprovalHandedOver) -> Sequence[Fact]:
    if command.known.entity_listed is False:
        raise r.EntityUnknown(entity=handed.entity)
    same = command.supervisor == command.approver
    match command.mode:
        case f.Handover.INTEGRATED if not same:
            raise r.WrongSupervisor(
                "the approver supervises (B-27)", "审管一体的,由审批部门监管(B-27)", supervisor=command.supervisor
            )
        case f.Handover.SEPARATED if same:
            raise r.WrongSupervisor(
                "another department supervises (B-28)", "审管分离的,由主管部门监管(B-28)", supervisor=command.supervisor
            )
        case f.Handover.DELEGATED if not same:
            raise r.WrongSupervisor(
                "who delegated supervises (B-30)", "委托审批的,由委托部门监管(B-30)", supervisor=command.supervisor
            )
    if (command.mode is f.Handover.DELEGATED) != (command.delegate is not None) or command.delegate == command.approver:
        raise r.WrongSupervisor(
            "a delegated approval names its delegate; no other approval names one",
            "委托审批须填写受委托单位,其他方式不填",
            do_en="Name the delegate, or correct the mode.",
            do_zh="请填写受委托单位或更正方式。",
            delegate=command.delegate,
        )
    if command.valid_until is not None and command.valid_until < command.granted_on:
        raise lists_refusals.EndsBeforeItBegins(
            f"granted on {command.granted_on}",
            f"批准日期为 {command.granted_on}",
            do_en="Copy both days from the licence again.",
            do_zh="请对照许可证更正日期。",
            valid_until=command.valid_until,
        )
    if not same:
        return [handed]
    # The approver keeps it: nothing changes hands, so there is no gap.
    return [handed, KEPT(command, entity=handed.entity)]


def _ceased(command: c.CeaseApproval, handed: f.ApprovalHandedOver) -> Sequence[Fact]:
    if command.approver != handed.approver:
        raise r.NotTheApprover(approver=command.approver, handed_approver=handed.approver)
    if command.commitment_broken and not handed.by_commitment:
        raise r.NoCommitment(commitment_broken=True)
    check_order(handed.granted_on, command.effective_from)
    return [CEASED(command)]


def evolve(state: State, fact: Fact) -> State:
    match fact, state:
        case f.ApprovalHandedOver(), _:
            return HandedOver(fact)
        case f.ApprovalTakenOver(), HandedOver(handed=handed):
            return HandedOver(handed, taken=True)
        case f.ApprovalCeased(), HandedOver(handed=handed):
            return Ceased(handed)
    return state


APPROVAL: Decider[c.ApprovalCommand, State] = Decider(
    name="approval",
    commands=c.ApprovalCommand,
    stream=lambda command: f"approval-{command.approval}",
    initial=Unknown(),
    decide=decide,
    evolve=evolve,
)
