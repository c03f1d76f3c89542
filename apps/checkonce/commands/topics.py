"""`replay --to-topic`: fills a topic that was lost and created again from the store; its readers begin anew."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass

from libs.clients.errors import AwayError
from libs.clients.operations import TopicState

from ..terminal.installation import Installation
from ..terminal.screen import console, fail, show_table, working

__all__ = ["replay_to_topic"]

_LOOK_AGAIN = 0.1
_PATIENCE = 30.0
"""Seconds without progress."""


@dataclass(frozen=True)
class _Plan:
    """`states`: service -> its answer to `GET /v1/ops/topics/{topic}`."""

    topic: str
    readers: list[str]
    writers: list[str]
    states: dict[str, TopicState]


async def replay_to_topic(here: Installation, name: str, *, dry_run: bool) -> None:
    """`name` is `place.service` for that service's topic, `place.shared` for the one that neighbours read.

    First every reader of the place is told to read from the beginning, then the writers send everything again. Nothing is sent
    unless every service of the place answers: a reader that was not told would pass over the head of the new topic. After a
    break the whole is done again.
    """
    plan = await _plan(here, name)
    rows = [
        [service, "写 writes" if service in plan.writers else "读 reads", str(plan.states[service].facts or "")]
        for service in (*plan.writers, *plan.readers)
    ]
    show_table(f"重发 {plan.topic} · replay to topic", ["服务 service", "", "事实 facts"], rows)
    if plan.topic.endswith(".shared"):
        console.print(
            "邻区发现缺环后自行从头读取,无需操作 · neighbours read from the beginning by themselves once a link is missing"
        )
    if dry_run:
        console.print("只是预演,什么也没有发送 · dry run: nothing was sent")
        return
    for service in plan.readers:
        async with here.operations(service) as client:
            await client.read_topic_again(plan.topic)
        console.print(f"{service}:从头读取,已有的略过 · reads from the beginning, skips what it has")
    for service in plan.writers:
        await _refill(here, service, plan.topic)


async def _plan(here: Installation, name: str) -> _Plan:
    place, _, what = name.partition(".")
    shared = what == "shared"
    topic = f"{place}.shared" if shared else f"{place}.{what}.events"
    if not shared:
        here.url(name)
    services = [service for service in here.urls if service.startswith(f"{place}.")]
    if not services:
        fail(f"没有 {place} 的服务", f"no services of {place} run here")
    states = {service: await _state(here, service, topic) for service in services}
    writers = [service for service, state in states.items() if state.writes and (not shared or state.facts)]
    for service in writers:
        if not states[service].exists:
            fail(
                f"消息系统中没有主题 {topic},请先建立(checkonce up 会自动建立)",
                f"the broker has no topic {topic}: create it first (`checkonce up` does)",
            )
    return _Plan(topic, [service for service, state in states.items() if state.reads], writers, states)


async def _state(here: Installation, service: str, topic: str) -> TopicState:
    async with here.operations(service) as client:
        try:
            return await client.topic(topic)
        except AwayError as error:
            fail(
                f"{service} 没有应答({error.why_zh}),什么也没有发送;请启动它后重试",
                f"{service} does not answer ({error.why}), nothing was sent: start it and try again",
            )


async def _refill(here: Installation, service: str, topic: str) -> None:
    """Has the service send everything, and waits until the relay has passed what was there."""
    async with here.operations(service) as client:
        with working() as progress:
            sent = await client.refill_topic(topic)
            newest, reached, since = sent.newest, 0, time.monotonic()
            while (relayed := (await client.progress()).relayed) < newest:
                progress(f"{service} → {topic}", relayed / newest)
                if relayed > reached:
                    reached, since = relayed, time.monotonic()
                if time.monotonic() - since > _PATIENCE:
                    fail(
                        f"{service} 停在 {relayed}/{newest}:请看其 worker 与消息系统;之后会自动继续,重做本命令亦无妨",
                        f"{service} stands at {relayed} of {newest}: see its worker and the broker; it goes on by itself, and"
                        " this command may be repeated",
                    )
                await asyncio.sleep(_LOOK_AGAIN)
    console.print(f"{service}:已重发 {sent.facts} 个事实 · {sent.facts} facts sent again")
