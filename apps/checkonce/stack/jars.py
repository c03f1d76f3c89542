"""The broker's jars, and others that a lock names: resolved by jgo, pinned by hash, fetched once into the user's cache.

`python -m apps.checkonce.stack.jars` resolves them anew and rewrites the lock. Mirrors named under `[repositories]` in
jgo's own settings file are asked before Maven Central.
"""

import fcntl
import hashlib
import os
import sys
import tempfile
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import stamina

from libs.events.resending import httpx

from .errors import StackError
from .progress import Progress, silent

__all__ = ["KAFKA", "cache_folder", "classpath", "relock"]

KAFKA: Final = "org.apache.kafka:kafka_2.13:4.3.1"
# The broker logs through slf4j and brings no implementation. Without one, the reason of a failed start is lost.
LOGGING: Final = "org.slf4j:slf4j-simple:1.7.36"
LOCK: Final = Path(__file__).with_name("kafka.lock")
TRIES: Final = 4
AT_ONCE: Final = 6


@dataclass(frozen=True, slots=True)
class Jar:
    """A line of the lock: Maven coordinate `group:artifact:version`, size in bytes, SHA-256 in hexadecimal."""

    coordinate: str
    size: int
    sha256: str

    def __str__(self) -> str:
        return f"{self.coordinate} {self.size} sha256:{self.sha256}"

    @classmethod
    def parse(cls, line: str) -> "Jar":
        coordinate, size, digest = line.split()
        return cls(coordinate, int(size), digest.removeprefix("sha256:"))

    @classmethod
    def of(cls, coordinate: str, file: Path) -> "Jar":
        return cls(coordinate, file.stat().st_size, _sha256(file))

    def is_in(self, file: Path) -> bool:
        return file.exists() and file.stat().st_size == self.size and _sha256(file) == self.sha256

    @property
    def name(self) -> str:
        _, artifact, version = self.coordinate.split(":")
        return f"{artifact}-{version}.jar"

    @property
    def path(self) -> str:
        """Where any Maven repository keeps it, below the repository's address."""
        group, artifact, version = self.coordinate.split(":")
        return f"{group.replace('.', '/')}/{artifact}/{version}/{self.name}"


def cache_folder() -> Path:
    """Where downloads are kept between data folders: `$XDG_CACHE_HOME/checkonce`, otherwise `~/.cache/checkonce`."""
    base = os.environ.get("XDG_CACHE_HOME") or "~/.cache"
    return Path(base).expanduser() / "checkonce"


def classpath(
    progress: Progress = silent,
    *,
    lock: Path = LOCK,
    cache: Path | None = None,
    cancelled: threading.Event | None = None,
) -> list[Path]:
    """The jars of a lock, downloading what the cache lacks (the broker's: about 45 MB the first time, nothing later).

    A jar that is missing, cut off or altered is fetched again; one that still differs from the lock is refused.
    Raises StackError when a jar cannot be had, or when `cancelled` is set meanwhile. Blocks; safe to call from
    several processes at once.
    """
    jars = _locked(lock)
    folder = (cache or cache_folder()) / lock.stem
    folder.mkdir(parents=True, exist_ok=True)
    # The stamp names the lock it was checked against, so that later starts hash nothing and need no network.
    stamp = folder / "checked"
    wanted = _sha256(lock)
    paths = [folder / jar.name for jar in jars]
    if _read(stamp) == wanted and all(path.exists() for path in paths):
        return paths
    with (folder / "lock").open("ab") as alone:
        fcntl.flock(alone, fcntl.LOCK_EX)
        missing = [jar for jar in jars if not jar.is_in(folder / jar.name)]
        if missing:
            _fetch(
                missing, folder, lock.name, _Meter(sum(jar.size for jar in missing), progress, cancelled or threading.Event())
            )
        stamp.write_text(wanted)
    return paths


def _locked(lock: Path) -> list[Jar]:
    return [Jar.parse(line) for line in lock.read_text().splitlines() if line and not line.startswith("#")]


