"""A chain of one-time codes: published once by its organiser; each draw takes its next link (docs/draw.md, section 2)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from libs.events.catalog.planning.conducting import CodeChainPublished
from libs.events.decider import Decider
from libs.events.fact import Fact

from .. import chain_refusals as r
from .. import commands as c


@dataclass(frozen=True, slots=True)
class Unpublished:
    """No such chain."""


@dataclass(frozen=True, slots=True)
class Published:
    pass


State = Unpublished | Published

published = CodeChainPublished.of(c.PublishChain)


def decide(command: c.ChainCommand, state: State, now: datetime) -> Sequence[Fact]:
    """The facts a command leads to. Raises NotTheLead or ChainTaken."""
    del now
    match command, state:
        case c.PublishChain(), Unpublished():
            command.known.require(command.lead)
            return [published(command)]
        case c.PublishChain(), Published():
            raise r.ChainTaken(chain=command.chain)
    raise AssertionError(f"{type(command).__name__} in {type(state).__name__}")


def evolve(state: State, fact: Fact) -> State:
    return Published() if isinstance(fact, CodeChainPublished) else state


def next_link(command: c.OpenDraw) -> None:
    """Raises the refusals of a chain unless it is the lead's own of that year, at rest, and not used up."""
    known = command.known.chain
    if command.chain is None:
        return
    if known is None:
        raise r.NoSuchChain(chain=command.chain, do_en="Publish it first: POST /v1/chains.", do_zh="请先公布:POST /v1/chains。")
    if (known.year, known.lead) != (command.year, command.lead):
        raise r.ChainForeign(
            chain=known.chain, lead=known.lead, year=known.year, plan_lead=command.lead, plan_year=command.year
        )
    if known.open is not None:
        raise r.ChainBusy(chain=known.chain, open=known.open)
    if known.sealed is not None:
        raise r.ChainSealed(chain=known.chain, sealed=known.sealed, sealed_until=known.sealed_until)
    if known.used >= known.length:
        raise r.ChainExhausted(chain=known.chain, length=known.length, used=known.used)
    if command.code_head != known.link:
        raise AssertionError("not the chain's next link")


CHAIN: Decider[c.ChainCommand, State] = Decider(
    name="chain",
    commands=c.ChainCommand,
    stream=lambda command: f"chain-{command.chain}",
    initial=Unpublished(),
    decide=decide,
    evolve=evolve,
)
