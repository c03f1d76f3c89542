"""`events tail`, `parked list|retry|skip`, `replay`: what an operator does when something is stuck."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from .here import answer, running
from .screen import console, fail, show_table, working
from .topics import replay_to_topic

__all__ = ["events", "parked", "replay"]

events = typer.Typer(help="事实流 · The event feed.", no_args_is_help=True)
parked = typer.Typer(help="被搁置的流 · Streams parked because a fact keeps failing.", no_args_is_help=True)

Service = Annotated[str, typer.Argument(help="place.service, for example 421088.whistle")]


@events.command("tail")
def tail(
    service: Service,
    after: Annotated[int, typer.Option(help="Position already seen; -1: only what is new")] = -1,
    follow: Annotated[bool, typer.Option("--follow/--no-follow", help="Go on as facts come")] = True,
    data: Annotated[bool, typer.Option("--data", help="Show each fact's data")] = False,
) -> None:
    """跟踪事实 · Follow the facts of a service (server-sent events)."""
    here = running()
    with here.client(service) as client:
        start = answer(client.get("/v1/ops/progress"))["newest"] if after < 0 else after
        if not follow:
            while batch := answer(client.get("/v1/events", params={"after": start, "limit": 500})):
                for event in batch:
                    _show(event, data=data)
                start = int(batch[-1]["sequence"])
            return
        with client.stream("GET", "/v1/events", params={"after": start}, headers={"Accept": "text/event-stream"}) as stream:
            for line in stream.iter_lines():
                if line.startswith("data: "):
                    _show(json.loads(line.removeprefix("data: ")), data=data)


def _show(event: dict[str, object], *, data: bool) -> None:
    console.print(f"{event['sequence']:>8} {event['time']} {event['type']} {event['subject']} v{event['streamversion']}")
    if data:
        console.print_json(json.dumps(event["data"], ensure_ascii=False))


@parked.command("list")
def list_parked() -> None:
    """列出 · Every parked stream of every service."""
    here = running()
    rows = []
    for name in here.urls:
        with here.client(name) as client:
            found = answer(client.get("/v1/ops/parked"))
        rows += [[name, p["source"], p["stream"], str(p["waiting"]), str(p["attempts"]), p["error"]] for p in found]
    columns = ["服务 service", "来源 source", "流 stream", "等待 waiting", "次数 attempts", "原因 error"]
    show_table("被搁置的流 · parked streams", columns, rows)


@parked.command("retry")
def retry(service: Service, source: str, stream: str) -> None:
    """重试 · Apply the stream's waiting facts in order."""
    with running().client(service) as client:
        done = answer(client.post("/v1/ops/parked/retry", json={"source": source, "stream": stream}))
    console.print(f"已处理 {done['applied']} 个事实 · {done['applied']} facts applied")


@parked.command("skip")
def skip(service: Service, source: str, stream: str, reason: Annotated[str, typer.Option(help="Goes on record")]) -> None:
    """跳过 · Leave out the first waiting fact, on the record, and go on with the rest."""
    with running().client(service) as client:
        body = {"source": source, "stream": stream, "reason": reason}
        done = answer(client.post("/v1/ops/parked/skip", json=body))
    console.print(f"已跳过 1 个,处理 {done['applied']} 个 · 1 skipped, {done['applied']} applied")


def replay(
    service: Annotated[str, typer.Argument(help="place.service; with --to-topic also place.shared")],
    to_topic: Annotated[
        bool, typer.Option("--to-topic", help="Fill the service's topic, lost and made again, from its store")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="With --to-topic: only say what would be done")] = False,
) -> None:
    """重建读模型,或重发主题 · Rebuild a service's views beside the living ones; or send its facts to its topic once more."""
    here = running()
    if to_topic:
        replay_to_topic(here, service, dry_run=dry_run)
        return
    if dry_run:
        fail("--dry-run 只与 --to-topic 一起使用", "--dry-run goes with --to-topic only")
    with here.client(service) as client, working() as progress:
        progress(f"重建 {service} · rebuilding", None)
        done = answer(client.post("/v1/ops/rebuild"))
    console.print(f"由 {done['applied']} 个事实重建 · rebuilt from {done['applied']} facts")
