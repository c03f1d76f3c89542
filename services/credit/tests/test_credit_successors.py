"""A business that goes on under another code, as the register and inspection tell of it: profiles, classes, figures."""

import asyncio
from itertools import permutations

from libs.events.catalog.credit.policy import ClassShownTo
from libs.events.catalog.inspection.visit import Severity
from libs.events.catalog.registry.entities import EntitySucceeded, EntitySuccessionRevoked
from libs.events.store.runner import Origin
from libs.events.testing.waiting import eventually
from services.credit.model.views import rules_in_force
from services.credit.profile import commands as c
from services.credit.profile.carrying import for_evidence
from services.credit.testing import (
    CAFE,
    NOON,
    SHOP,
    STALL,
    get,
    issued,
    listed,
    officer,
    open_profiles,
    revoked,
    second,
    set_by_hand,
)


def followed(entity, successor):
    return "registry", (f"entity-{entity}", EntitySucceeded(entity=entity, successor=successor, reason="个转企"))


def unfollowed(entity):
    return "registry", (f"entity-{entity}", EntitySuccessionRevoked(entity=entity, reason="写错了"))


def checked(result, entity, *worst):
    return "inspection", issued(result, entity, *worst)


async def scores(credit, codes):
    rows = await credit.rows("select entity, score, credit_class from profiles where entity = any($1)", list(codes))
    held = {row["entity"]: (row["score"], row["credit_class"]) for row in rows}
    return [held.get(code) for code in codes]


async def test_in_whatever_order_it_becomes_known_the_record_counts_under_the_last_code_and_a_revocation_undoes_it(credit):
    for nth, order in enumerate(permutations(range(3))):
        first, middle, last = (f"stall:421088100-{nth}{number}" for number in "123")
        said = [followed(first, middle), followed(middle, last), checked(f"R-{nth}", first, Severity.SERIOUS)]
        for which in order:
            await credit.deliver(*said[which])
        whole = (800, "B")
        assert await scores(credit, [first, middle, last]) == [whole, whole, whole], order
        # The result counts once, however often its fact is told.
        await credit.deliver(*checked(f"R-{nth}", first, Severity.SERIOUS))
        await credit.deliver(*unfollowed(middle))
        assert await scores(credit, [first, middle, last]) == [whole, whole, (1000, "A")]
        await credit.deliver(*followed(middle, last))
        assert await scores(credit, [first, middle, last]) == [whole, whole, whole]
        await credit.deliver("inspection", revoked(f"R-{nth}", first))
        assert await scores(credit, [first, middle, last]) == [(1000, "A")] * 3
    assert await credit.rows("select * from parked") == []


async def test_a_look_up_under_an_earlier_code_is_answered_of_the_code_it_goes_on_as_and_says_so(credit):
    await credit.deliver("registry", listed(STALL, "示例摊位"), listed(SHOP, "示例商店"))
    await open_profiles(credit, "scheme,value,points,reason\nstall,421088100-0001,-213,投诉\n")
    await set_by_hand(credit, STALL, "D")
    await credit.deliver(*followed(STALL, SHOP))
    asked = await get(credit, f"/v1/profiles/{STALL}")
    own = await get(credit, f"/v1/profiles/{SHOP}")
    assert (asked.pop("earlier_code"), own.pop("earlier_code")) == (STALL, None)
    assert asked == own
    # The opening balance counts. A class set by hand is shown, and does not.
    assert (own["entity"], own["score"], own["credit_class"], own["goes_on_as"]) == (SHOP, 787, "B", None)
    assert own["earlier"] == [{"entity": STALL, "score": 787, "credit_class": "D", "by_hand": True}]
    (balance,) = (line for line in own["lines"] if line["indicator"] != "base")
    assert (balance["indicator"], balance["points"], balance["reason"]) == (
        "earlier-balance",
        -213,
        "原代码记录 on record under an earlier code: 投诉",
    )
    for code, earlier in ((STALL, STALL), (SHOP, None)):
        told = await get(credit, f"/v1/profiles/{code}/class")
        assert (told["entity"], told["earlier_code"], told["credit_class"]) == (SHOP, earlier, "B")
        rows = (await get(credit, f"/v1/profiles?q={code}"))["items"]
        assert [(row["entity"], row["goes_on_as"]) for row in rows] == [(STALL, SHOP), (SHOP, None)]
    counted = {row["credit_class"]: row["profiles"] for row in await get(credit, "/v1/classes")}
    assert (counted, (await get(credit, "/v1/figures"))["profiles"]) == ({"A": 0, "B": 1, "C": 0, "D": 0, "U": 0}, 1)
    await set_by_hand(credit, STALL, "C")
    assert await scores(credit, [STALL, SHOP]) == [(787, "D"), (787, "C")]
    await credit.deliver(*unfollowed(STALL))
    assert (await get(credit, f"/v1/profiles/{STALL}"))["entity"] == STALL
    assert (await get(credit, f"/v1/profiles/{SHOP}"))["score"] == 1000


