"""`python -m apps.checkonce.settings_page`: writes docs/settings.md from the classes; `--check`: is it up to date?"""

from __future__ import annotations

import argparse
import importlib
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined
from pydantic_settings import BaseSettings

from apps.checkonce.names import SERVICES
from apps.portal.settings import PortalSettings
from libs.domain.settings import ServiceSettings
from services.planning.settings import PlanningSettings

FILE = Path(__file__).resolve().parents[2] / "docs" / "settings.md"
_HEAD = """# Settings 配置

Printed by `python -m apps.checkonce.settings_page` from the classes that read them. Each is an environment variable. A
process whose settings do not fit does not start, and says in one line which variable is wrong and why. Keys and secrets are
files; their variables name the file.
"""
_WORDS = {
    "SecretStr": "secret", "Path": "path", "FilePath": "path", "bool": "`true` or `false`", "int": "number", "float": "number",
}  # fmt: skip


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit status 1 when the page differs from the classes (with `--check`)."""
    parser = argparse.ArgumentParser(prog="python -m apps.checkonce.settings_page", description=f"生成配置说明 · {__doc__}")
    parser.add_argument("--check", action="store_true", help="只检查, 不写入 · write nothing, exit 1 on a difference")
    given = parser.parse_args(arguments)
    wanted = "\n".join([_HEAD, *_page()])
    if given.check and (not FILE.exists() or FILE.read_text(encoding="utf-8") != wanted):
        sys.stderr.write(
            "docs/settings.md 与配置不一致, 请运行 · differs from the settings, run: python -m apps.checkonce.settings_page\n"
        )
        return 1
    if not given.check:
        FILE.write_text(wanted, encoding="utf-8")
    sys.stdout.write("配置说明与配置一致 · docs/settings.md is up to date\n")
    return 0


def _page() -> Iterator[str]:
    yield from _table("每个服务 every service", ServiceSettings, frozenset())
    common = frozenset(ServiceSettings.model_fields)
    for name in SERVICES:
        own: type[BaseSettings] = importlib.import_module(f"services.{name}.app").service.settings_class
        if set(own.model_fields) - common:
            yield from _table(f"{name}, besides 另有", own, common)
    yield from _table("planning, for beacons 信标", PlanningSettings, common)
    yield from _table("portal 门户", PortalSettings, frozenset())


def _table(title: str, settings: type[BaseSettings], known: frozenset[str]) -> Iterator[str]:
    yield f"## {title}\n"
    yield "| variable | value | default | what |"
    yield "|---|---|---|---|"
    prefix = settings.model_config["env_prefix"]
    for name, field in settings.model_fields.items():
        if name not in known:
            yield f"| `{prefix}{name.upper()}` | {_kind(field)} | {_default(field)} | {field.description} |"
    yield ""


def _kind(field: FieldInfo) -> str:
    """What may stand there, with its bounds."""
    kind: Any = field.annotation
    alternatives = [each for each in get_args(kind) if each is not type(None)]
    if get_origin(kind) is Literal:
        return ", ".join(f"`{each}`" for each in alternatives)
    if len(alternatives) == 1 and get_origin(kind) not in {list, dict}:
        (kind,) = alternatives
    bounds = [
        f"{sign} {getattr(rule, word)}"
        for rule in field.metadata
        for word, sign in (("ge", "≥"), ("gt", ">"), ("le", "≤"), ("lt", "<"))
        if hasattr(rule, word)
    ]
    if hasattr(kind, "__members__"):
        return ", ".join(f"`{each.value}`" for each in kind)
    said = "JSON" if get_origin(kind) in {list, dict} else _WORDS.get(getattr(kind, "__name__", ""), "text")
    return " ".join([said, ", ".join(bounds)]).strip()


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "**must be set**"
    found = field.get_default(call_default_factory=True)
    if found is PydanticUndefined or found is None or str(found) in {"", "[]", "{}"}:
        return ""
    return f"`{getattr(found, 'value', found)}`" if not isinstance(found, bool) else f"`{str(found).lower()}`"


if __name__ == "__main__":
    sys.exit(main())
