"""The benchmarks keep working: every row once, at a hundredth of its size. Says nothing of speed."""

import json
import subprocess
import sys

NAMES = [
    "append",
    "append",
    "bulk",
    "relay",
    "consume",
    "consume",
    "react",
    "http",
    "http",
    "http",
    "http",
    "long stream, next command",
    "long stream, held up meanwhile",
    "propagate",
    "propagate",
    "propagate",
    "propagate",
    "rebuild",
    "rebuild, interleaved facts of inspection",
    "audit, one altered row",
    "import",
    "import",
    "search, an entity by what it is called",
    "schedule",
    "schedule",
]
CITY = ["draw", "draw", "verify", "verify"]
PEERS = {
    "append": {"pgbench", "asyncpg-insert", "eventsourcing"},
    "bulk": {"copy"},
    "relay": {"aiokafka"},
    "consume": {"aiokafka", "per-message"},
    "react": {"consume"},
    "http": {"fastapi", "asgi"},
    "long stream, next command": {"allowed"},
    "long stream, held up meanwhile": {"allowed"},
    "propagate": {"floor"},
    "rebuild": {"read"},
    "rebuild, interleaved facts of inspection": {"read"},
    "import": {"csv", "copy"},
    "audit, one altered row": {"allowed"},
    "search, an entity by what it is called": {"allowed"},
    "schedule": {"allowed", "greedy"},
    "draw": {"hash-frame"},
    "verify": {"read-file"},
}


def bench(*arguments):
    command = [sys.executable, "-m", "bench", *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=3600, check=False)


def test_every_row_is_measured_beside_its_peer(tmp_path):
    out = tmp_path / "bench.json"
    done = bench("--size", "0.01", "--runs", "1", "--out", str(out))
    assert done.returncode == 0, done.stderr
    assert "fsync on" in done.stdout
    rows = json.loads(out.read_bytes())
    assert [row["name"] for row in rows] == NAMES + CITY
    for row in rows:
        assert row["peer_name"] in PEERS[row["name"]]
        assert min(row["ours"], row["peer"], row["n"]) > 0
        assert abs(row["ratio"] - row["ours"] / row["peer"]) < 0.02 * row["ratio"]
        assert row["unit"]


def test_a_row_that_does_not_exist_is_refused_and_the_others_are_named():
    done = bench("--only", "appendix")
    assert done.returncode == 2
    assert "no such row; there are append, bulk" in done.stderr
