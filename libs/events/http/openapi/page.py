"""`/docs`: the API's document to read and to try, by Swagger UI, with every byte from this server.

The scripts and styles are those of a package (Swagger UI is under the Apache License 2.0). The page loads nothing from any
other host, so that it works where there is no way out, and tells nobody who reads it.
"""

from __future__ import annotations

from html import escape
from importlib.resources import files
from pathlib import Path
from typing import Final

from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, Response

__all__ = ["ASSETS", "HEADERS", "install_docs"]

_VENDORED: Final = Path(str(files("fastapi_offline"))) / "static"
_OWN: Final = Path(__file__).with_name("static")
ASSETS: Final = {
    "swagger-ui-bundle.js": (_VENDORED, "text/javascript"),
    "swagger-ui.css": (_VENDORED, "text/css"),
    "start.js": (_OWN, "text/javascript"),
}
"""What the page loads: folder and media type by name."""

HEADERS: Final = {
    # Swagger UI writes style attributes and shows its pictures as data; it asks this server alone.
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:;"
    " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}

_PAGE: Final = """\
<!doctype html>
<html lang="zh-CN">
<meta charset="utf-8">
<title>{title}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="docs/swagger-ui.css">
<div id="swagger-ui">{title} · <a href="openapi.json">OpenAPI</a></div>
<script src="docs/swagger-ui-bundle.js"></script>
<script src="docs/start.js"></script>
</html>
"""
"""Addresses are relative, so that it works behind a proxy that adds a prefix."""


def install_docs(app: FastAPI) -> None:
    """Adds `/docs` and what it loads; neither is in the document."""
    page = _PAGE.format(title=escape(app.title))

    async def shown(_: Request) -> Response:
        return HTMLResponse(page, headers=HEADERS)

    async def asset(request: Request) -> Response:
        name = request.path_params["name"]
        if name not in ASSETS:
            raise HTTPException(404)
        folder, media_type = ASSETS[name]
        # A browser asks again whether it has changed: the name stays when the package is updated.
        return FileResponse(folder / name, media_type=media_type, headers={**HEADERS, "Cache-Control": "no-cache"})

    app.add_route("/docs", shown, include_in_schema=False)
    app.add_route("/docs/{name}", asset, include_in_schema=False)
