"""The calendar that the register publishes, as each service follows it."""

from collections.abc import Iterable

from libs.events.catalog.registry.calendar import YearArranged
from libs.events.decider import Command
from libs.events.envelope import Recorded
from libs.events.reactions import Environment, Reactions
from libs.events.store.store import Transaction
from libs.events.views.table import TIME, VERSION, Table
from libs.events.views.views import Views

views = Views()
reactions = Reactions()

views.on(YearArranged)(
    Table("calendar_years", "year").upsert("holidays", "workdays", "notice", arranged_at=TIME, version=VERSION)
)


@reactions.on(YearArranged)
async def arranged(_: Transaction, year: Recorded[YearArranged], env: Environment) -> Iterable[Command]:
    """Before the deadlines of that year are computed again. Other processes learn it from the table within a minute."""
    f = year.fact
    env.calendar.arrange(f.year, f.holidays, f.workdays)
    return ()
