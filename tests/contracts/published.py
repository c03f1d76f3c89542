"""What the services publish, made once for all that look at it."""

from __future__ import annotations

from functools import cache
from typing import Any

from fastapi import FastAPI

from apps.checkonce.clients import documents


@cache
def application(service: str) -> FastAPI:
    return documents.application(service)


def document(service: str) -> dict[str, Any]:
    return application(service).openapi()
