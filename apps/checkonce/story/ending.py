"""The ending: figures, the trace of one command, and the balance of stores, topics and consumers."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import orjson

from .desks import auditor
from .stage import Story

_SPAN_FLUSH_SECONDS = 15.0


async def play(story: Story) -> None:
    story.say("尾声 核对 · the ending: everything is counted")
    await story.settle()
    numbers = story.report.numbers
    town = story.jianli
    disclosure = await town.disclosure.figures()
    whistle = await town.whistle.acting_as(auditor(town)).figures()
    credit = await town.credit.acting_as(auditor(town)).figures()
    numbers |= {
        "published": disclosure.published,
        "published_on_time": disclosure.published_on_time,
        "late": disclosure.late,
        "whistles": whistle.whistles,
        "escalated": whistle.escalated,
        "clues": whistle.clues,
        "class_changes": credit.class_changes,
    }
    story.report.table(
        "一次上门 · checked once",
        ["", ""],
        [
            ("部门 departments", numbers["departments"]),
            ("抽查需求 demands", numbers["demands"]),
            ("部门检查 department checks", numbers["department_checks"]),
            ("各自抽取所需上门 visits if each drew alone", numbers["visits_if_separate"]),
            ("联合上门 joint visits", numbers["visits"]),
            ("理论下限 lower bound", numbers["visits_lower_bound"]),
            ("上门/下限 visits / bound", round(numbers["visits"] / numbers["visits_lower_bound"], 3)),
            ("上门/各自 visits / separate", round(numbers["visits"] / numbers["visits_if_separate"], 3)),
        ],
    )
    story.report.table("公示 · publication", ["", ""], list(disclosure.model_dump(mode="json").items()))
    await _trace(story)
    balance = await story.audit.compare()
    numbers |= {
        "events": balance.facts,
        "lost": balance.lost,
        "duplicated": balance.duplicated,
        "redelivered": balance.redelivered,
        "disordered": balance.disordered,
    }
    story.report.table(
        "账目核对 · stores against topics against consumers",
        ["事实 facts", "丢失 lost", "重复 duplicated", "乱序 disordered", "重发(已识别) redelivered, recognised"],
        [(balance.facts, balance.lost, balance.duplicated, balance.disordered, balance.redelivered)],
    )


async def _trace(story: Story) -> None:
    """One command followed through Kafka into the other services."""
    folder = story.here.folder / "traces"
    loop = asyncio.get_running_loop()
    deadline = loop.time() + _SPAN_FLUSH_SECONDS
    spans: list[dict[str, Any]] = []
    while loop.time() < deadline:
        spans = await asyncio.to_thread(_spans, folder, story.notes.trace)
        if len({span["service"] for span in spans}) > 2:
            break
        await asyncio.sleep(0.5)
    story.report.numbers["trace_services"] = sorted({span["service"] for span in spans})
    story.report.table(
        f"一条命令的轨迹 · trace of one command {story.notes.trace}",
        ["服务 service", "步骤 step", "毫秒 ms"],
        [
            (span["service"], "  " * depth + span["name"], f"{(span['end'] - span['start']) / 1e6:.1f}")
            for depth, span in _tree(spans)
        ],
    )


def _spans(folder: Path, trace: str) -> list[dict[str, Any]]:
    mark = trace.encode()
    lines = (line for file in sorted(folder.glob("*.jsonl")) for line in file.read_bytes().splitlines() if mark in line)
    return [span for line in lines if (span := orjson.loads(line))["trace"] == trace]


def _tree(spans: Iterable[dict[str, Any]], limit: int = 40) -> list[tuple[int, dict[str, Any]]]:
    """Spans in order of their parents, with depth."""
    ordered = sorted(spans, key=lambda span: span["start"])
    known = {span["span"] for span in ordered}
    children: dict[str | None, list[dict[str, Any]]] = {}
    for span in ordered:
        children.setdefault(span["parent"] if span["parent"] in known else None, []).append(span)
    rows: list[tuple[int, dict[str, Any]]] = []

    def walk(parent: str | None, depth: int) -> None:
        for span in children.get(parent, []):
            rows.append((depth, span))
            walk(span["span"], depth + 1)

    walk(None, 0)
    return rows[:limit]
