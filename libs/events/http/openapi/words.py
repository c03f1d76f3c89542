"""What the document says of the service, of its groups of operations, and of who may take an operation."""

from __future__ import annotations

from typing import Any, Final

from ..access import PLACE, Permission

__all__ = ["ABOUT", "said_of"]

ABOUT: Final[dict[str, Any]] = {
    "description": (
        "A token (RFC 6750) goes with every request that says so; each operation names the roles that may take it.\n\n"
        "A command answers with the position of the last fact it led to. With an `Idempotency-Key` it can be sent again without"
        " being done again; with `If-Match` it is refused when somebody was faster.\n\n"
        "Lists come in pages: `next` is the `cursor` of the next one. Refusals are problem documents (RFC 9457) in Chinese and"
        " English: `field`, `value` and `rule` say what was wrong, `do` what to do."
    ),
    "contact": {"name": "运维人员 · who operates this installation"},
    "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
}


def said_of(permission: Permission | None, own: str, *, waits: bool) -> str:
    """The description of an operation: its route's own words, then who may take it and what comes of that.

    `waits`: whether it may answer that a second person is needed.
    """
    said = [own.strip()] if own.strip() else []
    if permission is None:
        return "\n\n".join([*said, "For everybody; no token is needed."]) if not said else said[0]
    said.append(_who(permission))
    if permission.trail is not None:
        who = "Who takes it" if permission.token else "Who is told more"
        said.append(f"{who} is put on record ({permission.trail.kind} data).")
    if waits and permission.duty is not None:
        said.append(
            f"Where the policy in force names `{permission.duty}`, it answers 202 and waits until a second person approves it."
        )
    return "\n\n".join(said)


def _who(permission: Permission) -> str:
    if not permission.token:
        more = f" Told more: {', '.join(f'`{role}`' for role in sorted(permission.more))}." if permission.more else ""
        return f"For everybody; no token is needed.{more}"
    if not permission.roles:
        return "For every caller with a valid token."
    return f"For {', '.join(_role(permission, role) for role in sorted(permission.roles))}."


def _role(permission: Permission, role: str) -> str:
    scope = permission.scope_of(role)
    return f"`{role}`" if scope == PLACE else f"`{role}` ({scope})"
