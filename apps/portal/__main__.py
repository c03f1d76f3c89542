"""`python -m apps.portal`: serve the pages; settings come from `CHECKONCE_PORTAL_*` variables."""

from __future__ import annotations

import uvicorn

from libs.events.resending import KEPT_BY_SERVERS

from .app import create_app
from .settings import PortalSettings

__all__ = ["main"]


def main() -> None:
    settings = PortalSettings()
    uvicorn.run(
        create_app(settings),
        host=settings.host,
        port=settings.port,
        access_log=False,
        server_header=False,
        timeout_keep_alive=KEPT_BY_SERVERS,
    )


if __name__ == "__main__":
    main()
