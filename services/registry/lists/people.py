"""Names of persons: beside the facts, which cannot be erased, and erased on demand.

A person is named by an inspector's number, or by the entity whose name is its owner's. An erased person's row stays without
the name but with its masked form, so that a file sent again does not bring it back; another form is another person.

Source: 《中华人民共和国个人信息保护法》第四十七条 (erasure).
"""

from collections.abc import Sequence
from datetime import datetime

from pydantic import BaseModel

from libs.domain.masking import mask_person
from libs.events.decider import Command
from libs.events.http.commands import Gate
from libs.events.http.rows import found
from libs.events.reactions import Environment
from libs.events.refusal import NotFound
from libs.events.store.store import Transaction


class Erased(BaseModel):
    """`person`: whose name is gone."""

    person: str
    erased_at: datetime


async def keep(tx: Transaction, named: Sequence[tuple[str, str]]) -> list[str]:
    """(person, name): what is kept of each from now on. Gives those whose name is another one now, in the same masked form."""
    last = dict(named)
    rows = await tx.fetch(
        "with said as (select * from unnest($1::text[], $2::text[], $3::text[]) as said (person, name, form)),"
        " before as (select person, form from people where person = any($1)),"
        " put as (insert into people (person, name, form) select person, name, form from said on conflict (person) do update"
        " set name = excluded.name, form = excluded.form, erased_at = null, erased_by = null"
        " where people.name <> excluded.name or people.erased_at is not null and people.form <> excluded.form"
        " returning person)"
        " select person from put join before using (person) join said using (person)"
        " where before.form is null or before.form = said.form order by person",
        list(last),
        list(last.values()),
        list(map(mask_person, last.values())),
    )
    return [row["person"] for row in rows]


async def let_go(tx: Transaction, persons: Sequence[str]) -> None:
    """Nobody's name is kept under these any more. What was erased stays erased."""
    await tx.execute("delete from people where person = any($1) and erased_at is null", persons)


async def erase(
    person: str, gate: Gate, env: Environment, unknown: type[NotFound], note: Command | None = None, **named: str
) -> Erased:
    """Raises `unknown` where no name was ever kept. Erased again: as it was. `note` is run where a name goes."""

    async def work(tx: Transaction) -> Erased:
        if note is not None and await tx.fetchval("select name is not null from people where person = $1 for update", person):
            await gate.run(tx, note, expect=gate.expect)
        row = tx.fetchrow(
            "update people set name = null, erased_at = coalesce(erased_at, $2), erased_by = coalesce(erased_by, $3)"
            " where person = $1 returning person, erased_at",
            person, env.clock(), gate.caller.subject,
        )  # fmt: skip
        return Erased(**await found(row, unknown, **named))

    return await gate.execute(work, answer=Erased)
