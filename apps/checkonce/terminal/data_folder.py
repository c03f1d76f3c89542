"""The services that run from this data folder. Their issuer is the embedded one, whose key lies beside them."""

from __future__ import annotations

import json

from apps.checkonce.embedded.embedded import ENDPOINTS
from apps.checkonce.stack import data_folder
from libs.events.http.issuer import DevelopmentIssuer

from .installation import Installation, Signed
from .options import ASKED
from .screen import fail

__all__ = ["endpoints", "installation_here", "signed_by"]


def endpoints() -> tuple[dict[str, str], DevelopmentIssuer]:
    """Addresses by service user, and the issuer. Ends the command when nothing runs."""
    folder = data_folder()
    path = folder / ENDPOINTS
    if not path.exists():
        fail(
            "没有正在运行的服务,请先执行 checkonce up,或用 --url 指定别处的服务",
            "no services are running here: start them with `checkonce up`, or name others by --url",
        )
    urls: dict[str, str] = json.loads(path.read_text())
    return urls, DevelopmentIssuer.kept(urls.pop("issuer"), folder / "keys" / "issuer.json")


def installation_here() -> Installation:
    urls, issuer = endpoints()
    return Installation(urls, signed_by(issuer))


def signed_by(issuer: DevelopmentIssuer) -> Signed:
    """Tokens for whom a command needs to be: whoever has the issuer's key may take any name (`--as`)."""

    def signed(place: str, role: str, divisions: list[str]) -> str:
        return issuer.token(ASKED.get().subject or "operator-cli", place=place, roles=[role], divisions=divisions)

    return signed
