"""Finds the services that run from a data folder, and speaks to them as an operator."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from apps.checkonce.embedded.embedded import ENDPOINTS
from apps.checkonce.stack import data_folder
from libs.events.issuer import DevelopmentIssuer
from libs.events.resending import Resending

from .screen import fail

__all__ = ["Here", "running"]


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

    def client(self, name: str, *roles: str, place: str = "") -> httpx.Client:
        """A client with a token of the given roles (operator when none is given)."""
        token = self.issuer.token("operator-cli", roles=roles or ("operator",), divisions=[place] if place else [])
        headers = {"Authorization": f"Bearer {token}"}
        return httpx.Client(base_url=self.url(name), headers=headers, timeout=600, trust_env=False, transport=Resending())


def running() -> Here:
    """The services of this data folder. Ends the command when none run."""
    folder = data_folder()
    path = folder / ENDPOINTS
    if not path.exists():
        fail("没有正在运行的服务,请先执行 checkonce up", "no services are running here: start them with `checkonce up`")
    urls: dict[str, str] = json.loads(path.read_text())
    issuer = DevelopmentIssuer.kept(urls.pop("issuer"), folder / "keys" / "issuer.json")
    return Here(folder, urls, issuer)


def answer(response: httpx.Response) -> Any:
    """The JSON of a good answer. Ends the command with the problem otherwise."""
    if response.is_error:
        try:
            problem = response.json()
        except ValueError:
            problem = {}
        zh = f"{problem.get('title', response.status_code)} {problem.get('detail', '')} {problem.get('do', '')}"
        en = f"{problem.get('title_en', '')} {problem.get('detail_en', '')} {problem.get('do_en', '')}"
        fail(zh, en)
    return response.json()
