"""Whether what is being read is asked of us now, or was said before.

Some rules hold for what is asked alone: what a store, a topic or a read model holds was said before, perhaps by another place
with other rules, and stays readable.
"""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, Final

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticKnownError, core_schema

__all__ = ["AtMost", "asking", "is_asked"]

_ASKED: ContextVar[bool] = ContextVar("asked", default=False)


class asking:  # noqa: N801 - used as a statement, as `suppress` is
    """Within it, values are of a question: a request's body and parameters, or a row of a file."""

    # No generator: each row of a file enters it.
    __slots__ = ("_token",)

    def __enter__(self) -> None:
        self._token = _ASKED.set(True)

    def __exit__(self, *_: object) -> None:
        _ASKED.reset(self._token)


def is_asked() -> bool:
    """Whether the values that are being validated are of a question."""
    return _ASKED.get()


_BOUNDS: Final = {"array": "maxItems", "string": "maxLength", "object": "maxProperties"}


@dataclass(frozen=True, slots=True)
class AtMost:
    """`Annotated[tuple[Kind, ...], AtMost(200)]`: the most items, characters or names of what is asked.

    It is for values that stand in facts: what was said before stays readable, and a fact's published schema stays as it is.
    A service's document has the bound. What is only ever asked takes `Field(max_length=...)`.
    """

    most: int

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(self._checked, handler(source))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        plain = handler(schema)
        return {**plain, _BOUNDS[plain["type"]]: self.most} if is_asked() else plain

    def _checked(self, value: Any) -> Any:
        if len(value) > self.most and is_asked():
            if isinstance(value, str):
                raise PydanticKnownError("string_too_long", {"max_length": self.most})
            said = {"field_type": type(value).__name__, "max_length": self.most, "actual_length": len(value)}
            raise PydanticKnownError("too_long", said)
        return value
