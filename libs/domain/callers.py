"""Who acts for which department and in which division, by the caller's token."""

from __future__ import annotations

from libs.events.catalog import spelling
from libs.events.http.auth import Caller
from libs.events.refusal import Forbidden

from .claims import DEPARTMENTS, DIVISIONS, INSPECTOR

__all__ = [
    "departments_of",
    "entity_of",
    "is_entity",
    "office_of",
    "require_department",
    "require_division",
    "require_inspector",
]


def departments_of(caller: Caller) -> frozenset[str]:
    """The departments that the caller acts for."""
    return caller.reaches(DEPARTMENTS)


def entity_of(caller: Caller) -> str | None:
    """The entity that the caller is: the subject of an enterprise's token is its id, however the issuer writes it."""
    return spelling.entity(caller.subject) if "enterprise" in caller.roles else None


def office_of(caller: Caller) -> str:
    """The department whose sheets the caller sends; empty where the token names none."""
    return min(departments_of(caller), default="")


def is_entity(caller: Caller, entity: str) -> bool:
    """Whether the caller is the entity itself."""
    return entity_of(caller) == entity


def require_department(caller: Caller, department: str) -> None:
    """Raises Forbidden unless the caller acts for this department."""
    if department not in departments_of(caller):
        raise Forbidden(
            f"{caller.subject} does not act for {department}",
            f"您不代表 {department} 办理",
            field="department",
            value=department,
            do_en="Only that department's officers may do this.",
            do_zh="请由该部门人员办理。",
            rule="B-33 谁执法谁公示",
        )


def require_division(caller: Caller, division: str) -> None:
    """Raises Forbidden unless one of the caller's division prefixes covers the code."""
    if not any(prefix and division.startswith(prefix) for prefix in caller.reaches(DIVISIONS)):
        raise Forbidden(
            f"{caller.subject} does not act in {division}",
            f"您的辖区不含 {division}",
            field="division",
            value=division,
            do_en="Only officers of that division may do this.",
            do_zh="请由该辖区人员办理。",
        )


def require_inspector(caller: Caller, inspector: str) -> None:
    """Raises Forbidden unless the caller is that officer himself: nobody enters another's presence."""
    if inspector not in caller.reaches(INSPECTOR):
        raise Forbidden(
            f"{caller.subject} is not the officer {inspector}",
            f"您不是执法人员 {inspector} 本人",
            field="inspector",
            value=inspector,
            do_en="The officer signs in and does this himself.",
            do_zh="请由执法人员本人登录办理。",
            rule="X-01, B-23 执法人员本人到场",
        )
