"""A fact that its topic does not take: nothing behind it leaves before it, and it is told until an operator helps."""

from __future__ import annotations

import asyncio
import random
from uuid import UUID

from confluent_kafka.admin import AlterConfigOpType, ConfigEntry, ConfigResource

from libs.events.bus.kafka import events_topic
from libs.events.resending import certificates, httpx
from libs.events.testing.waiting import eventually

from ..town import Town
from ..workload import Answer, Op

__all__ = ["oversized_fact"]

_LITTLE, _USUAL = 600 * 1024, 4_259_840
"""Bytes that the topic takes: more than the relay sends together, and what `deploy/` gives it."""
_STROKE = 700 * 1024


async def oversized_fact(town: Town, rng: random.Random) -> None:
    """The relay holds at the stroke while clients go on, says its position, and sends it once the topic takes it."""
    topic = events_topic(town.home, "chime")
    await _takes(town, topic, _LITTLE)
    await asyncio.sleep(rng.uniform(0.1, 0.8))
    token = f"{UUID(int=rng.getrandbits(128), version=4)}{'x' * _STROKE}"
    bearer = {"Authorization": f"Bearer {town.ground.issuer.token('visitor', place=town.home, roles=['visitor'])}"}
    async with httpx.AsyncClient(timeout=120, headers=bearer, verify=certificates()) as client:
        url = f"{town.children['chime-a'].url}/v1/strike"
        (await client.post(url, json={"chime": "large", "token": token})).raise_for_status()
        town.asked.append(Op(f"/{town.home}/chime", "strike", "large", token, Answer.OK))
        await eventually(lambda: _held(town, client), what="a relay names the stroke that its topic does not take")
    await asyncio.sleep(rng.uniform(0.1, 2.0))
    await _takes(town, topic, _USUAL)


async def _takes(town: Town, topic: str, most: int) -> None:
    entry = ConfigEntry("max.message.bytes", str(most), incremental_operation=AlterConfigOpType.SET)
    resource = ConfigResource(ConfigResource.Type.TOPIC, topic, incremental_configs=[entry])
    # Without the administrator its answers do not come either.
    admin = town.ground.admin()
    for done in admin.incremental_alter_configs([resource]).values():
        await asyncio.to_thread(done.result, 300)


async def _held(town: Town, client: httpx.AsyncClient) -> bool:
    told = [(await client.get(f"{town.children[name].url}/health/ready")).text for name in ("chime-a", "chime-b")]
    return any("(chime-large)" in text and "more than the topic takes" in text for text in told)
