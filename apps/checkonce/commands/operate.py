"""`events tail`, `parked list|retry|skip`, `deadlines list|retry`, `replay`: an operator's commands when something is stuck."""

from __future__ import annotations

import json
from typing import Annotated, Any, NamedTuple

import typer

from libs.clients.base import pages
from libs.clients.operations import Operations, Parked, ParkedAfter

from ..terminal.installation import Installation, running
from ..terminal.screen import NEEDS_SOMEBODY, console, misused, run, show_table, told_as_json, working
from .topics import replay_to_topic

__all__ = ["deadlines", "events", "parked", "replay"]

events = typer.Typer(help="事实流 · The event feed.", no_args_is_help=True)
parked = typer.Typer(help="被搁置的流 · Streams parked because a fact keeps failing.", no_args_is_help=True)
deadlines = typer.Typer(help="处理失败的期限 · Deadlines that failed and are tried again later.", no_args_is_help=True)

Service = Annotated[str, typer.Argument(help="地区.服务,如 421088.whistle · place.service, for example 421088.whistle")]
Source = Annotated[str, typer.Argument(help="事实的来源,如 /421088/planning · Source of the facts, as `list` shows it")]
Stream = Annotated[str, typer.Argument(help="流,如 visit-V-1 · Stream, as `list` shows it")]


@events.command("tail")
def tail(
    service: Service,
    after: Annotated[int, typer.Option(help="已看到的序号;-1 只看新的 · Position already seen; -1: only new facts")] = -1,
    follow: Annotated[bool, typer.Option("--follow/--no-follow", help="持续跟踪 · Go on as facts come")] = True,
    data: Annotated[bool, typer.Option("--data", help="显示每个事实的内容 · Show each fact's data")] = False,
) -> None:
    """跟踪事实 · Follow the facts of a service (server-sent events)."""
    run(_tail(running(), service, after, follow=follow, data=data))


async def _tail(here: Installation, name: str, after: int, *, follow: bool, data: bool) -> None:
    async with here.operations(name) as service:
        start = (await service.progress()).newest if after < 0 else after
        if not follow:
            while batch := await service.events(after=start, limit=500):
                for event in batch:
                    _show(event, data=data)
                start = int(batch[-1]["sequence"])
            return
        async with service.follow_events(after=start) as coming:
            async for event in coming:
                _show(event, data=data)


def _show(event: dict[str, Any], *, data: bool) -> None:
    if told_as_json(event, indent=None):
        return
    console.print(f"{event['sequence']:>8} {event['time']} {event['type']} {event['subject']} v{event['streamversion']}")
    if data:
        console.print_json(json.dumps(event["data"], ensure_ascii=False))


@parked.command("list")
def list_parked() -> None:
    """列出 · Every parked stream of every service."""
    columns = ["服务 service", "来源 source", "流 stream", "类型 type", "等待 waiting", "次数 attempts", "原因 error"]
    found, whole = run(running().each(_parked))
    rows = [[name, p.source, p.stream, p.type, p.waiting, p.attempts, p.error] for name, parked in found for p in parked]
    show_table("被搁置的流 · parked streams", columns, rows)
    if not whole:
        raise typer.Exit(NEEDS_SOMEBODY)


async def _parked(service: Operations) -> list[Parked]:
    return [each async for each in pages(service.parked, limit=500)]


@parked.command("retry")
def retry(
    service: Service,
    source: Annotated[str | None, typer.Argument(help="事实的来源,见 list · Source of the facts, as `list` shows it")] = None,
    stream: Annotated[str | None, typer.Argument(help="流,见 list · Stream, as `list` shows it")] = None,
    every: Annotated[bool, typer.Option("--all", help="全部被搁置的流 · Every parked stream")] = False,
    of_source: Annotated[str | None, typer.Option("--source", help="只限此来源 · Only those of this source")] = None,
    of_type: Annotated[
        str | None, typer.Option("--type", help="只限因此类事实搁置的 · Only those parked for a fact of this type")
    ] = None,
    error: Annotated[str | None, typer.Option(help="只限原因含此文字的 · Only those whose error holds these words")] = None,
) -> None:
    """重试 · Apply the waiting facts of one stream in order, or of many: --all, --source, --type, --error."""
    chosen = _Chosen(of_source, of_type, error)
    many = every or any(chosen)
    if many is bool(source) or (source is None) is not (stream is None):
        misused(
            "请给出一个来源和一个流,或 --all、--source、--type、--error",
            "name one source and one stream, or --all, --source, --type, --error",
        )
    here = running()
    if source is not None and stream is not None:
        applied = run(_retried(here, service, source, stream))
        if not told_as_json({"applied": applied}):
            console.print(f"已处理 {applied} 个事实 · {applied} facts applied")
        return
    tried = run(_many(here, service, chosen))
    if not told_as_json(tried):
        streams, freed, applied = tried.values()
        console.print(f"已重试 {streams} 个流,恢复 {freed} 个,处理 {applied} 个事实")
        console.print(f"{streams} streams tried, {freed} freed, {applied} facts applied")
    if tried["freed"] < tried["streams"]:
        raise typer.Exit(NEEDS_SOMEBODY)


