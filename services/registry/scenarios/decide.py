"""Industries, scenarios and handbooks, as effective-dated lists; suggestions decided against.

Rules: H-02, J-06.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from libs.events.calendar import local_day
from libs.events.catalog.registry import scenarios as f
from libs.events.decider import Decider
from libs.events.fact import Fact
from libs.events.refusal import Invalid
from libs.events.shapes.ahead import check_ahead

from ..bodies.decide import require_mandates
from ..items import refusals as items_refusals
from ..lists import refusals as lists_refusals
from ..lists.decide import DatedList, check_listed
from . import commands as c
from . import refusals as r

DISMISSED = f.SuggestionDismissed.of(c.DismissSuggestion)


def _together(command: c.ListScenario) -> None:
    """L-06: the lead takes part; every item is on the list, fits the industry and belongs to a department that takes part."""
    known = command.known
    check_listed("industry", [command.industry], known.industries)
    check_listed("departments", command.departments, known.departments)
    if command.lead not in command.departments:
        raise _fault("lead", command.lead, "the lead is not among the departments", "牵头部门不在参与部门之中")
    for item in command.items:
        found = known.items.get(item)
        if found is None:
            raise _fault("items", item, f"{item} is not on the list of items", f"{item} 不在检查事项清单中")
        if found["department"] not in command.departments:
            owner = found["department"]
            raise _fault("items", item, f"{item} belongs to {owner}, which does not take part", f"{item} 属于未参与的 {owner}")
        if command.industry not in found["industries"]:
            raise _fault("items", item, f"{item} is not for {command.industry}", f"{item} 不适用于行业 {command.industry}")
    for field, named in (("departments", command.departments), ("items", command.items)):
        if len(set(named)) != len(named):
            raise _fault(field, ";".join(named), "names one twice", "有重复项")


def _fault(field: str, value: str, rule: str, rule_zh: str) -> Invalid:
    return Invalid(
        rule,
        rule_zh,
        field=field,
        value=value,
        do_en="Correct the scenario and send it again.",
        do_zh="请更正后重新提交。",
        rule="L-06 明确牵头单位、协同单位、检查事项和检查内容",
    )


def _mandated(command: c.ListScenario, _: date) -> None:
    require_mandates(command.known.without_mandate, "departments")


def _industry(command: c.IssueManual) -> None:
    check_listed("industry", [command.industry], command.known.industries)


def _manual(command: c.IssueManual, day: date) -> None:
    named = [section.item for section in command.sections]
    if len(set(named)) != len(named):
        raise lists_refusals.NamedTwice(field="sections", do_en="Give each item one section.", do_zh="每个事项只写一节。")
    for item in named:
        if item not in command.known.fitting:
            raise items_refusals.ItemDoesNotFit(
                f"{item} is not in force on {day} for {command.industry}", sections=item, day=day
            )


@dataclass(frozen=True, slots=True)
class Dismissed:
    until: date = date.min


def decide(command: c.DismissSuggestion, state: Dismissed, now: datetime) -> Sequence[Fact]:
    """The facts a command about a suggestion leads to."""
    today = local_day(now)
    if command.until <= today:
        raise r.DismissedUntilThePast(until=command.until, today=today)
    if today < state.until:
        raise r.AlreadyDismissed(suggestion=command.suggestion, until=state.until)
    check_ahead(command.until, now, "until")
    return [DISMISSED(command)]


def evolve(state: Dismissed, fact: Fact) -> Dismissed:
    return Dismissed(fact.until) if isinstance(fact, f.SuggestionDismissed) else state


INDUSTRY = DatedList("industry", c.ListIndustry, f.IndustryListed, c.WithdrawIndustry, f.IndustryWithdrawn).decider()
SCENARIO = DatedList(
    "scenario", c.ListScenario, f.ScenarioListed, c.WithdrawScenario, f.ScenarioWithdrawn, named=_together, check=_mandated
).decider()
MANUAL = DatedList(
    "manual", c.IssueManual, f.ManualIssued, c.WithdrawManual, f.ManualWithdrawn, named=_industry, check=_manual
).decider()
SUGGESTION: Decider[c.DismissSuggestion, Dismissed] = Decider(
    name="suggestion",
    commands=c.DismissSuggestion,
    stream=lambda command: f"suggestion-{command.suggestion}",
    initial=Dismissed(),
    decide=decide,
    evolve=evolve,
)
