"""The calendar that the register publishes, as each service follows it: deadlines are set by it, and moved when it changes."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from datetime import datetime
from typing import Any, Final

from libs.events.calendar import CHINA, WorkingCalendar
from libs.events.catalog.registry.calendar import YearArranged
from libs.events.decider import Command
from libs.events.envelope import Recorded
from libs.events.reactions import Environment, Reactions, read_once
from libs.events.store.store import Transaction
from libs.events.views.table import TIME, VERSION, Table
from libs.events.views.views import Views

_LOCK: Final = 4208808
_YEARS: Final = "select year, holidays, workdays from calendar_years"

views = Views()
reactions = Reactions()

views.on(YearArranged)(
    Table("calendar_years", "year").upsert("holidays", "workdays", "notice", arranged_at=TIME, version=VERSION)
)


@reactions.on(YearArranged)
async def arranged(_: Transaction, year: Recorded[YearArranged], env: Environment) -> Iterable[Command]:
    """Shown at once by this process, by the others within a minute. Deadlines are set by the table: `for_setting`."""
    f = year.fact
    env.calendar.arrange(f.year, f.holidays, f.workdays)
    return ()


async def for_setting(tx: Transaction, env: Environment) -> WorkingCalendar:
    """The calendar by which deadlines are set in this transaction. Nobody moves deadlines until it ends.

    A process learns of an arrangement up to a minute late. A deadline that it set meanwhile by what it has in memory would be
    too new for those that the arrangement moves, and too old to be right.
    """
    return await read_once(tx, _read, env.calendar)


async def for_moving(tx: Transaction, env: Environment) -> WorkingCalendar:
    """The same, for moving the deadlines that were set before. Waits for who sets one, who then waits for this transaction."""
    await tx.execute("select pg_advisory_xact_lock($1)", _LOCK)
    return env.calendar.with_arranged(await tx.fetch(_YEARS))


async def moved(
    tx: Transaction,
    arranged: Recorded[YearArranged],
    env: Environment,
    *,
    open_dues: Callable[..., AsyncIterator[Any]],
    working_days: Callable[[Any], Awaitable[int | None]],
    move: Callable[[Any, datetime, int], Command],
) -> list[Command]:
    """Deadlines that end in the arranged year, or after it, were provisional: they are computed again from where they began.

    `open_dues(tx, first_due=)` are the clocks that run and end on that day or later, each with `began_at` (counted from) and
    `due`; `working_days(row)` are how many it was given, by the edition of the numbers by which it was set, and None where it
    counts otherwise. `move(row, due, year)` is the command that says it, and leads to nothing where nothing has changed
    (`may_move`).
    """
    year, now = arranged.fact.year, env.clock()
    calendar = await for_moving(tx, env)
    moves = []
    async for row in open_dues(tx, first_due=datetime(year, 1, 1, tzinfo=CHINA)):
        days = await working_days(row)
        if days is None:
            continue
        due = calendar.end_of_working_days(row["began_at"], days)
        # Nobody is late from one moment to the next: who learns of an earlier day has until this evening.
        earliest = min(row["due"], calendar.end_of_days(now, 0))
        moves.append(move(row, max(due, earliest), year))
    return moves


async def _read(tx: Transaction, calendar: WorkingCalendar) -> WorkingCalendar:
    await tx.fetchval("select pg_advisory_xact_lock_shared($1)", _LOCK)
    # A statement of its own: it sees what was committed while the lock was waited for.
    return calendar.with_arranged(await tx.fetch(_YEARS))
