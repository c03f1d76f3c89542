"""`checkonce draw verify`: a stranger's check of a published draw. Imports nothing of the services."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import httpx
import typer

from apps.checkonce.verify import read
from apps.checkonce.verify import verify as check

from .screen import console, fail, show_table, working

__all__ = ["app"]

app = typer.Typer(help="双随机抽取 · The draw.", no_args_is_help=True)


@app.callback()
def _group() -> None:
    """Keeps `verify` a subcommand while it is the only one."""


@app.command("verify")
def verify(
    pack: Annotated[str, typer.Argument(help="Proof pack: a file, or the address of a published certificate")],
    register_count: Annotated[int | None, typer.Option(help="Number of entities the register publishes")] = None,
) -> None:
    """核验抽取 · Compute a draw again from its published pack."""
    with working() as progress:
        progress("核验 · verifying", None)
        verdict = check(_read(pack), register_count=register_count)
    rows = [["✓" if c.ok else "✗", c.name, c.detail] for c in verdict.checks]
    show_table("核验 · verification", ["", "步骤 step", "说明 detail"], rows)
    for note in verdict.notes:
        console.print(f"! {note}")
    if not verdict.ok:
        fail(f"核验不通过:{verdict.reason}", f"refused: {verdict.reason}")
    console.print("[bold green]✓[/] 核验通过 · the draw holds")


def _read(pack: str) -> object:
    try:
        if pack.startswith(("http://", "https://")):
            return read(httpx.get(pack, timeout=120).raise_for_status().content)
        return read(Path(pack).read_bytes())
    except (ValueError, RecursionError) as error:
        fail(f"无法读取 {pack}(format.invalid):{error}", f"cannot read {pack} (format.invalid): {error}")
    except (OSError, httpx.HTTPError) as error:
        fail(f"无法读取 {pack}:{error}", f"cannot read {pack}: {error}")
