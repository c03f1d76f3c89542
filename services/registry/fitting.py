"""Whether a scenario holds together (L-06): by file and by hand the same rule.

Rules: H-02.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from libs.events.refusal import Invalid
from services.registry.commands import ScenarioRow

__all__ = ["check_scenario"]


def check_scenario(row: ScenarioRow, listed: Mapping[str, Any]) -> None:
    """Raises Invalid naming the field: the lead takes part, every item is on the list, fits the industry and belongs to who
    takes part.

    `listed`: the items that may be named, each with `department` and `industries`.
    """
    if row.lead not in row.departments:
        raise _fault("lead", row.lead, "the lead is not among the departments", "牵头部门不在参与部门之中")
    for item in row.items:
        found = listed.get(item)
        if found is None:
            raise _fault("items", item, f"{item} is not on its list", f"{item} 不在名录中")
        if found["department"] not in row.departments:
            owner = found["department"]
            raise _fault("items", item, f"{item} belongs to {owner}, which does not take part", f"{item} 属于未参与的 {owner}")
        if row.industry not in found["industries"]:
            raise _fault("items", item, f"{item} is not for {row.industry}", f"{item} 不适用于行业 {row.industry}")
    for field, named in (("departments", row.departments), ("items", row.items)):
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
