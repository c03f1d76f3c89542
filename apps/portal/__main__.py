"""`python -m apps.portal`: serve the pages; settings come from `CHECKONCE_PORTAL_*` variables."""

from __future__ import annotations

import uvicorn

from .app import create_app
from .settings import PortalSettings

__all__ = ["main"]


def main() -> None:
    settings = PortalSettings()
    uvicorn.run(create_app(settings), host=settings.host, port=settings.port, access_log=False, server_header=False)


if __name__ == "__main__":
    main()
