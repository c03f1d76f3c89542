"""What the stack must find again at its next start: ports and passwords, in one private file."""

import base64
import json
import os
import secrets
import socket
import threading
import uuid
from collections.abc import Callable
from pathlib import Path

from .errors import StackError

__all__ = ["Kept"]


class Kept:
    """Values made once and kept in `path` (JSON object of strings, mode 0600)."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()

    def secret(self, name: str) -> str:
        """A password of 32 URL-safe characters, the same at each call."""
        return self._keep(f"secret.{name}", lambda: secrets.token_urlsafe(24))

    def cluster_id(self) -> str:
        """A Kafka cluster id: a UUID in 22 characters of base64url, never beginning with a dash.

        Kafka's own generator refuses the dash for the same reason: command lines read it as an option.
        """

        def make() -> str:
            while (text := base64.urlsafe_b64encode(uuid.uuid4().bytes).decode().rstrip("=")).startswith("-"):
                pass
            return text

        return self._keep("cluster_id", make)

    def port(self, name: str) -> int:
        """A TCP port of 127.0.0.1 that is free now; the one used last time whenever it still is."""
        key = f"port.{name}"
        with self._lock:
            values = self._read()
            others = {value for other, value in values.items() if other.startswith("port.") and other != key}
            if key not in values or values[key] in others or not _is_free(int(values[key])):
                values[key] = str(_free_port(others))
                self._write(values)
            return int(values[key])

    def known(self, key: str) -> str | None:
        """A value as it was kept; None where there is none. `port()` would look for another one while a server holds it."""
        with self._lock:
            return self._read().get(key)

    def _keep(self, key: str, make: Callable[[], str]) -> str:
        with self._lock:
            values = self._read()
            if key not in values:
                values[key] = make()
                self._write(values)
            return values[key]

    def _read(self) -> dict[str, str]:
        try:
            values = json.loads(self._path.read_bytes())
        except FileNotFoundError:
            return {}
        except ValueError as broken:
            raise self._unreadable() from broken
        if not isinstance(values, dict) or not all(isinstance(value, str) for value in values.values()):
            raise self._unreadable()
        return values

    def _unreadable(self) -> StackError:
        return StackError(
            f"{self._path} 不是本程序写的 JSON。请从备份恢复, 或删除整个数据目录重新开始",
            f"{self._path} is not the JSON this program wrote: restore it from a copy, or delete the whole data "
            "folder and start anew",
        )

    def _write(self, values: dict[str, str]) -> None:
        # Replaced as a whole: half a file after a crash would lock the owner out of the database.
        new = self._path.with_suffix(".new")
        with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            json.dump(values, file, indent=1, sort_keys=True)
            file.flush()
            os.fsync(file.fileno())
        new.replace(self._path)


def _is_free(port: int) -> bool:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        # As the servers themselves do: connections of the last run still in TIME_WAIT do not count.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
            probe.listen(1)
        except OSError:
            return False
        return True


def _free_port(taken: set[str]) -> int:
    while True:
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
            probe.bind(("127.0.0.1", 0))
            port: int = probe.getsockname()[1]
        if str(port) not in taken:
            return port
