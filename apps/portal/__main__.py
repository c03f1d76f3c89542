"""`python -m apps.portal`: serve the pages; settings come from `CHECKONCE_PORTAL_*` variables."""

from __future__ import annotations

import uvicorn

from libs.events.http.admission.server import Limits, server_config

from .app import create_app
from .settings import PortalSettings

__all__ = ["main"]


def main() -> None:
    settings = PortalSettings()
    uvicorn.Server(server_config(create_app(settings), Limits(), host=settings.host, port=settings.port)).run()


if __name__ == "__main__":
    main()
