"""A chain of one-time codes: published once by its organiser; each draw takes its next link (docs/draw.md, section 2)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from libs.events.catalog.planning.conducting import CodeChainPublished
from libs.events.decider import Decider
from libs.events.fact import Fact

from .. import commands as c
from .. import refusals as r


@dataclass(frozen=True, slots=True)
class Unpublished:
    """No such chain."""


@dataclass(frozen=True, slots=True)
class Published:
    pass


State = Unpublished | Published

published = CodeChainPublished.of(c.PublishChain)


def decide(command: c.ChainCommand, state: State, now: datetime) -> Sequence[Fact]:
    """The facts a command leads to. Raises ChainTaken."""
    del now
    match command, state:
        case c.PublishChain(), Unpublished():
            return [published(command)]
        case c.PublishChain(), Published():
            raise r.ChainTaken(
                field="chain", value=command.chain, do_en="Use a new number for a new chain.", do_zh="新的码链请使用新的编号。"
            )
    raise AssertionError(f"{type(command).__name__} in {type(state).__name__}")


def evolve(state: State, fact: Fact) -> State:
    return Published() if isinstance(fact, CodeChainPublished) else state


def next_link(command: c.OpenDraw) -> None:
    """Raises the refusals of a chain unless it is the lead's own of that year, at rest, and not used up."""
    known = command.known.chain
    if command.chain is None:
        return
    if known is None:
        raise r.NoSuchChain(
            field="chain", value=command.chain, do_en="Publish it first: POST /v1/chains.", do_zh="请先公布:POST /v1/chains。"
        )
    if (known.year, known.lead) != (command.year, command.lead):
        raise r.ChainForeign(
            f"{known.chain} is of {known.lead} for {known.year}, the plan of {command.lead} for {command.year}",
            f"{known.chain} 属于 {known.lead} {known.year} 年度,计划属于 {command.lead} {command.year} 年度",
            field="chain",
            value=known.chain,
            do_en="Name a chain of the plan's lead and year, or none.",
            do_zh="请填写计划牵头部门本年度的码链,或留空。",
        )
    if known.open is not None:
        raise r.ChainBusy(
            f"{known.open} is under way on {known.chain}",
            f"{known.chain} 上的抽取 {known.open} 尚未结束",
            field="chain",
            value=known.chain,
            do_en=f"Complete or void {known.open} first, or publish a second chain for the year.",
            do_zh=f"请先完成或作废 {known.open},或为本年度另行公布一条码链。",
        )
    if known.sealed is not None:
        raise r.ChainSealed(
            f"the code of {known.sealed} is secret until its unannounced visits are over, at the latest {known.sealed_until}",
            f"{known.sealed} 含不予事先通知的检查,其一次性码在检查结束前(最迟 {known.sealed_until})不公开",
            field="chain",
            value=known.chain,
            do_en="Wait for them, or publish a second chain for the year: POST /v1/chains.",
            do_zh="请待其结束,或为本年度另行公布一条码链:POST /v1/chains。",
        )
    if known.used >= known.length:
        raise r.ChainExhausted(
            f"{known.used} of {known.length} codes of {known.chain} are used",
            f"{known.chain} 共 {known.length} 个码,已使用 {known.used} 个",
            field="chain",
            value=known.chain,
            do_en="Publish a second chain for the year: POST /v1/chains.",
            do_zh="请为本年度另行公布一条码链:POST /v1/chains。",
        )
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
