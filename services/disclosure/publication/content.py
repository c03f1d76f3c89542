"""What the public reads about a result, a draw or a plan: built from what is on record, masked by rule, sealed by a digest.

Pure: records and names come in, a document comes out. The same record gives the same bytes (RFC 8785), so that anybody can
check the digest in the fact against the page.
"""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import rfc8785

from libs.domain.masking import Masked, mask_entity_name, mask_text
from libs.events.catalog.disclosure.publication import Subject

Row = Mapping[str, Any]
_KEPT_BACK = ("evidence", "inspectors")
"""Fields of the record that are never in a publication: files and where they were taken, and who the officers are."""


@dataclass(frozen=True, slots=True)
class Content:
    """`body` is JSON; `masked` names the fields kept back or masked (B-34), as paths into it."""

    body: dict[str, Any]

    @property
    def canonical(self) -> bytes:
        return bytes(rfc8785.dumps(self.body))

    @property
    def digest(self) -> str:
        """SHA-256 of the canonical JSON, in hexadecimal."""
        return hashlib.sha256(self.canonical).hexdigest()

    @property
    def masked(self) -> tuple[str, ...]:
        return tuple(self.body["masked"])


@dataclass(frozen=True, slots=True)
class Names:
    """Titles by (kind, code); a code without a title speaks for itself."""

    titles: Mapping[tuple[str, str], str] = field(default_factory=dict)

    def of(self, kind: str, code: str) -> dict[str, str]:
        return {"code": code, "title": self.titles.get((kind, code), code)}

    def each(self, kind: str, codes: Iterable[str]) -> list[dict[str, str]]:
        return [self.of(kind, code) for code in codes]


class _Mask:
    """Masks text on its way into a document and remembers where."""

    def __init__(self) -> None:
        self.paths: list[str] = []

    def text(self, path: str, text: str | None, rule: Callable[[str], Masked] = mask_text) -> str | None:
        if text is None:
            return None
        shown = rule(text)
        if shown.hidden:
            self.paths.append(f"{path}: {', '.join(sorted(shown.hidden))}")
        return shown.text


def result_content(
    result: Row, *, records: Mapping[str, Row], rectifications: Sequence[Row], items: Mapping[str, Row], names: Names
) -> Content:
    """A result with every department's part.

    `result` as `result_of`, `records` what each department wrote, `rectifications` of the visit, `items` as in force that day.
    """
    mask = _Mask()
    name = mask.text("entity.name", result["entity_name"], mask_entity_name) or ""
    parts = []
    for n, part in enumerate(result["parts"]):
        record = records.get(part["department"], {"findings": [], "basis": None})
        parts.append(
            {
                "department": names.of("department", part["department"]),
                "kinds": part["kinds"],
                "items": [_item(code, items) for code in part["items"]],
                "problems": part["problems"],
                "worst": part["worst"],
                "disposition": part["disposition"],
                "basis": mask.text(f"parts.{n}.basis", record["basis"]),
                "findings": [
                    {
                        "item": finding["item"],
                        "severity": finding["severity"],
                        "description": mask.text(f"parts.{n}.findings.{m}.description", finding["description"]),
                    }
                    for m, finding in enumerate(record["findings"])
                ],
                "rectifications": [
                    {"state": row["state"], "due": _moment(row["due"])}
                    for row in rectifications
                    if row["department"] == part["department"]
                ],
            }
        )
    township = result["township"]
    return Content(
        {
            "subject": Subject.RESULT.value,
            "title": f"{name} 检查结果({result['checked_on'].isoformat()})",
            "result": result["result"],
            "visit": result["visit"],
            "draw": result["draw"],
            "entity": {
                "id": result["entity"],
                "name": name,
                "category": result["category"],
                "township": names.of("township", township) if township else None,
            },
            "industries": names.each("industry", result["industries"]),
            "kinds": list(result["kinds"]),
            "lead": names.of("department", result["lead"]),
            "checked_on": result["checked_on"].isoformat(),
            "method": result["method"],
            "problems": result["problems"],
            "parts": parts,
            "record": result["record"],
            "masked": [*_KEPT_BACK, *mask.paths],
        }
    )


def _item(code: str, items: Mapping[str, Row]) -> dict[str, Any]:
    row = items.get(code, {"subject": None, "content": None})
    return {"item": code, "subject": row["subject"], "content": row["content"]}


def _moment(moment: datetime) -> str:
    return moment.isoformat()


def draw_content(draw: Row, names: Names) -> Content:
    """A completed draw with the digests by which anybody verifies it; `draw` as `draw_of`."""
    numbers = ("department_checks", "visits", "visits_if_separate", "lower_bound_milli", "shortfalls", "shortages")
    return Content(
        {
            "subject": Subject.DRAW.value,
            "title": f"{draw['year']}年度双随机抽取 {draw['draw']}",
            "draw": draw["draw"],
            "plan": draw["plan"],
            "year": draw["year"],
            "lead": names.of("department", draw["lead"]),
            "departments": names.each("department", draw["departments"]),
            "demands": list(draw["demands"]),
            "manifest": draw["manifest"],
            "frame_root": draw["frame_root"],
            "frame_count": draw["frame_count"],
            "excluded": dict(draw["excluded"]),
            "certificate": draw["certificate"],
            "completed_on": draw["completed_on"].isoformat(),
            **{number: draw[number] for number in numbers},
            "masked": [],
        }
    )


def plan_content(plan: Row, demands: Sequence[Row], names: Names) -> Content:
    """An approved edition of a plan with the demands it joins; `plan` as `plan_of`, `demands` as `demands_of`."""
    return Content(
        {
            "subject": Subject.PLAN.value,
            "title": f"{plan['year']}年度检查计划(第{plan['edition']}版)",
            "plan": plan["plan"],
            "edition": plan["edition"],
            "year": plan["year"],
            "lead": names.of("department", plan["lead"]),
            "departments": names.each("department", plan["departments"]),
            "window_from": plan["window_from"].isoformat(),
            "window_to": plan["window_to"].isoformat(),
            "votes_for": plan["votes_for"],
            "votes_against": plan["votes_against"],
            "demands": [
                {
                    "demand": row["demand"],
                    "department": names.of("department", row["department"]),
                    "kind": row["kind"],
                    "items": list(row["items"]),
                    "industries": names.each("industry", row["industries"]),
                    "list_class": row["list_class"],
                    "ratios_basis_points": dict(row["ratios"]),
                    "method": row["method"],
                }
                for row in demands
            ],
            "masked": [],
        }
    )
