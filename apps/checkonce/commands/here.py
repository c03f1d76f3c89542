"""Finds the services that run from a data folder, and speaks to them as an operator."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from apps.checkonce.embedded.embedded import ENDPOINTS
from apps.checkonce.stack import data_folder
from libs.clients.base import Client
from libs.clients.operations import Imports, Operations
from libs.events.http.issuer import DevelopmentIssuer

from .screen import fail

__all__ = ["Here", "place_of", "running"]

_SECONDS = 600
"""A rebuild or a large file takes minutes."""

C = TypeVar("C", bound=Client)


@dataclass(frozen=True)
class Here:
    """Addresses by service user (`421088.whistle`), and tokens from the embedded issuer."""

    folder: Path
    urls: dict[str, str]
    issuer: DevelopmentIssuer

    def url(self, name: str) -> str:
        if name not in self.urls:
            known = "、".join(self.urls)
            fail(f"没有服务 {name},可用:{known}", f"no service {name}; there are: {', '.join(self.urls)}")
        return self.urls[name]

    def operations(self, name: str) -> Operations:
        """A service as an operator sees it."""
        return self.client(Operations, name, "operator", divisions=[])

    def imports(self, name: str, role: str) -> Imports:
        """A service as its registrar sees it."""
        return self.client(Imports, name, role, divisions=[place_of(name)])

    def client(self, client: type[C], name: str, role: str, *, divisions: list[str]) -> C:
        """A service as somebody with the role and these divisions sees it."""
        token = self.issuer.token("operator-cli", place=place_of(name), roles=[role], divisions=divisions)
        return client(self.url(name), token=token, timeout=_SECONDS, name=name)


def place_of(name: str) -> str:
    """The place of a service user: `421088` of `421088.whistle`."""
    return name.partition(".")[0]


def running() -> Here:
    """The services of this data folder. Ends the command when none run."""
    folder = data_folder()
    path = folder / ENDPOINTS
    if not path.exists():
        fail("没有正在运行的服务,请先执行 checkonce up", "no services are running here: start them with `checkonce up`")
    urls: dict[str, str] = json.loads(path.read_text())
    issuer = DevelopmentIssuer.kept(urls.pop("issuer"), folder / "keys" / "issuer.json")
    return Here(folder, urls, issuer)
