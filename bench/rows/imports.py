"""Entities from a file until they are stored, over HTTP, against reading the file and against COPY of its rows."""

from __future__ import annotations

import csv
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from itertools import count
from pathlib import Path

import asyncpg
import psutil

from bench.ground import PLACE, Ground
from bench.jining import ENTITIES
from bench.measure import Row, alternate
from libs.clients.content import File
from libs.clients.registry import Registry
from libs.events.catalog.credit_codes import organisation_check_character, uscc_check_character
from libs.events.store.migrate import migrate
from libs.events.store.store import connect_pool
from services.registry.app import service

__all__ = ["entity_file", "imports"]

_HEADER = "scheme,value,name,industries,township,category,founded"
_TOWNSHIPS = [f"4210881{number:02}" for number in range(23)]
_LISTS = {
    "industries": "code,name\ncatering,餐饮\nretail,零售\n",
    "departments": "code,name,level,divisions\n421088-market,市场监督管理局,county,421088\n",
    "townships": "code,name,department\n" + "".join(f"{code},镇{code},421088-market\n" for code in _TOWNSHIPS),
}
_SECONDS = 120
"""How long the import of a prefecture-level city may take."""
_FAR = 5_000_000
"""Numbers of the large file's entities: nobody else's."""


async def imports(ground: Ground) -> list[Row]:
    n, whole = ground.count(100_000, 2000), ground.count(ENTITIES, 4000)
    numbers = count()
    url = await ground.database()
    pool = await connect_pool(url, size=2)
    try:
        await migrate(pool, service.migrations)
        await pool.execute(f"create table public.bare_rows ({', '.join(f'{name} text' for name in _HEADER.split(','))})")
        async with ground.program("registry", url, CHECKONCE_ROLE="api") as port:
            registry = _Registry(f"http://127.0.0.1:{port}", ground.issuer.token("bench", place=PLACE, roles=["registrar"]))
            for kind, content in _LISTS.items():
                await registry.send(kind, content.encode())

            same = entity_file(ground.folder / "same.csv", 0, n)

            async def ours() -> float:
                return n / await registry.send_file(entity_file(ground.folder / "new.csv", next(numbers) * n, n), n)

            async def reading() -> float:
                return n / _read(same)

            async def copying() -> float:
                return n / await _copy(pool, same)

            await ours()
            mine, read, copied = await alternate(ground.runs, ours, reading, copying)
            large = entity_file(ground.folder / "new.csv", _FAR, whole)
            before = registry.peak_mib()
            took = await registry.send_file(large, whole)
            again = await registry.send_file(large, 0)
            changed = await registry.send_file(entity_file(large, _FAR, whole, called="餐馆"), whole)
            grown = registry.peak_mib() - before
    finally:
        await pool.close()
        await ground.stack.postgres.drop_database(url.rpartition("/")[2])
    note = (
        f"{whole:,} in {took:.1f} s, once more (unchanged) in {again:.1f} s, each row changed in {changed:.1f} s: the service's"
        f" memory grew by {grown:.0f} MiB"
    )
    row = partial(Row, "import", mine, unit="entities/s", n=n, runs=ground.runs)
    return [
        row(read, "csv", bar=ENTITIES / _SECONDS / read, note=note),
        row(copied, "copy", bar=ENTITIES / _SECONDS / copied, note="COPY of the file into a table of text without keys"),
    ]


@dataclass
class _Registry:
    url: str
    token: str

    async def send(self, kind: str, content: bytes) -> None:
        async with self._client() as client:
            report = await client.import_file(kind, content, "text/csv")
            assert report.refused == 0, report

    async def send_file(self, path: Path, accepted: int) -> float:
        """Seconds until the report says that all rows are in."""
        async with self._client() as client:
            started = time.perf_counter()
            report = await client.import_file("entities", File(path), "text/csv")
            took = time.perf_counter() - started
        assert (report.accepted, report.refused) == (accepted, 0), report
        return took

    def peak_mib(self) -> float:
        """The most memory the service has held so far."""
        (found,) = (child for child in psutil.Process().children() if child.cmdline()[-2:] == ["bench.serve", "registry"])
        status = Path(f"/proc/{found.pid}/status").read_text(encoding="ascii")
        return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")) / 1024

    def _client(self) -> Registry:
        return Registry(self.url, token=self.token, timeout=3600)


def entity_file(path: Path, first: int, rows: int, called: str = "餐饮服务部") -> Path:
    """A file of the registry's entities with right credit codes, spread over the townships."""
    with path.open("w", encoding="utf-8") as file:
        file.write(f"{_HEADER}\n")
        file.writelines(_lines(first, rows, called))
    return path


def _lines(first: int, rows: int, called: str) -> Iterator[str]:
    for number in range(first, first + rows):
        own = f"M{number:07}"
        code = f"92421088{own}{organisation_check_character(own)}"
        industry = ("catering", "retail", "catering;retail")[number % 3]
        founded = f"20{number % 20:02}-{number % 12 + 1:02}-{number % 28 + 1:02}"
        yield (
            f"uscc,{code}{uscc_check_character(code)},监利市容城镇第{number}号{called},{industry},"
            f"{_TOWNSHIPS[number % 23]},household,{founded}\n"
        )


def _read(path: Path) -> float:
    started = time.perf_counter()
    with path.open(encoding="utf-8", newline="") as file:
        for _ in csv.reader(file):
            pass
    return time.perf_counter() - started


async def _copy(pool: asyncpg.Pool, path: Path) -> float:
    await pool.execute("truncate public.bare_rows")
    started = time.perf_counter()
    async with pool.acquire() as connection:
        await connection.copy_to_table("bare_rows", schema_name="public", source=path, format="csv", header=True)
    return time.perf_counter() - started
