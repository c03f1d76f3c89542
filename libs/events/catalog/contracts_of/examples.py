"""One believable, valid instance of a schema, always the same for the same name: the golden example of a fact version."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from random import Random
from typing import Any

__all__ = ["NoExampleError", "example_of"]

_BY_PATTERN: dict[str, Callable[[Random], str]] = {
    r"^[A-Za-z0-9][A-Za-z0-9._:-]{0,99}$": lambda r: f"{r.choice('DPVWR')}-{r.getrandbits(48):012x}",
    r"^[0-9]{2,12}-[a-z0-9]+(-[a-z0-9]+)*$": lambda r: f"421088-{r.choice(('market', 'fire', 'health', 'ecology'))}",
    r"^[a-z][a-z0-9-]{1,19}:[!-{}~]{1,64}$": lambda r: f"stall:{r.randrange(10**6):06}",
    r"^[0-9a-f]{96}$": lambda r: f"{r.getrandbits(384):096x}",
    r"^[0-9a-f]{512}$": lambda r: f"{r.getrandbits(2048):0512x}",
    r"^20[0-9]{2}-Q[1-4]$": lambda r: f"2026-Q{r.randrange(1, 5)}",
    r"^X[1-8]$": lambda r: f"X{r.randrange(1, 9)}",
    r"^[0-9a-f]{64}$": lambda r: f"{r.getrandbits(256):064x}",
    r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$": lambda r: r.choice(("food-safety", "fire-safety", "labour-contracts")),
    r"^[a-z][a-z0-9-]{0,62}$": lambda r: r.choice(("planning", "registry")),
    r"^[A-Za-z0-9][A-Za-z0-9-]{0,29}$": lambda r: r.choice(("H62", "F5251", "C14")),
    r"^[A-Z0-9]+-[0-9]+$": lambda r: f"SC-{r.randrange(1, 90)}",
    r"^[A-Za-z0-9][A-Za-z0-9-]{2,39}$": lambda r: f"I-{r.randrange(10**5):05}",
    r"^[a-z]+/[a-z0-9.+-]+$": lambda r: r.choice(("image/jpeg", "application/pdf")),
    r"^[0-9]{9}$": lambda r: f"421088{r.randrange(100, 123)}",
    r"^[0-9]{6}$": lambda r: r.choice(("421088", "430623")),
    r"^[0-9]{2,12}$": lambda r: r.choice(("4210", "421088")),
}
_BY_FORMAT: dict[str, Callable[[Random], str]] = {
    "date": lambda r: f"2026-{r.randrange(1, 13):02}-{r.randrange(1, 29):02}",
    "date-time": lambda r: (
        f"2026-{r.randrange(1, 13):02}-{r.randrange(1, 29):02}T{r.randrange(24):02}:{r.randrange(60):02}:00Z"
    ),
}
_WORDS = (
    "后厨未公示从业人员健康证明",
    "现场核查, 未发现问题",
    "消防通道被占用",
    "Cold store log incomplete for March",
    "已整改, 附照片",
)


class NoExampleError(LookupError):
    """The generator has no example for a pattern or format: add one to its table."""


def example_of(schema: Mapping[str, Any], name: str) -> Any:
    """A valid instance of `schema`; `name` seeds the choices. Raises NoExampleError for an unknown pattern or format."""
    return _Builder(schema.get("$defs", {}), Random(name)).value(schema)  # noqa: S311 - examples, not secrets


class _Builder:
    def __init__(self, defs: Mapping[str, Any], random: Random) -> None:
        self._defs, self._random = defs, random

    def value(self, schema: Mapping[str, Any]) -> Any:
        if "$ref" in schema:
            schema = self._defs[schema["$ref"].removeprefix("#/$defs/")]
        if "anyOf" in schema:
            # The first alternative: `X | None` shows its X.
            return self.value(schema["anyOf"][0])
        if "const" in schema or "enum" in schema:
            return self._random.choice([schema["const"]] if "const" in schema else schema["enum"])
        kinds: dict[str, Callable[[Mapping[str, Any]], Any]] = {
            "object": self._object,
            "array": self._array,
            "string": self._string,
            "integer": self._integer,
            "boolean": lambda _: self._random.random() < 0.5,
        }
        kind = schema.get("type", "")
        if kind not in kinds:
            raise NoExampleError(f"no example for {schema}: add one to {__name__}")
        return kinds[kind](schema)

    def _object(self, schema: Mapping[str, Any]) -> dict[str, Any]:
        made = {name: self.value(part) for name, part in schema.get("properties", {}).items()}
        if "patternProperties" in schema:
            for pattern, part in schema["patternProperties"].items():
                made[self._string({"pattern": pattern})] = self.value(part)
        elif isinstance(schema.get("additionalProperties"), Mapping):
            for key in self._keys(schema.get("propertyNames", {})):
                made[key] = self.value(schema["additionalProperties"])
        return made

    def _keys(self, schema: Mapping[str, Any]) -> list[str]:
        if "$ref" in schema:
            schema = self._defs[schema["$ref"].removeprefix("#/$defs/")]
        return list(schema["enum"]) if "enum" in schema else [self._string(schema) if "pattern" in schema else "example"]

    def _array(self, schema: Mapping[str, Any]) -> list[Any]:
        fixed = [self.value(part) for part in schema.get("prefixItems", [])]
        if "items" not in schema:
            return fixed
        count = self._random.randint(max(1, schema.get("minItems", 1)), max(2, schema.get("minItems", 2)))
        return [*fixed, *(self.value(schema["items"]) for _ in range(count - len(fixed)))]

    def _integer(self, schema: Mapping[str, Any]) -> int:
        low = schema.get("minimum", 1)
        return self._random.randint(low, min(schema.get("maximum", low + 99), low + 99))

    def _string(self, schema: Mapping[str, Any]) -> str:
        table, key = (_BY_PATTERN, schema["pattern"]) if "pattern" in schema else (_BY_FORMAT, schema.get("format"))
        if key is None:
            return self._random.choice(_WORDS)
        try:
            return table[key](self._random)
        except KeyError:
            raise NoExampleError(f"no example for {key!r}: add one to {__name__}") from None
