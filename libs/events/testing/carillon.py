"""A service that listens to bells, made for the consumer's state machine: every effect adds, and some facts fail on demand."""

from collections.abc import Sequence
from datetime import UTC, datetime

from aiokafka import ConsumerRecord

from libs.events.bus.consumer import Consumer
from libs.events.bus.inbox import Inbox
from libs.events.bus.kafka import Access
from libs.events.calendar import WorkingCalendar
from libs.events.decider import Command, Decider, Deciders
from libs.events.envelope import Recorded, to_kafka
from libs.events.fact import Fact, Unknown
from libs.events.reactions import Environment, Reactions
from libs.events.refusal import NotNow
from libs.events.store.runner import Runner
from libs.events.store.store import PostgresStore
from libs.events.testing.machine import World
from libs.events.testing.services import MovableClock
from libs.events.timers import Deadlines
from libs.events.views.rebuild import rebuild
from libs.events.views.views import Views

NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
SOURCE = "/421088/echo"
TABLES = """
    create table views.heard (source text, stream text, trail text, primary key (source, stream));
    create table views.echoes (stream text primary key, trail text);
"""

STATE = """
    select (select jsonb_agg(t order by seq) from inbox t) as inbox, (select jsonb_agg(t) from parked t) as parked,
           (select jsonb_agg(t) from skipped t) as skipped, (select jsonb_agg(t) from heard t) as heard,
           (select jsonb_agg(t order by position) from events t) as events, (select jsonb_agg(t) from echoes t) as echoes,
           (select jsonb_agg(t) from rejected_messages t) as rejected, (select jsonb_agg(t) from consumer_offsets t) as offsets,
           (select jsonb_agg(t) from consumer_positions t) as positions
"""
TROUBLES = ("handler", "statement", "refusal")
ODD = ("polished", "unknown", "newer", "misshapen", "malformed")


class Struck(Fact, name="carillon.struck"):
    """`trouble` names the way in which it fails while that trouble lasts."""

    number: int
    trouble: str = ""


class Tuned(Fact, name="carillon.tuned"):
    number: int


class Polished(Fact, name="carillon.polished"):
    """Nobody here cares."""

    number: int


class Echoed(Fact, name="echo.echoed"):
    number: int


class Echo(Command):
    bell: str
    number: int
    trouble: str


class TooLoud(NotNow):
    slug = "too-loud"
    title_zh = "太响"
    title_en = "Too loud"


class Carillon:
    """The service on a world's database. `troubles` are those that last; the next fact in `deaths` costs its session."""

    def __init__(self, here: World) -> None:
        self.world, self.pool = here, here.pool
        self.troubles: set[str] = set()
        self.deaths: set[int] = set()
        self.views, self.reactions = Views(), Reactions()
        self.views.on(Struck, Tuned)(self._hear)
        self.views.on(Echoed)(self._keep)
        self.reactions.on(Struck)(self._echo)
        clock = MovableClock(NOON)
        decider = Decider("echo", (Echo,), lambda c: f"echo-{c.bell}", 0, self._decide, lambda state, _: state + 1)
        self.runner = Runner(PostgresStore(self.pool, SOURCE, self.views), Deciders(decider), clock)
        self.environment = Environment("421088", clock, WorkingCalendar())

    def consumer(self) -> Consumer:
        """A fresh one, as after a restart or when another process takes the partition over."""
        return Consumer(self.pool, Access("127.0.0.1:1"), [], "echo", self.views, self.reactions, self.runner, self.environment)

    def inbox(self) -> Inbox:
        return Inbox(self.pool, self.views, self.reactions, self.runner, self.environment)

    async def rebuild(self) -> int:
        """Without any trouble: whatever was applied between troubles must be foldable again."""
        lasting, self.troubles = self.troubles, set()
        try:
            return await rebuild(self.pool, SOURCE, self.views, Deadlines())
        finally:
            self.troubles = lasting

    async def _hear(self, tx, facts):
        for item in facts:
            await tx.execute(
                "insert into heard values ($1, $2, $3) on conflict (source, stream) do update set trail = heard.trail || $3",
                item.source,
                item.stream,
                f" {item.fact.number}",
            )
            await self.world.pass_by()
            if item.fact.number in self.deaths:
                self.deaths.discard(item.fact.number)
                await tx.execute("select pg_terminate_backend(pg_backend_pid())")
            match getattr(item.fact, "trouble", ""):
                case "handler" if "handler" in self.troubles:
                    raise ValueError("a mistake in the view")
                case "statement" if "statement" in self.troubles:
                    await tx.execute("select 1 / 0")

    async def _keep(self, tx, facts):
        for item in facts:
            await tx.execute(
                "insert into echoes values ($1, $2) on conflict (stream) do update set trail = echoes.trail || $2",
                item.stream,
                f" {item.fact.number}",
            )

    async def _echo(self, _tx, struck, _env):
        await self.world.pass_by()
        bell = f"{struck.service}-{struck.stream}"
        return [Echo(bell=bell, number=struck.fact.number, trouble=struck.fact.trouble)]

    def _decide(self, command: Echo, _state: int, _now: datetime) -> Sequence[Fact]:
        if command.trouble == "refusal" and "refusal" in self.troubles:
            raise TooLoud(field="bell", value=command.bell, do_en="Wait.", do_zh="请稍候。")
        return [Echoed(number=command.number)]


def fact_of(kind: str, number: int) -> Fact | Unknown:
    """What a source of this or a later day publishes; the bytes of a malformed one are spoilt on their way."""
    match kind:
        case "tuned" | "malformed":
            return Tuned(number=number)
        case "polished":
            return Polished(number=number)
        case "unknown":
            return Unknown("carillon.melted", 1, {"number": number})
        case "newer":
            return Unknown("carillon.struck", 9, {"chord": [number]})
        case "misshapen":
            return Unknown("carillon.struck", 1, {"number": "many"})
    return Struck(number=number, trouble=kind if kind in TROUBLES else "")


def message(item: Recorded, topic: str, partition: int, offset: int, *, spoilt: bool = False) -> ConsumerRecord:
    """As the relay sends it and the broker hands it out; a spoilt one is no JSON, or JSON no database can keep."""
    key, value, headers = to_kafka(item)
    if spoilt:
        value = b"not json" if item.position % 2 else b'{"number": "\\u0000"}'
    return ConsumerRecord(
        topic=topic, partition=partition, offset=offset, timestamp=0, timestamp_type=0, key=key, value=value, checksum=None,
        serialized_key_size=0, serialized_value_size=0, headers=tuple(headers),
    )  # fmt: skip