async def test_a_business_reads_what_it_was_and_whoever_holds_an_earlier_code_alone_reads_no_further(credit):
    await credit.deliver("registry", listed(STALL), listed(SHOP))
    await credit.deliver(*checked("R-1", STALL, Severity.MINOR))
    await credit.deliver(*checked("R-2", SHOP, Severity.ORDINARY))
    await credit.deliver(*followed(STALL, SHOP))

    async def read(who, code):
        bearer = credit.bearer(who, roles=["enterprise"])
        answers = [await credit.client.get(f"/v1/profiles/{code}{path}", headers=bearer) for path in ("", "/class")]
        return [(a.status_code, a.json().get("entity"), a.json().get("earlier_code")) for a in answers]

    assert await read(SHOP, STALL) == [(200, SHOP, STALL)] * 2
    assert await read(STALL, STALL) == [(200, STALL, None)] * 2
    assert [status for status, *_ in await read(STALL, SHOP)] == [404, 403]
    assert [status for status, *_ in await read(CAFE, STALL)] == [404, 403]
    rows = await credit.client.get("/v1/profiles", headers=credit.bearer(SHOP, roles=["enterprise"]))
    assert [row["entity"] for row in rows.json()["items"]] == [STALL, SHOP]
    shown = {"effective_from": "2026-03-02", "pack": {"class_shown_to": ClassShownTo.EVERYBODY}, "reason": "本地规定"}
    adopted = await credit.client.post("/v1/policy", json=shown, headers=officer(credit))
    assert (await credit.seconded(adopted, second(credit))).status_code == 200
    assert await read(STALL, SHOP) == [(404, None, None), (200, SHOP, None)]


async def test_what_was_named_before_this_code_could_carry_is_brought_with_the_application_of_the_model(credit):
    await credit.deliver(*checked("R-1", STALL, Severity.SERIOUS))
    await credit.running.pool.execute("insert into successions values ($1, $2, 'fact-1')", STALL, SHOP)
    await credit.running.pool.execute("insert into named_successions values ('fact-1', $1, $2)", STALL, SHOP)
    assert await scores(credit, [STALL, SHOP]) == [(800, "B"), None]
    for expected in (1, 0):
        applied = await credit.client.post("/v1/models/application", headers=officer(credit))
        assert applied.json()["changed"] == expected, applied.text
        assert await scores(credit, [STALL, SHOP]) == [(800, "B"), (800, "B")]


async def test_a_successor_that_is_named_while_evidence_is_being_recorded_waits_and_misses_nothing(credit):
    pool, runner = credit.running.pool, credit.running.runner

    async def waits():
        held = "select exists (select from pg_locks where locktype = 'advisory' and not granted and objid = 4208833)"
        return await pool.fetchval(held)

    async with pool.acquire() as tx, tx.transaction():
        assert await for_evidence(tx) == {}
        entry = c.Entry(indicator="finding-serious", reason="检查")
        rules = await rules_in_force(tx, NOON.date())
        own = c.RecordEvidence(entity=STALL, on=NOON.date(), known=rules, evidence="result:R-1", entries=(entry,))
        await runner.execute(own, Origin("system:credit"), tx=tx)
        naming = asyncio.create_task(credit.deliver(*followed(STALL, SHOP)))
        await eventually(waits, what="naming the successor waits")
    await naming
    assert await scores(credit, [STALL, SHOP]) == [(800, "B"), (800, "B")]
