"""`python -m apps.checkonce.verify pack.json`: verify a draw from its published file alone."""

import argparse
import gc
import sys
import time
from pathlib import Path

from apps.checkonce.verify.pack import verify
from apps.checkonce.verify.reading import read

__all__ = ["main"]


def main(arguments: list[str] | None = None) -> int:
    """Print every step and the verdict; 0 = every step holds, 1 = refused or not readable."""
    parser = argparse.ArgumentParser(prog="verify", description="核验随机抽取 / verify a draw")
    parser.add_argument("pack", type=Path, help="公布的文件 / the published file (whole pack, or one entity's proof)")
    parser.add_argument("--register-count", type=int, help="登记总数 / number of entities the register publishes")
    options = parser.parse_args(arguments)
    started = time.perf_counter()
    try:
        document = read(options.pack.read_bytes())
    except (OSError, ValueError, RecursionError) as error:
        sys.stdout.write(f"无法读取 / cannot read {options.pack}: {error}\n")
        return 1
    verdict = verify(document, register_count=options.register_count)
    for check in verdict.checks:
        sys.stdout.write(f"{'✓' if check.ok else '✗'} {check.name:<12} {check.detail}\n")
    for note in verdict.notes:
        sys.stdout.write(f"! {note}\n")
    sys.stdout.write(f"  {'':<12} {_cost(time.perf_counter() - started)}\n")
    word = "成立 / holds" if verdict.ok else f"不成立 / refused: {verdict.reason}"
    sys.stdout.write(f"{word}\n")
    return 0 if verdict.ok else 1


def _cost(seconds: float) -> str:
    """What it took, for whoever has to plan for a larger register."""
    if sys.platform == "win32":
        return f"{seconds:.1f} s"
    import resource  # noqa: PLC0415 - there is none on Windows

    # Kilobytes on Linux, bytes on macOS.
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)
    return f"用时 {seconds:.1f} 秒,内存峰值 {peak:.0f} MiB / {seconds:.1f} s, peak memory {peak:.0f} MiB"


if __name__ == "__main__":
    # A city's pack is millions of objects that live to the end: looking through them for cycles takes longer than reading them.
    gc.disable()
    sys.exit(main())
