"""Act 1, November 2025: the lists are filled, a bad file is refused row by row, two places agree to recognise results."""

from __future__ import annotations

import asyncio
from datetime import date

from apps.checkonce.embedded import Town
from apps.checkonce.seconding import taken
from libs.clients.base import pages
from libs.clients.credit import Credit
from libs.clients.operations import ImportReport
from libs.clients.registry import Party, Registry

from .stage import Story

_KINDS = ("industries", "departments", "mandates", "townships", "items", "scenarios", "inspectors", "entities")


async def play(story: Story) -> None:
    await story.on(date(2025, 11, 3), settle=False)
    story.say("第一幕 名录 · Act 1: the lists")
    both = await asyncio.gather(*(_fill(story, town) for town in (story.jianli, story.huarong)))
    await story.settle()
    await asyncio.gather(*(_opening_credit(story, town) for town in (story.jianli, story.huarong)))
    rows = [(f"{town.place.zh} {town.place.en}", *counts) for town, counts in both]
    story.report.table("导入的名录 · lists imported", ["地区 place", *_KINDS], rows)
    await _bad_file(story)
    await _agreement(story)
    await story.settle()


async def _import(story: Story, town: Town, client: Registry | Credit, kind: str, name: str) -> ImportReport:
    """Sent by one; what gives or takes powers, and what entities begin with, a colleague approves."""
    role = "credit-officer" if isinstance(client, Credit) else "registrar"
    first, second = (client.acting_as(town.token(f"{role}-{n}", role)) for n in (1, 2))
    return await taken(second, await first.import_file(kind, story.files(town).content(name), "text/csv"))


async def _fill(story: Story, town: Town) -> tuple[Town, list[int]]:
    counts = []
    for kind in _KINDS:
        report = await _import(story, town, town.registry, kind, kind)
        assert report.refused == 0, report  # noqa: S101 - the examples are clean
        counts.append(report.accepted)
    return town, counts


async def _opening_credit(story: Story, town: Town) -> None:
    report = await _import(story, town, town.credit, "opening", "credit")
    assert report.refused == 0, report  # noqa: S101 - the examples are clean


async def _bad_file(story: Story) -> None:
    report = await _import(story, story.jianli, story.jianli.registry, "entities", "entities-with-bad-rows")
    story.report.numbers["refused_rows"] = report.refused
    story.report.table(
        "问题文件逐行退回 · a file with bad rows, refused row by row",
        ["行 line", "字段 field", "内容 value", "原因", "reason"],
        [(r.line, r.field, r.value[:40], r.rule_zh, r.rule) for r in report.refusals],
    )


async def _agreement(story: Story) -> None:
    """Jianli proposes, Huarong signs, Jianli keeps both signatures; the paper travels by hand.

    On both sides a second registrar approves what one has asked for: from then on a neighbour's keys are trusted.
    """
    jianli, huarong = story.jianli, story.huarong
    named = await huarong.registry.keys()
    kinds = sorted(set(story.files(jianli).kinds) & set(story.files(huarong).kinds))
    ours = jianli.registry.acting_as(jianli.token("registrar-1", "registrar"))
    theirs = huarong.registry.acting_as(huarong.token("registrar-1", "registrar"))
    seconds = [town.registry.acting_as(town.token("registrar-2", "registrar")) for town in (huarong, jianli)]
    await ours.propose_agreement(
        agreement="HX-2026",
        name="监利市",
        partner=Party(place=huarong.place.code, name="华容县", keys=named.keys),
        kinds=kinds,
        industries=story.files(jianli).industries,
        valid_from=date(2026, 1, 1),
        valid_until=date(2026, 12, 31),
    )
    proposal = await jianli.registry.agreement("HX-2026")
    await theirs.accept_agreement(proposal)
    await _approve_what_waits(seconds[0])
    await ours.conclude_agreement(await huarong.registry.agreement("HX-2026"))
    await _approve_what_waits(seconds[1])
    story.say(f"  互认协议生效, 覆盖 {len(kinds)} 类检查 · recognition agreed for {len(kinds)} kinds of check")


async def _approve_what_waits(second: Registry) -> None:
    async for waiting in pages(second.countersignatures, state="waiting"):
        await second.approve_countersignature(waiting.countersignature)
