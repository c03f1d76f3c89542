"""Editions of the numbers: what they change, and what stays as it was judged."""

import pytest

from libs.events.catalog.credit.policy import CreditPolicy
from services.credit.policy import refusals as r
from services.credit.policy.decide import check_pack
from services.credit.testing import CAFE, SHOP, officer, recorded, second


async def adopt(sut, **pack):
    body = {"effective_from": "2026-03-02", "pack": pack, "reason": "本地规定"}
    return await sut.seconded(await sut.client.post("/v1/policy", json=body, headers=officer(sut)), second(sut))


async def test_an_edition_moves_a_band_the_next_keeps_it_and_what_was_judged_stays(credit):
    await credit.deliver("inspection", recorded("1", CAFE, 88))
    assert (await adopt(credit, score_adequate=89)).status_code == 200
    await credit.deliver("inspection", recorded("2", CAFE, 88))
    assert (await adopt(credit, problems_good=3)).status_code == 200
    await credit.deliver("inspection", recorded("3", CAFE, 88), recorded("4", CAFE, None, 3))
    judged = [f.line.indicator for f in await credit.facts("credit.points-recorded")]
    assert judged == ["score-adequate", "score-needs-improvement", "score-needs-improvement", "score-good"]


async def test_the_rate_of_queries_follows_the_edition(credit):
    await adopt(credit, queries_per_window=2, query_window_seconds=600)
    answers = [await credit.client.get(f"/v1/profiles/{SHOP}/class") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [403, 403, 429], "who is refused is counted too"
    assert 590 <= int(answers[-1].headers["retry-after"]) <= 600


async def test_bands_out_of_order_are_refused(credit):
    refused = await adopt(credit, score_adequate=95)
    assert (refused.status_code, refused.json()["type"]) == (422, "urn:checkonce:problem:bands-disordered")
    assert (await credit.client.get("/v1/policy")).json()["edition"] == 0


@pytest.mark.parametrize(
    ("bounds", "field"),
    [
        ({"score_good": 80}, "pack.score_good"),
        ({"score_needs_improvement": 87}, "pack.score_good"),
        ({"problems_adequate": 1}, "pack.problems_good"),
        ({"problems_needs_improvement": 3}, "pack.problems_good"),
    ],
)
def test_a_better_band_never_asks_for_less(bounds, field):
    check_pack(CreditPolicy())
    with pytest.raises(r.BandsDisordered) as refused:
        check_pack(CreditPolicy(**bounds))
    assert refused.value.field == field
