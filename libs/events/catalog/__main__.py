"""`python -m libs.events.catalog`: writes the contracts; `--check` says whether they are up to date, and as published."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from ..fact import catalog
from .contracts_of import CONTRACTS, Published

__all__ = ["main"]

_REFUSED = (
    "已发布的事件版本除说明文字外不得修改。请新增一个版本 (version=n+1) 并登记 upcaster。\n"
    "A published version changes in nothing but its texts: add a new version of the fact (version=n+1) and an upcaster\n"
    "(@catalog.upcaster(type, from_version=n)), and leave the published one as it was.\n"
)
_OUTDATED = "契约文件与代码不一致, 请运行 · contracts differ from the code, run: python -m libs.events.catalog\n"


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit status 0 when all is well, 1 when a contract is out of date (with `--check`) or would be broken."""
    parser = argparse.ArgumentParser(prog="python -m libs.events.catalog", description=f"生成契约 · {__doc__}")
    parser.add_argument("--check", action="store_true", help="只检查, 不写入 · write nothing, exit 1 on a difference")
    parser.add_argument("--folder", type=Path, default=CONTRACTS, help="契约目录 · folder of the contracts")
    given = parser.parse_args(arguments)
    published = Published(catalog, given.folder)
    broken = published.changed()
    if broken:
        sys.stderr.write("".join(f"{line}\n" for line in broken) + _REFUSED)
        return 1
    if given.check:
        outdated = published.outdated()
        if outdated:
            sys.stderr.write("".join(f"{line}\n" for line in outdated) + _OUTDATED)
            return 1
        sys.stdout.write(f"契约与代码一致 · contracts are up to date: {len(published.facts)}\n")
        return 0
    written = published.write()
    sys.stdout.write("".join(f"{name}\n" for name in written))
    sys.stdout.write(f"已写入 {len(written)} 个文件 · files written: {len(written)}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
