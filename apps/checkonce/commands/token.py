"""`checkonce token`: a token of the embedded development issuer."""

from __future__ import annotations

from typing import Annotated

import typer

from apps.checkonce.embedded import PLACES
from libs.domain.roles import ROLES

from ..terminal.data_folder import endpoints
from ..terminal.installation import place_of
from ..terminal.screen import console, fail

__all__ = ["app"]

app = typer.Typer()
_ROLES_HELP = "角色 · Roles\n\n" + "\n\n".join(
    f"{name}  {said.zh}:{said.does_zh} · {said.en}: {said.does_en}" for name, said in ROLES.items()
)


@app.command("token", epilog=_ROLES_HELP)
def token(
    subject: Annotated[str, typer.Argument(help="谁:不含姓名的标识 · Who: an opaque id")],
    role: Annotated[list[str], typer.Option(help="角色,可重复,见下 · Role, see below; repeatable")],
    department: Annotated[list[str], typer.Option(help="部门代码,可重复 · Code of a department; repeatable")] = [],  # noqa: B006 - typer wants a list
    division: Annotated[list[str], typer.Option(help="行政区划代码前缀,可重复 · Prefix of a division code; repeatable")] = [],  # noqa: B006
    place: Annotated[str, typer.Option(help="地区代码:令牌只用于此地区 · The place that the token is for")] = PLACES[0].code,
) -> None:
    """开发用令牌 · A token of the embedded development issuer, for trying the APIs."""
    urls, issuer = endpoints()
    unknown = [name for name in role if name not in ROLES]
    if unknown:
        fail(
            f"没有角色 {'、'.join(unknown)},可用:{'、'.join(ROLES)}",
            f"no role {', '.join(unknown)}; there are: {', '.join(ROLES)}",
        )
    places = sorted({place_of(name) for name in urls})
    if place not in places:
        fail(f"没有地区 {place},可用:{'、'.join(places)}", f"no place {place}; there are: {', '.join(places)}")
    made = issuer.token(subject, place=place, roles=role, departments=department, divisions=division)
    console.print(made, soft_wrap=True)
