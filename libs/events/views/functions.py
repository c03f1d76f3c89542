"""Verbs as functions in the database, one for each class of facts: what a command's facts change costs no round trip then.

A function runs the same statements as `living.py`, one after another, over the facts of a run. Its name carries a hash of its
text, so that processes of an older and a newer release, running at the same time, each call their own.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from ..fact import Fact
from .checks import shape_of
from .columns import Shape
from .living import STEP_ARGUMENTS, step
from .table import Verb

__all__ = ["Function", "function", "install"]

_LOCK = 4208803
"""As for migrations: several processes start at once."""
_HELD_DAYS = 30
"""Days after which a function that no process has started with goes. A process that misses it goes on without."""


_THERE = """
    select 'steps.' || proname as name, current_date - obj_description(oid, 'pg_proc')::date as age
      from pg_proc where pronamespace = 'steps'::regnamespace and proname like 'apply\\_%'
"""


class Function(NamedTuple):
    """What the verbs of a class of facts do, for `write_facts` to call."""

    name: str
    text: str


def function(fact: type[Fact], verbs: Sequence[Verb], shapes: Mapping[str, Shape]) -> Function:
    """Raises DescriptionError where a description does not fit the fact or the table."""
    body = "".join(_part(verb, step(verb, fact, shape_of(verb, fact, shapes))) for verb in verbs)
    name = f"steps.apply_{hashlib.sha256(body.encode()).hexdigest()[:16]}"
    return Function(
        name,
        f"create or replace function {name}({', '.join(STEP_ARGUMENTS)}) returns void language plpgsql as $apply$\n"
        f"#variable_conflict use_column\n"
        f"declare\n    v_turn bigint;\n    v_turns bigint;\nbegin\n{body}end $apply$",
    )


def _part(verb: Verb, text: str) -> str:
    if not verb.reads_the_row:
        return f"    {text};\n"
    return (
        "    v_turn := 1;\n    loop\n"
        f"        {text} into v_turns;\n"
        "        exit when v_turn >= coalesce(v_turns, 0);\n        v_turn := v_turn + 1;\n    end loop;\n"
    )


async def install(connection: Any, functions: Sequence[Function]) -> None:
    """Makes those that are not there, and removes those that no process has started with for long."""
    rows = await connection.fetch(_THERE)
    mine, there = {made.name for made in functions}, {row["name"] for row in rows}
    changes = [made.text for made in functions if made.name not in there]
    arguments = f"({', '.join(STEP_ARGUMENTS)})"
    noted = {row["name"] for row in rows if row["age"] == 0}
    changes += [
        f"do $$ begin execute format('comment on function {name}{arguments} is %L', current_date); end $$"
        for name in sorted(mine - noted)
    ]
    left = [row["name"] for row in rows if row["name"] not in mine and (row["age"] or 0) > _HELD_DAYS]
    changes += [f"drop function if exists {name}{arguments}" for name in left]
    if changes:
        # One query of several statements is one transaction.
        await connection.execute(";\n".join([f"select pg_advisory_xact_lock({_LOCK})", *changes]))
