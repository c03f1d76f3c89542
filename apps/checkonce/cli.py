"""The `checkonce` command."""

from __future__ import annotations

import typer

from .commands import demo, draw, imports, operate, serve, stack

__all__ = ["app"]

app = typer.Typer(
    name="checkonce",
    help="检查一次 · Many departments inspect an enterprise once: drawn fairly, visited jointly, published once.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
app.command("demo")(demo.demo)
app.command("up")(stack.up)
app.command("status")(stack.status)
app.command("doctor")(stack.doctor)
app.command("token")(stack.token)
app.command("serve")(serve.serve)
app.command("replay")(operate.replay)
app.add_typer(imports.app, name="import")
app.add_typer(operate.events, name="events")
app.add_typer(operate.parked, name="parked")
app.add_typer(draw.app, name="draw")

if __name__ == "__main__":
    app()
