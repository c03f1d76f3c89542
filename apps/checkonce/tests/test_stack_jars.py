"""The broker's jars come from any mirror, whole and unaltered, or not at all."""

import shutil
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from apps.checkonce.stack import StackError
from apps.checkonce.stack.jars import LOCK, Jar, classpath


class Mirror(SimpleHTTPRequestHandler):
    def log_message(self, *args: object) -> None:
        """Says nothing."""


@pytest.fixture
def mirror(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A Maven repository on this machine with the real jars, which jgo's settings name; its folder may be spoilt."""
    folder = tmp_path / "mirror"
    for jar, file in zip(_jars(), classpath(), strict=True):
        target = folder / jar.path
        target.parent.mkdir(parents=True)
        shutil.copy(file, target)
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Mirror, directory=str(folder))) as server:
        settings = tmp_path / "jgo.conf"
        settings.write_text(f"[repositories]\nhere = http://127.0.0.1:{server.server_port}\n")
        monkeypatch.setenv("JGO_CONFIG_FILE", str(settings))
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield folder
        server.shutdown()
        thread.join()


def test_jars_are_fetched_once_with_progress_and_then_need_no_network(mirror: Path, tmp_path: Path):
    said: list[float | None] = []
    paths = classpath(lambda _, share: said.append(share), cache=tmp_path)
    assert said == sorted(share for share in said if share is not None)
    assert said[-1] == 1.0
    assert [path.stat().st_size for path in paths] == [jar.size for jar in _jars()]
    shutil.rmtree(mirror)
    assert classpath(cache=tmp_path) == paths


def test_a_jar_that_was_cut_off_or_lost_is_fetched_again(mirror: Path, tmp_path: Path):
    cut, lost, *_ = paths = classpath(cache=tmp_path)
    cut.write_bytes(cut.read_bytes()[:1000])
    lost.unlink()
    (tmp_path / "kafka" / "checked").unlink()
    assert classpath(cache=tmp_path) == paths
    assert [path.stat().st_size for path in paths] == [jar.size for jar in _jars()]


def test_a_jar_that_differs_from_the_lock_is_refused(mirror: Path, tmp_path: Path):
    spoilt = _jars()[3]
    place = mirror / spoilt.path
    place.write_bytes(place.read_bytes()[:-1] + b"!")
    with pytest.raises(StackError, match=rf"{spoilt.name} differs from kafka\.lock"):
        classpath(cache=tmp_path)
    assert not (tmp_path / "kafka" / spoilt.name).exists()
    assert not (tmp_path / "kafka" / "checked").exists()


def test_a_download_can_be_stopped(mirror: Path, tmp_path: Path):
    stop = threading.Event()
    stop.set()
    with pytest.raises(StackError, match="the download was stopped"):
        classpath(cache=tmp_path, cancelled=stop)
    assert not list((tmp_path / "kafka").glob("*.jar"))


def _jars() -> list[Jar]:
    return [Jar.parse(line) for line in LOCK.read_text().splitlines() if not line.startswith("#")]
