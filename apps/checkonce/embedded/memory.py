"""How much memory all processes of the stack use together."""

from __future__ import annotations

import psutil

__all__ = ["resident_bytes"]


def resident_bytes() -> int:
    """Proportional set size of this process and all its descendants: pages shared by forks are counted once."""
    me = psutil.Process()
    total = 0
    for process in [me, *me.children(recursive=True)]:
        try:
            info = process.memory_full_info()
        except psutil.Error:
            continue
        total += getattr(info, "pss", info.rss)
    return total
