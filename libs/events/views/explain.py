"""The generated SQL, to be read: what a rebuild does with each table, what stays Python and why; and what commands run."""

from __future__ import annotations

from typing import Any

from .columns import read_shapes
from .compile import compiled
from .plan import plan
from .views import Views

__all__ = ["explained"]


async def explained(connection: Any, views: Views) -> str:
    """`connection`: to a database with the service's tables."""
    shapes = await read_shapes(connection)
    planned = plan(views, shapes)
    lines = [f"-- {', '.join(sorted(group.tables))}: in Python, {group.why}" for group in planned.python]
    for group in planned.split:
        by_hand = ", ".join(sorted({fact.fact_type for fact, _ in group.by_hand}))
        lines.append(f"-- {', '.join(sorted(group.tables))}: streams with {by_hand} go through Python")
    made = views.functions(shapes)
    others = sorted(fact.fact_type for fact in views.home if fact not in made)
    called: list[str] = [f"-- {cls.fact_type} in the one call of a command\n{made_of.text};\n" for cls, made_of in made.items()]
    if others:
        called.append(f"-- in transactions of several statements, because of handlers by hand: {', '.join(others)}\n")
    return "\n".join([*lines, "", *(str(table) for table in compiled(planned, shapes)), *called])