async def _retried(here: Installation, name: str, source: str, stream: str) -> int:
    async with here.operations(name) as client:
        return (await client.retry_parked(source=source, stream=stream)).applied


class _Chosen(NamedTuple):
    source: str | None
    type: str | None
    error: str | None


async def _many(here: Installation, name: str, chosen: _Chosen) -> dict[str, int]:
    done = {"streams": 0, "freed": 0, "applied": 0}
    after: ParkedAfter | None = None
    with working() as progress:
        async with here.operations(name) as client:
            while True:
                page = await client.retry_many(source=chosen.source, type=chosen.type, error=chosen.error, after=after)
                for count in done:
                    done[count] += getattr(page, count)
                whole = done["streams"] + page.left
                progress(f"{done['streams']}/{whole} 个流 · streams", done["streams"] / whole if whole else 1.0)
                after = page.next
                if after is None:
                    return done


@parked.command("skip")
def skip(
    service: Service,
    source: Source,
    stream: Stream,
    reason: Annotated[str, typer.Option(help="理由,将记录在案 · Reason; goes on record")],
) -> None:
    """跳过 · Leave out the first waiting fact, on the record, and go on with the rest."""

    async def work(here: Installation) -> int:
        async with here.operations(service) as client:
            return (await client.skip_parked(source=source, stream=stream, reason=reason)).applied

    applied = run(work(running()))
    if not told_as_json({"skipped": 1, "applied": applied}):
        console.print(f"已跳过 1 个,处理 {applied} 个 · 1 skipped, {applied} applied")


@deadlines.command("list")
def list_failing() -> None:
    """列出 · Every deadline that failed, of every service, and why."""
    found, whole = run(running().each(lambda service: service.deadlines_failing()))
    rows = [[name, d.key, d.due, d.attempts, d.until, d.error] for name, failing in found for d in failing]
    columns = ["服务 service", "期限 key", "到期 due", "次数 attempts", "下次 until", "原因 error"]
    show_table("处理失败的期限 · failing deadlines", columns, rows)
    if not whole:
        raise typer.Exit(NEEDS_SOMEBODY)


@deadlines.command("retry")
def retry_deadlines(
    service: Service,
    key: Annotated[
        str | None, typer.Argument(help="期限的键,见 list;不写则为全部 · Key as `list` shows it; without it all")
    ] = None,
) -> None:
    """重试 · Try deadlines that failed now instead of at their next time."""

    async def work(here: Installation) -> int:
        async with here.operations(service) as client:
            return (await client.retry_deadlines(key=key)).deadlines

    tried = run(work(running()))
    if not told_as_json({"deadlines": tried}):
        console.print(f"{tried} 个期限将立即重试 · {tried} deadlines are tried again now")


def replay(
    service: Annotated[
        str,
        typer.Argument(
            help="地区.服务;与 --to-topic 同用时也可为 地区.shared · place.service; with --to-topic also place.shared"
        ),
    ],
    to_topic: Annotated[
        bool,
        typer.Option(
            "--to-topic",
            help="主题丢失并重建后,重新发送 · Fill the service's topic, which was lost and made again, from its store",
        ),
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="与 --to-topic 同用:只说明将做什么 · With --to-topic: only say what would be done")
    ] = False,
) -> None:
    """重建读模型,或重发主题 · Rebuild a service's views beside the living ones; or send its facts to its topic once more."""
    here = running()
    if to_topic:
        run(replay_to_topic(here, service, dry_run=dry_run))
        return
    if dry_run:
        misused("--dry-run 只与 --to-topic 一起使用", "--dry-run goes with --to-topic only")
    applied = run(_rebuild(here, service))
    if not told_as_json({"applied": applied}):
        console.print(f"由 {applied} 个事实重建 · rebuilt from {applied} facts")


async def _rebuild(here: Installation, name: str) -> int:
    with working() as progress:
        progress(f"重建 {name} · rebuilding", None)
        async with here.operations(name) as service:
            return (await service.rebuild()).applied