def _fetch(jars: list[Jar], folder: Path, lock: str, meter: "_Meter") -> None:
    bases = _repositories()
    with (
        tempfile.TemporaryDirectory(dir=folder, prefix="part-") as part,
        httpx.Client(follow_redirects=True, timeout=60) as client,
        ThreadPoolExecutor(AT_ONCE) as pool,
    ):

        def fetch(jar: Jar) -> None:
            # Renamed when whole: a download cut off by a crash must never look finished.
            file = Path(part) / jar.name
            _download(client, bases, jar, file, lock, meter)
            file.replace(folder / jar.name)

        downloads = [pool.submit(fetch, jar) for jar in jars]
        try:
            for download in as_completed(downloads):
                download.result()
        except BaseException:
            meter.cancel()
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _download(client: httpx.Client, bases: list[str], jar: Jar, file: Path, lock: str, meter: "_Meter") -> None:
    @stamina.retry(on=_may_pass, attempts=TRIES, timeout=None)
    def stream(url: str) -> None:
        with client.stream("GET", url) as answer, file.open("wb") as target:
            answer.raise_for_status()
            for chunk in answer.iter_bytes():
                target.write(chunk)
                meter.add(len(chunk))

    failures = []
    for base in bases:
        try:
            stream(f"{base.rstrip('/')}/{jar.path}")
        except httpx.HTTPError as failed:
            failures.append(f"{failed.__class__.__name__}: {failed}")
            continue
        if jar.is_in(file):
            return
        raise StackError(
            f"{jar.name} 的内容与 {lock} 不符 (应为 SHA-256 {jar.sha256})。请检查所用的镜像",
            f"{jar.name} differs from {lock} (SHA-256 should be {jar.sha256}): check the mirror in use",
        )
    raise StackError(
        f"无法下载 {jar.coordinate}。首次运行需要访问 Maven 中央仓库或其镜像, 请检查网络后重试",
        f"cannot download {jar.coordinate}: the first run needs Maven Central or a mirror of it. Check the network "
        "and run again",
        log="\n".join(failures),
    )


def _may_pass(failed: Exception) -> bool:
    """Whether trying again may help: broken connections and the server's own troubles, not a missing file."""
    if isinstance(failed, httpx.HTTPStatusError):
        return failed.response.status_code >= 500 or failed.response.status_code == 429
    return isinstance(failed, httpx.TransportError)


def _repositories() -> list[str]:
    # Imported here: later starts have nothing to fetch, and the import costs a third of a second.
    from jgo.config import GlobalSettings  # noqa: PLC0415
    from jgo.constants import MAVEN_CENTRAL_URL  # noqa: PLC0415

    return [*GlobalSettings.load().repositories.values(), MAVEN_CENTRAL_URL]


class _Meter:
    """Adds up the bytes of parallel downloads and reports each whole percent once."""

    def __init__(self, total: int, progress: Progress, cancelled: threading.Event) -> None:
        self._total = total
        self._progress = progress
        self._cancelled = cancelled
        self._done = 0
        self._shown = -1
        self._lock = threading.Lock()

    def cancel(self) -> None:
        self._cancelled.set()

    def add(self, count: int) -> None:
        if self._cancelled.is_set():
            raise StackError("下载已中止", "the download was stopped")
        with self._lock:
            self._done += count
            # Tries that failed count too, so the sum may pass the total.
            percent = min(100, self._done * 100 // self._total)
            if percent == self._shown:
                return
            self._shown = percent
            megabytes = f"{percent * self._total / 1e8:.0f}/{self._total / 1e6:.0f} MB"
            self._progress(f"下载 Kafka · downloading Kafka {megabytes}", percent / 100)


def _sha256(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _read(file: Path) -> str:
    return file.read_text() if file.exists() else ""


def relock(lock: Path, wanted: Sequence[str], how: str, *, alone: bool = False) -> None:
    """Writes a lock anew, for the coordinates and all they need, or for them `alone`. `how`: what a reader runs to do so."""
    from jgo.maven import MavenContext  # noqa: PLC0415

    with tempfile.TemporaryDirectory() as folder:
        context = MavenContext(repo_cache=Path(folder), timeout=60)
        inputs, rest = context.resolver.resolve([context.create_dependency(text) for text in wanted])
        artifacts = [dependency.artifact for dependency in (inputs if alone else (*inputs, *rest))]
        with ThreadPoolExecutor(AT_ONCE) as pool:
            files = list(pool.map(lambda artifact: artifact.resolve(), artifacts))
        jars = [
            Jar.of(f"{artifact.groupId}:{artifact.artifactId}:{artifact.version}", file)
            for artifact, file in zip(artifacts, files, strict=True)
        ]
    head = f"# {', '.join(wanted)}{'' if alone else ' and all they need to run'}; rewritten by: {how}"
    lock.write_text("\n".join([head, *sorted(map(str, jars)), ""]))
    sys.stdout.write(f"{len(jars)} jars, {sum(jar.size for jar in jars)} bytes\n")


if __name__ == "__main__":
    relock(LOCK, (KAFKA, LOGGING), "python -m apps.checkonce.stack.jars")
