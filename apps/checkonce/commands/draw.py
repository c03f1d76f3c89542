"""`checkonce draw verify`: checks a published draw as an outsider. Imports nothing of the services."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from apps.checkonce.verify import check_seals, check_substitutions, read
from apps.checkonce.verify import verify as check
from libs.clients.errors import failure, lost
from libs.events.resending import httpx

from ..terminal.screen import console, fail, say, show_table, told_as_json, working

__all__ = ["app"]

app = typer.Typer(help="双随机抽取 · The draw.", no_args_is_help=True)


@app.command("verify")
def verify(
    pack: Annotated[
        str, typer.Argument(help="证明文件,或已公布证明的网址 · Proof pack: a file, or the address of a published certificate")
    ],
    register_count: Annotated[
        int | None, typer.Option(help="登记公布的检查对象总数 · Number of entities the register publishes")
    ] = None,
    substitutions: Annotated[
        str | None, typer.Option(help="替补记录:文件或网址 · Record of substitutions: a file or an address")
    ] = None,
    sealed: Annotated[
        str | None,
        typer.Option(
            help="含保密检查组的抽取的密封文件:文件或网址 · Sealed document of a draw with secret teams: a file or an address"
        ),
    ] = None,
) -> None:
    """核验抽取 · Compute a draw again from its published pack.

    退出码:0 抽取成立;1 不成立;3 单个对象的证明:只证明在名录中及其号码 · Exit codes: 0 the draw holds, 1 refused, 3 one entity's
    proof, which proves its listing and its number and nothing about who was drawn.
    """
    with working() as progress:
        progress("核验 · verifying", None)
        document = _read(pack)
        verdict = check(document, register_count=register_count)
        if verdict.ok and isinstance(document, dict) and substitutions is not None:
            verdict = verdict.and_then(check_substitutions(document, _read(substitutions)))
        if verdict.ok and isinstance(document, dict) and sealed is not None:
            verdict = verdict.and_then(check_seals(_read(sealed), document))
    zh, en = verdict.words
    said = {"holds": verdict.ok and verdict.whole, "ok": verdict.ok, "whole": verdict.whole, "said": en, "said_zh": zh}
    checks = [{"ok": c.ok, "step": c.name, "detail": c.detail} for c in verdict.checks]
    if not told_as_json({**said, "checks": checks, "notes": list(verdict.notes)}):
        rows = [["✓" if c.ok else "✗", c.name, c.detail] for c in verdict.checks]
        show_table("核验 · verification", ["", "步骤 step", "说明 detail"], rows)
    for note in verdict.notes:
        console.print(f"! {note}")
    if not verdict.ok:
        fail(zh, en)
    say(*(("✓", f"{zh} · {en}", "bold green") if verdict.whole else ("!", f"{zh} · {en}", "bold yellow")))
    if verdict.exit_code:
        raise typer.Exit(verdict.exit_code)


@app.command("seals")
def seals(
    sealed: Annotated[str, typer.Argument(help="抽取的密封文件:文件或网址 · Sealed document of a draw: a file or an address")],
) -> None:
    """核对密封 · Compute the opened seals of secret teams again."""
    checks = check_seals(_read(sealed))
    show_table("密封 · seals", ["", "任务 visit", "检查组 team"], [["✓" if c.ok else "✗", c.name, c.detail] for c in checks])
    if not all(c.ok for c in checks):
        fail("密封值不符", "a seal does not open to the team shown")
    say("✓", f"已公开 {len(checks)} 个 · {len(checks)} opened", "bold green")


def _read(pack: str) -> object:
    try:
        if pack.startswith(("http://", "https://")):
            response = httpx.get(pack, timeout=120)
            if not response.is_success:
                refused = failure(httpx.URL(pack).host, response)
                fail(f"无法读取 {pack}:{refused.zh}", f"cannot read {pack}: {refused.en}")
            return read(response.content)
        return read(Path(pack).read_bytes())
    except (ValueError, RecursionError) as error:
        said = f"{pack} (format.invalid): {error}"
        fail(f"无法读取 {said}", f"cannot read {said}")
    except httpx.HTTPError as error:
        away = lost(httpx.URL(pack).host, error)
        fail(f"无法读取 {pack}:{away.why_zh}", f"cannot read {pack}: {away.why}")
    except OSError as error:
        fail(f"无法读取 {pack}:{error}", f"cannot read {pack}: {error}")
