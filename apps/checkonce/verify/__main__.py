"""`python -m apps.checkonce.verify pack.json`: verify a draw from its published file alone."""

import argparse
import gc
import sys
import time
from pathlib import Path
from typing import Any

from apps.checkonce.verify.pack import verify
from apps.checkonce.verify.reading import read
from apps.checkonce.verify.seals import check_seals
from apps.checkonce.verify.substitutions import check_substitutions

__all__ = ["main"]


def main(arguments: list[str] | None = None) -> int:
    """Print every step and the verdict.

    Returns 0 when the draw holds, 1 when it is refused or not readable, 3 for one entity's proof: who was drawn is not proved.
    """
    parser = argparse.ArgumentParser(prog="verify", description="核验随机抽取 / verify a draw")
    parser.add_argument("pack", type=Path, help="公布的文件 / the published file (whole pack, or one entity's proof)")
    parser.add_argument("--register-count", type=int, help="登记总数 / number of entities the register publishes")
    parser.add_argument("--substitutions", type=Path, help="替补记录 / the published record of substitutions")
    parser.add_argument("--sealed", type=Path, help="密封文件 / the sealed document of a draw with secret teams")
    options = parser.parse_args(arguments)
    started = time.perf_counter()
    documents: list[Any] = []
    for path in (options.pack, options.substitutions, options.sealed):
        try:
            documents.append(None if path is None else read(path.read_bytes()))
        except (OSError, ValueError, RecursionError) as error:
            sys.stdout.write(f"无法读取 / cannot read {path}: {error}\n")
            if not isinstance(error, OSError):
                sys.stdout.write("不成立 / refused: format.invalid\n")
            return 1
    document, record, sealed = documents
    verdict = verify(document, register_count=options.register_count)
    if verdict.ok and record is not None:
        verdict = verdict.and_then(check_substitutions(document, record))
    if verdict.ok and sealed is not None:
        verdict = verdict.and_then(check_seals(sealed, document))
    for check in verdict.checks:
        sys.stdout.write(f"{'✓' if check.ok else '✗'} {check.name:<12} {check.detail}\n")
    for note in verdict.notes:
        sys.stdout.write(f"! {note}\n")
    sys.stdout.write(f"  {'':<12} {_cost(time.perf_counter() - started)}\n")
    sys.stdout.write(" / ".join(verdict.words) + "\n")
    return verdict.exit_code


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
