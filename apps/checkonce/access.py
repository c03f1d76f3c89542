"""`python -m apps.checkonce.access`: writes docs/access.md from the services' tables; `--check`: is it up to date?"""

from __future__ import annotations

import argparse
import importlib
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from fastapi import APIRouter

from apps.checkonce.names import SERVICES
from libs.domain.roles import ROLES
from libs.domain.scopes import Scope
from libs.events.countersigning.rules import Among, Second
from libs.events.http.access import HeldKind, Permission, held_of, routes_of
from libs.events.http.engine_access import ENGINE_ACCESS, ENGINE_ROUTERS
from libs.events.http.readings.trail import INTERNAL, PERSONAL
from libs.events.service import Service

FILE = Path(__file__).resolve().parents[2] / "docs" / "access.md"
_HEAD = """# Who may do what 谁可以办理什么

Printed by `python -m apps.checkonce.access` from the services' tables (`services/*/access.py`); a process whose routes and
table differ does not start.

A token is for one place or several: its audience is `checkonce:` and the place's code, or the audience that several places
share, and then its claim `place` or `places` names them. It names roles, departments, and divisions (codes or prefixes of
codes). At a place only those departments and divisions count that lie within it or around it: a province's division there is
the whole place.

{roles}

| scope | whose matters a caller with the role reaches |
|---|---|
| place 全域 | everything of the jurisdiction |
| own department 本部门 | what the caller's departments answer for |
| own division 本辖区 | what lies in the caller's divisions |
| own entity 本企业 | what concerns the entity that the caller is, or what one of its departments holds about it |

A command on what lies outside is forbidden. A read does not find it: it is in no list, table or figure, and asked for by its
number it is answered as what does not exist (`decisions/0016-reads-reach-as-far-as-the-role.md`).

"on record 留痕": who takes the route stands in the audit trail before the answer leaves (`GET /v1/readings` of each service;
`decisions/0017-reads-are-on-record.md`); where everybody may, those who are told more.

"everybody 任何人" needs no token; roles in parentheses are told more. "signed in 已登录" is any valid token.

A route with a duty (须复核; of files, in parentheses, the kinds that have it) has no effect while the policy in force names the
duty among its `seconds`: it answers 202, and what was asked waits in `GET /v1/countersignatures` of the service until another
person than the asker approves it there, for as many days as `second_days` says. Then it is decided anew, and the facts say who
asked and who approved. The queue shows callers what they have asked for themselves and what their roles may approve; auditors
and operators are shown all of it. A service does not start where a role may ask for what it could neither see nor take back.
A file that waits is read by its asker and by whoever may approve it, and by nobody else.
Below each table stand the second persons of a policy that nobody has changed. Source: NIST SP 800-53 Rev. 5, AC-3(2) dual
authorization, AC-5 separation of duties; the roles are a default of the jurisdiction.
"""
_ROLES = "\n".join(
    ["| role 角色 | | what for 用途 |", "|---|---|---|"]
    + [f"| `{name}` | {said.zh} {said.en} | {said.does_zh} · {said.does_en} |" for name, said in ROLES.items()]
)
_KINDS = {PERSONAL: "personal data 个人信息", INTERNAL: "internal data 内部信息"}
_SCOPES = {
    Scope.PLACE: "place 全域",
    Scope.DEPARTMENT: "own department 本部门",
    Scope.DIVISION: "own division 本辖区",
    Scope.ENTITY: "own entity 本企业",
}
_AMONG = {
    Among.ANYBODY: "anybody else 其他任何人",
    Among.COLLEAGUES: "colleagues of the asker's department 申请人同部门",
    Among.LEAD: "the lead department of the joint conference 联席会议牵头部门",
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit status 1 when the page differs from the tables (with `--check`)."""
    parser = argparse.ArgumentParser(prog="python -m apps.checkonce.access", description=f"生成权限表 · {__doc__}")
    parser.add_argument("--check", action="store_true", help="只检查, 不写入 · write nothing, exit 1 on a difference")
    given = parser.parse_args(arguments)
    wanted = "\n".join([_HEAD.format(roles=_ROLES), *_tables()])
    if given.check and (not FILE.exists() or FILE.read_text(encoding="utf-8") != wanted):
        sys.stderr.write(
            "docs/access.md 与权限表不一致, 请运行 · differs from the tables, run: python -m apps.checkonce.access\n"
        )
        return 1
    if not given.check:
        FILE.write_text(wanted, encoding="utf-8")
    sys.stdout.write("权限说明与权限表一致 · docs/access.md is up to date\n")
    return 0


def _tables() -> Iterator[str]:
    for name in SERVICES:
        service: Service = importlib.import_module(f"services.{name}.app").service
        yield from _table(f"{service.title_zh} {name}", service.access or {}, service.routers)
        if service.countersigning is not None:
            yield from _seconds(service.countersigning.sources)
    yield from _table("每个服务 every service", ENGINE_ACCESS, ENGINE_ROUTERS)


def _table(title: str, access: Mapping[str, Permission], routers: Iterable[APIRouter]) -> Iterator[str]:
    yield f"## {title}\n"
    yield "| route | what | who: whose matters |"
    yield "|---|---|---|"
    files = held_of(routers)
    for key, summary in sorted(routes_of(routers), key=lambda pair: pair[0].split()[::-1]):
        duty = f"<br>须复核 duty: `{access[key].duty}`" if access[key].duty is not None else ""
        yield f"| `{key}` | {summary} | {_said(access[key])}{duty}{_of_files(files.get(key, ()))} |"
    yield ""


def _of_files(held: Iterable[HeldKind]) -> str:
    """The duties of kinds of files, each with its kinds."""
    kinds: dict[str, list[str]] = {}
    for each in held:
        kinds.setdefault(each.duty, []).append(each.kind)
    return "".join(f"<br>须复核 duty: `{duty}` ({', '.join(sorted(names))})" for duty, names in sorted(kinds.items()))


def _seconds(seconds: Mapping[str, Second]) -> Iterator[str]:
    yield "| duty 须复核事项 | second person 复核人 | among 范围 |"
    yield "|---|---|---|"
    for duty, second in seconds.items():
        yield f"| `{duty}` | {', '.join(second.roles)} | {_AMONG[second.among]} |"
    yield ""


def _said(permission: Permission) -> str:
    on_record = f"<br>on record 留痕: {_KINDS[permission.trail.kind]}" if permission.trail is not None else ""
    return _who(permission) + on_record


def _who(permission: Permission) -> str:
    if not permission.token:
        more = f" ({', '.join(sorted(permission.more))})" if permission.more else ""
        return f"everybody 任何人{more}"
    if not permission.roles:
        return "signed in 已登录"
    by_scope = {scope: [r for r in sorted(permission.roles) if permission.scope_of(r) == scope] for scope in _SCOPES}
    return "<br>".join(f"{', '.join(roles)}: {_SCOPES[scope]}" for scope, roles in by_scope.items() if roles)


if __name__ == "__main__":
    sys.exit(main())
