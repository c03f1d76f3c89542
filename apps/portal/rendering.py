"""Templates to pages: escaping is on everywhere, a missing value is an error, numbers and times are written the Chinese way."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from fastapi import Depends, Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from libs.clients.base import segment
from libs.domain.office.words import word

from .clients import Clients
from .settings import PortalSettings

__all__ = ["Apis", "Look", "Pages", "address"]

CHINA = ZoneInfo("Asia/Shanghai")
NOTHING = "—"


def number(value: float | None) -> str:
    """12345 -> 12,345; None -> a dash."""
    return NOTHING if value is None else f"{value:,}"


def share(value: float | None) -> str:
    """Per cent as the API cut it: 79.84 -> 79.84%."""
    return NOTHING if value is None else f"{value:g}%"


def moment(value: datetime | str | None) -> str:
    """A time with offset (ISO 8601 where it is text) as local time to the minute. Raises ValueError for other text."""
    return NOTHING if value is None else _time(value).astimezone(CHINA).strftime("%Y-%m-%d %H:%M")


def day(value: date | str | None) -> str:
    """A date, or the local date of a time; ISO 8601 where it is text."""
    if value is None:
        return NOTHING
    if isinstance(value, str) and len(value) == len("2026-01-01"):
        return date.fromisoformat(value).isoformat()
    if isinstance(value, date) and not isinstance(value, datetime):
        return value.isoformat()
    return _time(value).astimezone(CHINA).date().isoformat()


def passed(value: datetime | str | None, now: datetime | None = None) -> bool:
    """Whether a time lies behind."""
    return value is not None and _time(value) < (now or datetime.now(UTC))


def _time(value: datetime | str) -> datetime:
    """Answers of the APIs hold times; the content of a publication, which has no model, holds text."""
    return datetime.fromisoformat(value) if isinstance(value, str) else value


def address(path: str, parameters: Mapping[str, Any]) -> str:
    """Path and query; what is None or empty is left out."""
    query = urlencode({name: value for name, value in parameters.items() if value not in {None, ""}})
    return f"{path}?{query}" if query else path


class Pages:
    """Renders a template with what every page needs: the place, the title, the path."""

    def __init__(self, settings: PortalSettings) -> None:
        self._environment = Environment(
            loader=FileSystemLoader(Path(__file__).with_name("templates")),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.filters |= {
            "number": number,
            "share": share,
            "moment": moment,
            "day": day,
            "passed": passed,
            "segment": segment,
        }
        self._environment.globals |= {"place": settings.place, "place_title": settings.title, "word": word, "address": address}

    def render(
        self,
        request: Request,
        template: str,
        *,
        status: int = 200,
        headers: Mapping[str, str] | None = None,
        **context: Any,
    ) -> HTMLResponse:
        html = self._environment.get_template(template).render(path=request.url.path, **context)
        return HTMLResponse(html, status, headers)


def _pages(request: Request) -> Pages:
    pages: Pages = request.app.state.pages
    return pages


def _clients(request: Request) -> Clients:
    clients: Clients = request.app.state.clients
    return clients


Look = Annotated[Pages, Depends(_pages)]
"""What a route renders with."""
Apis = Annotated[Clients, Depends(_clients)]
"""What a route asks."""
