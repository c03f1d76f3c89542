"""One believable, valid instance of a schema, always the same for the same name.

Golden examples of facts and the examples of the APIs' documents are made so.
"""

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
    r"^[A-Za-z0-9._-]{1,249}$": lambda r: f"421088.{r.choice(('planning', 'registry'))}.events",
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

_CODES: dict[str, tuple[str, ...]] = {
    "department departments lead member members proposer supervisor approver delegate competent co_departments": (
        "421088-market",
        "421088-fire",
        "421088-health",
    ),
    "township": ("421088100", "421088113"),
    "entity substitute gone predecessors successor": ("stall:004217", "stall:118034"),
    "industry industries": ("H62", "F5251", "C14"),
    "item items": ("SCJG-12", "XFJY-3"),
    "kind kinds category matter_kind": ("food-safety", "fire-safety"),
    "inspector inspectors officer finder": ("I-20417", "I-00932"),
    "place partner prefix divisions": ("421088", "430623"),
    "visit demand draw plan campaign filing result model chain schedule scenario manual": ("P-2026-07", "V-2f1c90d4"),
    "whistle clue publication rectification recusal absence approval agreement area benchmark exemption": ("W-4be1", "C-77a0"),
    "countersignature suggestion crossplan import_id reference request": ("R-5c1e8f20", "R-90b7aa31"),
    "asked_by approved_by settled_by by actor subject person caller revoked_by cast_by delegated_by": ("u-1027", "u-2051"),
    "stream": ("plan-P-2026-07", "visit-V-2f1c90d4"),
    "source": ("/421088/planning", "/430623/registry"),
    "topic": ("421088.registry.events", "430623.shared"),
    "service": ("registry", "planning"),
    "type fact fact_type": ("planning.plan-approved", "inspection.result-issued"),
    "title title_zh name entity_name department_title lead_title township_title": ("监利市市场监督管理局", "城东早点铺"),
    "title_en": ("Not found", "Invalid request"),
    "state": ("open", "closed"),
    "code": ("SCJG-12", "H62"),
    "field column": ("body.reason", "query.day"),
    "rule rule_en": ("L-15: one visit of a kind in a year", "B-33: whoever enforces publishes"),
    "rule_zh": ("L-15 同类检查一年一次", "B-33 谁执法谁公示"),
    "do do_zh": ("请更正后重新提交。",),
    "do_en": ("Correct it and send it again.",),
    "detail": ("没有这个编号",),
    "detail_en": ("there is no such number",),
    "error": ("TimeoutError: the database did not answer",),
    "key": ("visit/V-2f1c90d4", "loan/P-2026-07"),
    "duty": ("plan-policy", "end-mandate"),
    "leads_to": ("POST /v1/policy",),
    "command": ("PassDeadline",),
    "route path": ("GET /v1/profiles/{entity}",),
    "roles role": ("planner", "registrar"),
    "next": ("WyJWLTJmMWM5MGQ0Il0",),
    "certificate digest seal salt manifest frame_root inspectors_root commitment code_head genesis": (
        "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    ),
    "signature token proof": ("eyJhbGciOiJFZDI1NTE5In0..c2lnbmF0dXJl",),
    "legal_basis basis notice standard document": ("《食品安全法》第一百一十条", "鄂政办发〔2025〕12号"),
    "sheet": ("Sheet1",),
    "version": ("1",),
    "period": ("2026-Q2",),
}
_BY_NAME: dict[str, tuple[str, ...]] = {name: said for names, said in _CODES.items() for name in names.split()}
"""Of text that has no form of its own, by the name of the property."""
_NUMBERS: dict[str, int] = {"year": 2026}


class NoExampleError(LookupError):
    """The generator has no example for a pattern or format: add one to its table."""


def example_of(schema: Mapping[str, Any], name: str, defs: Mapping[str, Any] | None = None) -> Any:
    """A valid instance of `schema`; `name` seeds the choices. `defs`: what it refers to, where that is not in it.

    Only with `defs` text is chosen by the names of properties too: the golden examples of facts were made without, and are
    made the same for ever. Raises NoExampleError for an unknown pattern or format.
    """
    random = Random(name)  # noqa: S311 - no secrets
    if defs is None:
        return _Builder(schema.get("$defs", {}), random, {}, {}).value(schema)
    return _Builder(defs, random, _BY_NAME, _NUMBERS).value(schema)


class _Builder:
    def __init__(
        self, defs: Mapping[str, Any], random: Random, words: Mapping[str, tuple[str, ...]], numbers: Mapping[str, int]
    ) -> None:
        self._defs, self._random, self._words, self._numbers = defs, random, words, numbers
        self._within: list[str] = []

    def value(self, schema: Mapping[str, Any], name: str = "") -> Any:
        if "$ref" in schema:
            return self._referred(schema["$ref"].rpartition("/")[2], name)
        if schema.get("examples"):
            return self._random.choice(schema["examples"])
        if alternatives := schema.get("anyOf") or schema.get("oneOf"):
            # The first alternative: `X | None` shows its X.
            return self.value(alternatives[0], name)
        if "const" in schema or "enum" in schema:
            return self._random.choice([schema["const"]] if "const" in schema else schema["enum"])
        kinds: dict[str, Callable[[Mapping[str, Any], str], Any]] = {
            "object": self._object,
            "array": self._array,
            "string": self._string,
            "integer": self._integer,
            "number": self._number,
            "boolean": lambda _, __: self._random.random() < 0.5,
            "null": lambda _, __: None,
        }
        kind = schema.get("type", "")
        if kind not in kinds:
            # Anything fits a schema that says nothing.
            if not schema.keys() - {"title", "description", "default"}:
                return schema.get("default", "…")
            raise NoExampleError(f"no example for {schema}: add one to {__name__}")
        return kinds[kind](schema, name)

    def _referred(self, what: str, name: str) -> Any:
        if what in self._within:
            # A thing that holds things of its kind ends here.
            return None
        self._within.append(what)
        try:
            return self.value(self._defs[what], name)
        finally:
            self._within.pop()

    def _object(self, schema: Mapping[str, Any], _: str) -> dict[str, Any]:
        made = {name: self.value(part, name) for name, part in schema.get("properties", {}).items()}
        if "patternProperties" in schema:
            for pattern, part in schema["patternProperties"].items():
                made[self._string({"pattern": pattern}, "")] = self.value(part)
        elif isinstance(schema.get("additionalProperties"), Mapping):
            for key in self._keys(schema.get("propertyNames", {})):
                made[key] = self.value(schema["additionalProperties"])
        return made

    def _keys(self, schema: Mapping[str, Any]) -> list[str]:
        if "$ref" in schema:
            schema = self._defs[schema["$ref"].rpartition("/")[2]]
        return list(schema["enum"]) if "enum" in schema else [self._string(schema, "") if "pattern" in schema else "example"]

    def _array(self, schema: Mapping[str, Any], name: str) -> list[Any]:
        fixed = [self.value(part) for part in schema.get("prefixItems", [])]
        if "items" not in schema:
            return fixed
        least, most = max(1, schema.get("minItems", 1)), schema.get("maxItems", 2)
        count = self._random.randint(least, max(least, min(2, most)))
        found = [self.value(schema["items"], name) for _ in range(count - len(fixed))]
        if not self._words:
            return [*fixed, *found]
        # What is listed twice would be refused.
        return [*fixed, *(each for number, each in enumerate(found) if number < least or each not in found[:number])]

    def _integer(self, schema: Mapping[str, Any], name: str) -> int:
        if name in self._numbers:
            return self._numbers[name]
        low = schema.get("minimum", schema.get("exclusiveMinimum", 0) + 1)
        # A document may write a whole number as 1.0.
        return self._random.randint(int(low), int(min(schema.get("maximum", low + 99), low + 99)))

    def _number(self, schema: Mapping[str, Any], _: str) -> float:
        return round(self._random.uniform(schema.get("minimum", 0), schema.get("maximum", 1)), 3)

    def _string(self, schema: Mapping[str, Any], name: str) -> str:
        table, key = (_BY_PATTERN, schema["pattern"]) if "pattern" in schema else (_BY_FORMAT, schema.get("format"))
        if key is None:
            text = self._random.choice(self._words.get(name, _WORDS))
            return text[: schema.get("maxLength", len(text))].ljust(schema.get("minLength", 0), "·")
        try:
            return table[key](self._random)
        except KeyError:
            raise NoExampleError(f"no example for {key!r}: add one to {__name__}") from None
