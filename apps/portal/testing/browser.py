"""The portal asked over HTTP in this process."""

from contextlib import asynccontextmanager
from pathlib import Path

from apps.portal.app import create_app
from apps.portal.clients import SERVICES
from apps.portal.settings import PortalSettings
from libs.events.resending import httpx

NOBODY = {f"{service}_url": "http://127.0.0.1:1" for service in SERVICES}
PORTAL = Path(__file__).parents[1]


@asynccontextmanager
async def browser(transports=None, **settings):
    app = create_app(PortalSettings(place="421088", title="监利市", **{**NOBODY, **settings}), transports=transports)
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with app.router.lifespan_context(app), httpx.AsyncClient(transport=transport, base_url="http://portal") as client:
        yield client
