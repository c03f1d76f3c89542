"""`python -m apps.portal`: serve the pages; settings come from `CHECKONCE_PORTAL_*` variables."""

from __future__ import annotations

import uvicorn
from prometheus_client import start_http_server

from libs.events.http.admission.server import Limits, server_config

from .app import create_app
from .settings import PortalSettings

__all__ = ["main"]


def main() -> None:
    settings = PortalSettings()
    app = create_app(settings)
    if settings.metrics_port:
        start_http_server(settings.metrics_port, settings.host, app.state.measures.registry)
    uvicorn.Server(server_config(app, Limits(), host=settings.host, port=settings.port)).run()


if __name__ == "__main__":
    main()
