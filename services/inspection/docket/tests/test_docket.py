"""Numbers of papers: the next one, each once, none left out."""

import asyncio
from collections import defaultdict
from datetime import UTC, datetime

from hypothesis import given as forall
from hypothesis import settings
from hypothesis import strategies as st

from libs.events.catalog.inspection.docket import DocumentIssued, NumberTaken, PaperKind
from libs.events.testing.decisions import given
from services.inspection.docket import commands as c
from services.inspection.docket import refusals as no
from services.inspection.docket.decide import DOCKET
from services.inspection.papers.views import queries
from services.inspection.testing.requests import FIRE, M1, M2, MARKET, officer, on_the_spot

NOW = datetime(2026, 3, 10, 2, 0, tzinfo=UTC)
OF = {"department": MARKET, "year": 2026, "kind": PaperKind.NOTICE}
TAKE = c.TakeNumber(**OF, document="P-1", digest="ab" * 32)


def taken(number, document="P-1"):
    return NumberTaken(**OF, document=document, digest="ab" * 32, number=number)


def test_the_first_number_is_one_and_each_next_is_one_more():
    given(DOCKET).when(TAKE, at=NOW).then(taken(1))
    given(DOCKET, taken(1), taken(2, "P-2")).when(TAKE, at=NOW).then(taken(3))


def test_no_number_of_another_year_is_given():
    """The year of the place: on the last evening of December in Greenwich it is January here."""
    refusal = given(DOCKET).when(TAKE, at=datetime(2026, 12, 31, 16, 0, tzinfo=UTC)).refused(no.DocketOver)
    assert refusal.field == "year"
    given(DOCKET).when(TAKE, at=datetime(2026, 12, 31, 15, 59, tzinfo=UTC)).then(taken(1))


class BrokenOffError(Exception):
    """A process ends."""


_ASKED = st.tuples(
    st.sampled_from(["survey", "inquiry", "sampling"]),
    st.sampled_from([MARKET, MARKET, FIRE]),
    # The request goes well, its evidence is missing, its process ends before the commit.
    st.sampled_from(["well", "well", "well", "refused", "broken-off"]),
    st.booleans(),
)
_TEAMS = {MARKET: [M1, M2], FIRE: ["I-421088-0101", "I-421088-0102"]}
_WORDS = {
    "survey": {"where": "厨", "situation": "长"},
    "inquiry": {"where": "室", "person": "王五", "role": "店长", "questions": [{"asked": "问", "answered": "答"}]},
    "sampling": {"where": "仓", "reason": "抽检", "samples": [{"name": "油", "amount": "1 桶"}]},
}


async def test_whoever_asks_at_once_and_whatever_breaks_off_no_number_is_left_out(keeping, monkeypatch):
    await on_the_spot(keeping)
    keep = queries.keep_content

    async def sometimes(tx, document, content):
        await keep(tx, document=document, content=content)
        if "broken-off" in content:
            raise BrokenOffError

    monkeypatch.setattr(queries, "keep_content", sometimes)

    async def ask(turn, number, asked):
        kind, department, fate, keyed = asked
        words = {**_WORDS[kind], "officers": [{"inspector": each} for each in _TEAMS[department]]}
        # No two of a turn are the same request; the word breaks off what keeps it.
        words["where"] = f"{words['where']} {turn}.{number} {fate}"
        if fate == "refused":
            words["evidence"] = [{"sha256": "cd" * 32, "media_type": "image/png"}]
        headers = officer(keeping, department) | ({"Idempotency-Key": f"{turn}-{number}"} if keyed else {})
        body = {"kind": kind, "department": department, "words": words}
        answers = [
            (await keeping.client.post("/v1/visits/V-1/papers", json=body, headers=headers)).status_code
            for _ in range(1 + keyed)
        ]
        assert set(answers) == {{"well": 201, "refused": 422, "broken-off": 500}[fate]}

    turns = []

    @settings(max_examples=8, deadline=None, database=None)
    @forall(st.lists(_ASKED, min_size=4, max_size=10))
    def told(asked):
        turns.append(asked)

    told()
    for turn, asked in enumerate(turns):
        await asyncio.gather(*(ask(turn, number, each) for number, each in enumerate(asked)))
    numbers, issued = defaultdict(list), defaultdict(list)
    for fact in await keeping.facts():
        if isinstance(fact, NumberTaken):
            numbers[fact.department, fact.kind].append(fact.number)
        if isinstance(fact, DocumentIssued):
            issued[fact.department, fact.kind].append(fact.number)
    assert sum(map(len, numbers.values())) > 10
    assert numbers == issued
    assert all(each == list(range(1, len(each) + 1)) for each in numbers.values())
    rows = await keeping.rows("select department, kind, count(*) as n, max(number) as last from papers group by 1, 2")
    assert all(row["n"] == row["last"] for row in rows)
    kept = await keeping.rows("select count(*) as n from public.paper_contents")
    assert kept[0]["n"] == sum(map(len, numbers.values()))
