"""Objects whose names are codes: one code stands in them once, however it is spelt."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from pydantic import ValidatorFunctionWrapHandler, WrapValidator

from .faults import Unfit

__all__ = ["EACH_ONCE"]


def _each_once(said: Any, read: ValidatorFunctionWrapHandler) -> Any:
    kept = read(said)
    if isinstance(said, Mapping) and len(kept) < len(said):
        otherwise = ", ".join(sorted(str(name) for name in said if name not in kept))
        raise Unfit(
            f"names one code twice, spelt in two ways ({otherwise[:200]}): name each once",
            f"同一代码以不同写法重复出现({otherwise[:200]}),每个代码只能出现一次",
        )
    return kept


EACH_ONCE: Final = WrapValidator(_each_once)
"""`Annotated[dict[Code, Number], EACH_ONCE]`: of two spellings of one code the later would take the other's place."""
