"""Sends a file to an import: shows how far it is, goes on where an earlier attempt broke off, fetches the report."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator
from concurrent.futures import Future
from concurrent.futures import TimeoutError as NotYet
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from pathlib import Path
from threading import Thread
from typing import Any

import httpx

from apps.checkonce.stack import Progress

from .here import answer
from .screen import fail

__all__ = ["Sending", "media_type"]

_PIECE = 1 << 18
_LOOK = 0.5
"""Seconds between two looks at the progress."""
_RESUMABLE = {"broken-off", "interrupted", "running"}
_MEDIA = {
    ".ndjson": "application/x-ndjson",
    ".jsonl": "application/x-ndjson",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def media_type(path: Path, encoding: str = "") -> str:
    """The Content-Type of a file by its name."""
    media = _MEDIA.get(path.suffix.lower(), "text/csv")
    return f"{media}; charset={encoding}" if encoding and path.suffix.lower() != ".xlsx" else media


@dataclass
class Sending:
    """One file on its way. `client` speaks to the service, `kind` is the import's."""

    client: httpx.Client
    kind: str
    path: Path
    media: str
    sheets: tuple[str, ...] = ()

    def send(self, progress: Progress) -> dict[str, Any]:
        """The import's report. Ends the command when the file as a whole is refused or the connection is lost."""
        identity = self._identity()
        sent: Future[httpx.Response] = Future()
        # A daemon: Ctrl-C ends the command, and the service sees the connection end with it.
        Thread(target=self._post, args=(identity, sent), daemon=True).start()
        while True:
            try:
                report: dict[str, Any] = answer(sent.result(timeout=_LOOK))
            except NotYet:
                self._show(identity, progress)
            except httpx.TransportError as error:
                fail(
                    f"连接中断({error!r})。再次执行同一命令将从中断处继续。",
                    f"the connection was lost ({error!r}): the same command again goes on where it stopped",
                )
            else:
                return report

    def fetch_report(self, identity: str, into: Path, *, every_row: bool) -> None:
        """The row-by-row report as CSV, or as NDJSON where the file's name says so."""
        form = "ndjson" if media_type(into) == _MEDIA[".ndjson"] else "csv"
        query = {"rows": "all" if every_row else "refused"}
        with self.client.stream("GET", f"/v1/imports/{identity}/report.{form}", params=query) as response:
            if response.is_error:
                response.read()
                answer(response)
            with into.open("wb") as file:
                for piece in response.iter_bytes():
                    file.write(piece)

    def _identity(self) -> str:
        """By the file's content: the same file sent again goes on where it broke off, or begins anew when it had finished."""
        with self.path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256")
        digest.update("\n".join(self.sheets).encode())
        for attempt in count(1):
            identity = f"{self.kind}-{digest.hexdigest()[:24]}-{attempt}"
            known = self.client.get(f"/v1/imports/{identity}")
            if known.status_code == 404 or answer(known)["state"] in _RESUMABLE:
                return identity
        raise AssertionError("unreachable")

    def _post(self, identity: str, sent: Future[httpx.Response]) -> None:
        headers = {"content-type": self.media, "import-id": identity, "content-length": str(self.path.stat().st_size)}
        try:
            path, query = f"/v1/imports/{self.kind}", {"sheet": list(self.sheets)}
            sent.set_result(self.client.post(path, content=self._pieces(), headers=headers, params=query))
        except Exception as error:  # noqa: BLE001 - told to whoever waits
            sent.set_exception(error)

    def _pieces(self) -> Iterator[bytes]:
        with self.path.open("rb") as content:
            while piece := content.read(_PIECE):
                yield piece

    def _show(self, identity: str, progress: Progress) -> None:
        try:
            known = self.client.get(f"/v1/imports/{identity}")
        except httpx.TransportError:
            return
        if known.is_error:
            return
        report = known.json()
        rows, expected, end = report["rows"], report["rows_expected"], report["expected_end"]
        text = f"{self.path.name} → {self.kind} / {rows:,}"
        if expected:
            text += f" / {expected:,}"
        if report["rows_per_second"]:
            text += f" 行 rows, {report['rows_per_second']:,.0f}/s"
        if end:
            left = max(0, int(datetime.fromisoformat(end).timestamp() - time.time()))
            text += f", 剩余 left {left // 60}:{left % 60:02}"
        progress(text, rows / expected if expected else None)
