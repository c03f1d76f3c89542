"""Sends a file to an import: shows how far it is, goes on where an earlier attempt broke off, fetches the report."""

from __future__ import annotations

import asyncio
import hashlib
import json
import time
from dataclasses import dataclass
from datetime import date
from itertools import count
from pathlib import Path
from typing import Literal

from apps.checkonce.stack import Progress
from libs.clients.content import File
from libs.clients.errors import AwayError, ClientError, ProblemError
from libs.clients.operations import ImportReport, Imports
from libs.events.patience import Patience

from ..terminal.screen import fail

__all__ = ["Sending", "media_type"]

_LOOK = 0.5
"""Seconds between two looks at the progress."""
_STILL = 15.0
"""Seconds without progress after which an attempt that is under way is taken to have died: the service knows."""
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
    """One file that is being sent. `client` speaks to the service, `kind` is the import's.

    `import_id`: the sender's own name for it.
    """

    client: Imports
    kind: str
    path: Path
    media: str
    sheets: tuple[str, ...] = ()
    as_of: date | None = None
    import_id: str = ""

    async def send(self, progress: Progress) -> ImportReport:
        """The import's report. Ends the command when the connection is lost.

        Raises ProblemError when the file as a whole is refused.
        """
        # Needs what the import needs: what is refused for its kind, role or token is refused before the file is sent.
        await self.client.import_titles(self.kind)
        identity = self.import_id or await self._identity()
        if (settled := await self._settled(identity, progress)) is not None:
            return settled
        sent = asyncio.create_task(
            self.client.import_file(
                self.kind, File(self.path), self.media, sheet=list(self.sheets), as_of=self.as_of, import_id=identity
            )
        )
        try:
            while not (await asyncio.wait([sent], timeout=_LOOK))[0]:
                await self._show(identity, progress)
            return await sent
        except AwayError as error:
            return await self._lost(identity, error)
        finally:
            # Ctrl-C ends the command, and the service sees the connection end with it.
            sent.cancel()

    async def _settled(self, identity: str, progress: Progress) -> ImportReport | None:
        """Waits while an earlier attempt is under way: its report where it has taken the file, None where it broke off."""
        patience, known = Patience(_STILL, step=_LOOK), await self._known(identity)
        if known is None or known.state != "running":
            return None
        progress(f"{self.path.name}:先前的导入仍在进行,等待 · waits for the earlier attempt {identity}", None)
        while known is not None and known.state == "running":
            if not await patience.pause((known.rows, known.bytes)):
                return None
            await self._show(identity, progress)
            known = await self._known(identity)
        return None if known is None or known.state in _RESUMABLE else known

    async def _lost(self, identity: str, error: AwayError) -> ImportReport:
        """What the service says of a file whose answer did not come."""
        try:
            known = await self._known(identity)
        except ClientError:
            fail(
                f"连接中断({error.why_zh}),服务没有应答。待其恢复后再次执行同一命令:已写入的行不会重复。",
                f"the connection was lost ({error.why}), and the service does not answer. Once it does, the same command again"
                " goes on: what is in is not done twice",
            )
        if known is None:
            fail(
                f"连接中断({error.why_zh}),服务尚未开始接收该文件,没有写入任何内容。请确认文件未超过服务允许的大小,再次执行同一命令;"
                "仍然中断的,请拆分文件或联系运维人员。",
                f"the connection was lost ({error.why}) before the service began to take the file: nothing is in. See that the"
                " file is no larger than the service takes, and try again; if it happens again, split it or ask an operator",
            )
        if known.state in _RESUMABLE:
            fail(
                f"连接中断({error.why_zh})。再次执行同一命令将从中断处继续。",
                f"the connection was lost ({error.why}): the same command again goes on where it stopped",
            )
        return known

    async def fetch_report(self, identity: str, into: Path, *, every_row: bool) -> None:
        """The row-by-row report as CSV, or as NDJSON or a workbook where the file's name says so."""
        rows: Literal["all", "refused"] = "all" if every_row else "refused"
        match into.suffix.lower():
            case ".ndjson" | ".jsonl":
                reading = self.client.import_report_ndjson(identity, rows=rows)
            case ".xlsx":
                reading = self.client.import_report_xlsx(identity, rows=rows)
            case _:
                reading = self.client.import_report_csv(identity, rows=rows)
        async with reading as pieces:
            with into.open("wb") as file:
                async for piece in pieces:
                    file.write(piece)

    async def _identity(self) -> str:
        """Follows from the file's content, its day and who sends it: the same file of the same person goes on where it broke
        off, or begins anew when it had finished.
        """
        with self.path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256")
        said = [self.client.subject, self.as_of and self.as_of.isoformat(), *self.sheets]
        digest.update(json.dumps(said).encode())
        for attempt in count(1):
            identity = f"{self.kind}-{digest.hexdigest()[:24]}-{attempt}"
            known = await self._known(identity)
            if known is None or (known.state in _RESUMABLE and known.countersignature is None):
                return identity
        raise AssertionError("unreachable")

    async def _known(self, identity: str) -> ImportReport | None:
        try:
            return await self.client.import_report(identity)
        except ProblemError as error:
            if error.status == 404:
                return None
            raise

    async def _show(self, identity: str, progress: Progress) -> None:
        try:
            report = await self.client.import_report(identity)
        except ClientError:
            return
        rows, expected = report.rows, report.rows_expected
        text = f"{self.path.name} → {self.kind} / {rows:,}"
        if expected:
            text += f" / {expected:,}"
        if report.rows_per_second:
            text += f" 行 rows, {report.rows_per_second:,.0f}/s"
        if report.expected_end:
            left = max(0, int(report.expected_end.timestamp() - time.time()))
            text += f", 剩余 left {left // 60}:{left % 60:02}"
        progress(text, rows / expected if expected else None)
