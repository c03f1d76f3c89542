"""What is known of an exemption on a real database: the entry of the day, earlier breaches under each code, what was mended."""

from datetime import date, timedelta

from libs.events.catalog.registry.discretion import ExemptionListed, ExemptionWithdrawn
from libs.events.catalog.registry.entities import EntitySucceeded
from services.inspection.exemption.lookups import exemption_lookups
from services.inspection.testing.requests import (
    ENTITY,
    FINDING,
    MARKET,
    finish,
    market_part,
    on_the_spot,
    planner,
    post,
    recheck,
    record,
)

DAY = date(2026, 3, 10)
NOW_CALLED = "uscc:91421088MACG0002X5"
HEAD = "result,entity,kind,checked_on,score,problems,origin,department"


def listed(behaviour="台账不全", effective_from=date(2025, 1, 1), item="MKT-0003"):
    fact = ExemptionListed(
        exemption="EX-1", item=item, behaviour=behaviour, conditions="没有造成危害后果", first_offence_only=True,
        legal_basis="行政处罚法第三十三条", effective_from=effective_from,
    )  # fmt: skip
    return "exemption-EX-1", fact


async def known(sut, on=DAY, entity=ENTITY, **change):
    about = {"visit": "V-2", "finding": "F-1", "item": "MKT-0003", "department": MARKET, "entity": entity, "on": on, **change}
    return await exemption_lookups(sut.running.pool, "EX-1", **about)


async def test_the_entry_is_the_one_in_force_on_the_day_of_the_visit(sut):
    assert (await known(sut)).entry is None
    later = listed("进货台账不全", DAY + timedelta(days=1))
    withdrawn = ExemptionWithdrawn(exemption="EX-1", effective_from=DAY + timedelta(days=5), reason="修订")
    await sut.deliver("registry", listed(), later, ("exemption-EX-1", withdrawn))
    entry = (await known(sut)).entry
    assert (entry.item, entry.behaviour, entry.conditions, entry.first_offence_only) == (
        "MKT-0003", "台账不全", ("没有造成危害后果",), True,
    )  # fmt: skip
    assert (await known(sut, DAY + timedelta(days=1))).entry.behaviour == "进货台账不全"
    assert (await known(sut, DAY + timedelta(days=5))).entry is None
    assert (await known(sut, date(2024, 12, 31))).entry is None


async def test_an_earlier_finding_on_the_item_is_found_under_each_code_of_the_business_within_the_years_alone(sut):
    await on_the_spot(sut)
    await finish(sut, part=market_part(FINDING, disposition="ordered-to-rectify"))
    again = DAY + timedelta(days=200)
    (before,) = (await known(sut, again)).earlier
    assert (before.ref, before.visit, before.checked_on, before.behaviour) == ("F-1", "V-1", DAY, "台账不全")
    assert (await known(sut, again, item="MKT-0004")).earlier == ()
    assert (await known(sut, again, visit="V-1")).earlier == (), "the finding itself is no earlier one"
    assert (await known(sut, date(2028, 3, 9))).earlier != ()
    assert (await known(sut, date(2028, 3, 10))).earlier == (), "two years are over"
    assert (await known(sut, DAY - timedelta(days=1))).earlier == (), "it came later"
    assert (await known(sut, again, NOW_CALLED)).earlier == ()
    followed = EntitySucceeded(entity=ENTITY, successor=NOW_CALLED, reason="个转企")
    await sut.deliver("registry", (f"entity-{ENTITY}", followed))
    assert (await known(sut, again, NOW_CALLED)).earlier != ()


async def test_a_result_that_was_revoked_is_no_earlier_breach(sut):
    await on_the_spot(sut)
    done = await finish(sut, part=market_part(FINDING, disposition="ordered-to-rectify"))
    await post(sut, f"results/{done['result']}/revocation", {"reason": "采样程序有误"})
    assert (await known(sut, DAY + timedelta(days=1))).earlier == ()


async def test_a_result_from_a_file_with_a_problem_of_the_kind_is_an_earlier_breach_until_it_is_revoked(sut):
    await on_the_spot(sut)
    rows = (
        f"R-1,{ENTITY},food-hygiene,2025-06-01,92,票据未保存,OLD,{MARKET}",
        f"R-2,{ENTITY},food-hygiene,2025-07-01,92,,OLD,{MARKET}",
        f"R-3,{ENTITY},fire-safety,2025-08-01,92,通道堵塞,OLD,",
    )
    assert (await record(sut, "\n".join((HEAD, *rows, "")).encode()))["accepted"] == 3
    (before,) = (await known(sut, visit="V-1")).earlier
    assert (before.ref, before.visit, before.behaviour) == ("R-1", None, "票据未保存")
    taken_back = await sut.client.post(
        "/v1/recorded-results/R-1/revocation", json={"reason": "企业编号填错"}, headers=sut.bearer("r-1", roles=["registrar"])
    )
    assert (await sut.seconded(taken_back, planner(sut))).status_code == 200
    assert (await known(sut, visit="V-1")).earlier == ()


async def test_a_correction_is_known_by_the_rectification_that_passed(sut):
    await on_the_spot(sut)
    done = await finish(sut, part=market_part(FINDING, disposition="ordered-to-rectify"))
    assert not (await known(sut, visit="V-1")).mended
    await post(sut, f"rectifications/{done['rectifications'][MARKET]}/recheck", recheck())
    assert (await known(sut, visit="V-1")).mended
    assert not (await known(sut, visit="V-1", finding="F-2")).mended
