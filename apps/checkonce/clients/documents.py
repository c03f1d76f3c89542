"""The OpenAPI documents as the running services publish them, made without a database or a broker."""

from __future__ import annotations

import importlib
from typing import Any, cast

from fastapi import FastAPI
from pydantic import SecretStr

from libs.events.calendar import WorkingCalendar
from libs.events.clock import system_clock
from libs.events.service import RunningService, Service
from libs.events.settings import Role

Document = dict[str, Any]


def document(service: str) -> Document:
    """What `GET /openapi.json` of a service answers."""
    return application(service).openapi()


def application(service: str) -> FastAPI:
    """All routes of a service, to be read and not to be called."""
    made: Service = importlib.import_module(f"services.{service}.app").service
    settings = made.settings_class(
        place="000000",
        profile="embedded",
        role=Role.API,
        database_url=SecretStr("postgresql://nowhere/"),
        kafka_bootstrap="nowhere:1",
        oidc_issuer="http://nowhere",
    )
    # Routes are only declared and none is run, so nothing asks the database.
    running = RunningService(made, settings, cast("Any", None), system_clock, WorkingCalendar())
    return made.api(running)
