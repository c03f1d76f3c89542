"""`checkonce serve`: one service process, as containers run it. All settings come from `CHECKONCE_*` variables."""

from __future__ import annotations

import importlib
from typing import Annotated

import typer
from pydantic import ValidationError

from apps.checkonce.names import SERVICES
from libs.events.running.fast import run_fast
from libs.events.service import Service
from libs.events.settings import Role
from libs.events.shapes.faults import fault_of

from ..terminal.screen import fail

__all__ = ["serve"]


def serve(
    service: Annotated[
        str, typer.Argument(help="服务:registry, planning, inspection, credit, disclosure, whistle · Service: one of these")
    ],
    role: Annotated[
        Role,
        typer.Option(
            help="api 接口;worker 发送、接收与期限;all 两者 · api: HTTP; worker: relay, consumers, deadlines; all: both"
        ),
    ] = Role.ALL,
) -> None:
    """运行一个服务 · Run one service (settings: CHECKONCE_* variables)."""
    if service not in SERVICES:
        fail(f"没有服务 {service}", f"no service {service}; one of {', '.join(SERVICES)}")
    # Imported only now: the code of the other five services is not loaded.
    named: Service = importlib.import_module(f"services.{service}.app").service
    try:
        settings = named.settings_class().model_copy(update={"role": role})
    except ValidationError as error:
        faults = [(_variable(each.field), each) for each in map(fault_of, error.errors(include_url=False))]
        zh = "; ".join(f"{name}: {each.rule_zh}" for name, each in faults)
        en = "; ".join(f"{name}: {each.rule}" for name, each in faults)
        fail(f"配置有误:{zh}", f"settings are not usable: {en}")
    run_fast(named.serve(settings))


def _variable(field: str) -> str:
    """A fault of all settings together is of no single one."""
    return f"CHECKONCE_{field.upper() or '*'}"
