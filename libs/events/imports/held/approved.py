"""What each row of a file leads to, as it was previewed: a row that leads to something else by now was approved by nobody."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, cast

import orjson
from pydantic_core import to_jsonable_python

from ...calendar import local_day
from ...decider import Command, Countersigned
from ...refusal import NotNow, Refusal
from ...store.runner import Ask, Origin, Outcome, Runner
from ...store.store import NewFacts, Transaction

__all__ = ["Approved"]

_SIZE = 16
"""Bytes of a digest."""
_SHOWN = 300
_BY = set(Countersigned.model_fields)


class NotApproved(NotNow):
    slug = "not-what-was-approved"
    title_zh = "与复核的内容不一致"
    title_en = "Not what was approved"
    detail_zh = "该行现将产生:{now};复核所见的预览结果为:{approved}"
    detail_en = "the row would lead to {now} by now; what was approved leads to {approved}"
    do_zh = "该行未写入。请核实后重新导入该行,由另一人复核。"
    do_en = "The row was not taken. Check it and send it again, for a second person to approve."
    rule = "NIST SP 800-53 Rev. 5, AC-3(2)"


class OtherContent(NotApproved):
    """Facts of the same types, of which a value differs. `says`: what they would say now."""

    detail_zh = "该行现将产生的 {now} 与复核所见的预览结果内容不同:{says}"
    detail_en = "the row would lead to {now} by now, with other content than what was approved: {says}"


@dataclass
class Approved:
    """`rows`: for each row of the file, in order, 0 where it leads to nothing, else the place in `leads`, counted from 1, of
    the types of its facts. A kind of file leads to fewer than 256 kinds of outcome. `digests`: of each row, what its facts say.
    """

    rows: bytearray = field(default_factory=bytearray)
    leads: list[str] = field(default_factory=list)
    digests: bytearray = field(default_factory=bytearray)

    def note(self, row: int, new: Sequence[NewFacts], at: datetime) -> None:
        """The row (from 0) leads to these facts, decided at that time. Rows are noted in order; what is passed over leads to
        nothing.
        """
        types = _types(new)
        if types not in self.leads:
            self.leads.append(types)
        self.rows.extend(bytes(row - len(self.rows)))
        self.rows.append(self.leads.index(types) + 1)
        self.digests.extend(bytes(2 * _SIZE * row - len(self.digests)))
        self.digests.extend(b"".join(_digests(new, at)))

    def of(self, row: int) -> str:
        """The types of the facts that were approved of the row (from 0); empty: of none."""
        place = self.rows[row] if row < len(self.rows) else 0
        return self.leads[place - 1] if place else ""

    def differs(self, row: int, new: Sequence[NewFacts], at: datetime) -> NotApproved | None:
        """Why what the row leads to at that time is not what was approved of it."""
        now, then = _types(new), self.of(row)
        types = now.split(",")
        if now != then:
            return NotApproved(field="row", value=now, now=types, approved=then.split(",") if then else [])
        start, end = 2 * _SIZE * row, 2 * _SIZE * (row + 1)
        approved = self.digests[start : start + _SIZE], self.digests[start + _SIZE : end]
        # That the day of recording would be another was known to whoever approved it.
        if any(digest == known for digest, known in zip(_digests(new, at), approved, strict=True)):
            return None
        # What can be recorded holds nothing that may not stay.
        said = [fact.model_dump(mode="json", exclude=_BY) for each in new for fact in each.facts]
        return OtherContent(field="row", value=now, now=types, says=orjson.dumps(said).decode()[:_SHOWN])

    async def execute(
        self, runner: Runner, rows: Sequence[int], commands: Sequence[Command], origin: Origin, tx: Transaction
    ) -> list[Outcome | Refusal]:
        """As `Runner.execute_many`, of the commands that rows have given. One that would lead to other facts than approved is
        answered with NotApproved, and the others are decided without it. Raises ConflictError.
        """
        meta, refused = origin.meta(), dict[int, Refusal]()
        while True:
            going = [place for place in range(len(commands)) if place not in refused]
            decided = await runner.decide([Ask((commands[place],), meta) for place in going], tx=tx)
            others = {}
            for place, answer in zip(going, decided.answers, strict=True):
                new = [each for each in answer if each.facts] if isinstance(answer, list) else []
                if new and (other := self.differs(rows[place], new, decided.now)) is not None:
                    others[place] = other
            if not others:
                break
            refused |= others
        # What is appended is what was compared: decided once more it could be something else.
        recorded = await runner.store.append(decided.batch, meta, at=decided.now, tx=tx)
        answers: dict[int, Outcome | Refusal] = dict(refused)
        for place, outcome in zip(going, decided.outcomes(recorded), strict=True):
            answers[place] = outcome[0] if isinstance(outcome, list) else cast("Refusal", outcome)
        return [answers[place] for place in range(len(commands))]


def _types(new: Iterable[NewFacts]) -> str:
    return ",".join(type(fact).fact_type for each in new for fact in each.facts)


def _digests(new: Iterable[NewFacts], at: datetime) -> tuple[bytes, bytes]:
    """Of what the facts say, as it is, and with marks in the place of the time and day of the decision. Who has asked for it
    and who has approved it is said of all.
    """
    said = [
        (each.stream, type(fact).fact_type, type(fact).fact_version, fact.model_dump(mode="json", exclude=_BY))
        for each in new
        for fact in each.facts
    ]
    marks = {to_jsonable_python(at): "time", local_day(at).isoformat(): "day"}
    return _digest(said), _digest(_marked(said, marks))


def _marked(said: Any, marks: dict[str, str]) -> Any:
    match said:
        case dict():
            return {name: _marked(value, marks) for name, value in said.items()}
        case list() | tuple():
            return [_marked(value, marks) for value in said]
        case str() if said in marks:
            # No text of a fact is an object.
            return {"at": marks[said]}
    return said


def _digest(said: Any) -> bytes:
    return hashlib.blake2b(orjson.dumps(said, option=orjson.OPT_SORT_KEYS), digest_size=_SIZE).digest()
