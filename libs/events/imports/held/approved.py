"""What each row of a file leads to, as it was previewed: a row that leads to something else by now was approved by nobody."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import cast

from ...decider import Command
from ...fact import Fact
from ...refusal import NotNow, Refusal
from ...store.runner import Ask, Origin, Outcome, Runner
from ...store.store import Transaction

__all__ = ["Approved"]


class NotApproved(NotNow):
    slug = "not-what-was-approved"
    title_zh = "与复核的内容不一致"
    title_en = "Not what was approved"
    detail_zh = "该行现将产生:{now};复核所见的预览结果为:{approved}"
    detail_en = "the row would lead to {now} by now; what was approved leads to {approved}"
    do_zh = "该行未写入。请核实后重新导入该行,由另一人复核。"
    do_en = "The row was not taken. Check it and send it again, for a second person to approve."
    rule = "NIST SP 800-53 Rev. 5, AC-3(2)"


@dataclass
class Approved:
    """`rows`: for each row of the file, in order, 0 where it leads to nothing, else the place in `leads`, counted from 1, of
    the types of its facts. A kind of file leads to fewer than 256 kinds of outcome.
    """

    rows: bytearray = field(default_factory=bytearray)
    leads: list[str] = field(default_factory=list)

    def note(self, row: int, facts: Iterable[Fact]) -> None:
        """The row (from 0) leads to these facts. Rows are noted in order; what is passed over leads to nothing."""
        said = _types(facts)
        if said not in self.leads:
            self.leads.append(said)
        self.rows.extend(bytes(row - len(self.rows)))
        self.rows.append(self.leads.index(said) + 1)

    def of(self, row: int) -> str:
        """The types of the facts that were approved of the row (from 0); empty: of none."""
        place = self.rows[row] if row < len(self.rows) else 0
        return self.leads[place - 1] if place else ""

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
                now = _types(fact for new in answer for fact in new.facts) if isinstance(answer, list) else ""
                if now and now != (then := self.of(rows[place])):
                    said = [types.split(",") if types else [] for types in (now, then)]
                    others[place] = NotApproved(field="row", value=now, now=said[0], approved=said[1])
            if not others:
                break
            refused |= others
        # What is appended is what was compared: decided once more it could be something else.
        recorded = await runner.store.append(decided.batch, meta, at=decided.now, tx=tx)
        answers: dict[int, Outcome | Refusal] = dict(refused)
        for place, outcome in zip(going, decided.outcomes(recorded), strict=True):
            answers[place] = outcome[0] if isinstance(outcome, list) else cast("Refusal", outcome)
        return [answers[place] for place in range(len(commands))]


def _types(facts: Iterable[Fact]) -> str:
    return ",".join(type(fact).fact_type for fact in facts)
