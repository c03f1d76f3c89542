"""Small disks that can really be full: a tmpfs of a few megabytes, mounted by root, or by anybody in a mount space of his own.

`ENOSPC` then comes from the kernel, as from any disk. What a tmpfs lacks is the cost of fsync, so only the rounds that need
a full disk are played on one.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

__all__ = ["Disk", "NoSmallDiskError", "small_disk"]

_PAGE = 4096
_MOUNT = 'mount -t tmpfs -o size="$1",mode=0755 tmpfs "$2" || exit 1; echo ready; cat; umount -l "$2"'


class NoSmallDiskError(RuntimeError):
    """Nobody lets us mount here; the text says what the system answered."""


@dataclass
class Disk:
    """`path` is where it is reached. `fill` leaves not a page, `make_room` gives all back."""

    path: Path

    def fill(self) -> None:
        """Takes what is free by now; to be repeated as long as the disk is to stay full."""
        with (self.path / "ballast").open("ab") as ballast:
            end, piece = ballast.tell(), os.statvfs(self.path).f_bavail * _PAGE
            while piece >= _PAGE:
                try:
                    os.posix_fallocate(ballast.fileno(), end, piece)
                except OSError:
                    piece = piece // 2 // _PAGE * _PAGE
                else:
                    end += piece
            ballast.truncate(end)

    def make_room(self) -> None:
        (self.path / "ballast").unlink(missing_ok=True)


@contextmanager
def small_disk(folder: Path, megabytes: int) -> Iterator[Disk]:
    """A disk of its own at `folder` (made if missing), gone with this process however that ends.

    Raises NoSmallDiskError where neither root nor an unprivileged user namespace may mount.
    """
    folder.mkdir(parents=True, exist_ok=True)
    root = os.geteuid() == 0
    # The holder ends when our end of the pipe does, and with it the mount.
    command = [*([] if root else ["unshare", "-Urm"]), "sh", "-c", _MOUNT, "sh", f"{megabytes}m", str(folder)]
    try:
        holder = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
        )
    except OSError as error:
        raise NoSmallDiskError(f"{command[0]}: {error}") from error
    try:
        if holder.stdout is None or holder.stdout.readline() != "ready\n":
            holder.kill()
            _, errors = holder.communicate()
            raise NoSmallDiskError(f"no small disk may be mounted here ({' '.join(errors.split()) or 'no answer'})")
        # Through /proc the files of another mount space can be reached by whoever owns its holder.
        yield Disk(folder if root else Path(f"/proc/{holder.pid}/root{folder.resolve()}"))
    finally:
        if holder.stdin is not None:
            with suppress(OSError):
                holder.stdin.close()
        holder.wait(20)
        for pipe in (holder.stdout, holder.stderr):
            if pipe is not None:
                pipe.close()
