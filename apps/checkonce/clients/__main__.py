"""`python -m apps.checkonce.clients`: writes the clients; `--check` says whether they are up to date."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from apps.checkonce.names import SERVICES

from .documents import document
from .modules import modules

FOLDER = Path(__file__).resolve().parents[3] / "libs" / "clients"
_BY_HAND = {"__init__.py", "base.py", "content.py", "errors.py"}


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit status 1 when a client differs from its service (with `--check`)."""
    parser = argparse.ArgumentParser(prog="python -m apps.checkonce.clients", description=f"生成客户端 · {__doc__}")
    parser.add_argument("--check", action="store_true", help="只检查, 不写入 · write nothing, exit 1 on a difference")
    parser.add_argument("--folder", type=Path, default=FOLDER, help="客户端目录 · folder of the clients")
    given = parser.parse_args(arguments)
    wanted = _wanted()
    present = {path.name for path in given.folder.glob("*.py")} - _BY_HAND
    left = sorted(present - wanted.keys())
    changed = [name for name, text in wanted.items() if _text(given.folder / name) != text]
    if given.check and (changed or left):
        sys.stderr.write("".join(f"libs/clients/{name}\n" for name in (*changed, *left)))
        sys.stderr.write(
            "客户端与接口不一致, 请运行 · clients differ from the services, run: python -m apps.checkonce.clients\n"
        )
        return 1
    if not given.check:
        for name in changed:
            (given.folder / name).write_text(wanted[name], encoding="utf-8")
        for name in left:
            (given.folder / name).unlink()
    sys.stdout.write(f"客户端与接口一致 · clients are up to date: {len(wanted)}\n")
    return 0


@cache
def _wanted() -> dict[str, str]:
    """The modules as they should be. Made once: six services are loaded and their documents written."""
    return modules({service: document(service) for service in SERVICES})


def _text(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.exists() else None


if __name__ == "__main__":
    sys.exit(main())
