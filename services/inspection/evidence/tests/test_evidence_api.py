"""Evidence is there before a fact names it, and is read by those who read what names it."""

import hashlib

from services.inspection.testing.requests import (
    CLEAN_FIRE,
    ENTITY,
    FINDING,
    FIRE,
    MARKET,
    TAX,
    auditor,
    bring,
    finish,
    market_part,
    officer,
    on_the_spot,
    post,
    refused,
)


async def read(sut, piece, who):
    return (await sut.client.get(f"/v1/files/{piece['sha256']}", headers=who)).status_code


def entity(sut, number=ENTITY):
    return sut.bearer(number, roles=["enterprise"])


def township(sut, division):
    return sut.bearer("t-1", roles=["township-officer"], divisions=[division])


def found(piece):
    return market_part({**FINDING, "evidence": [piece]}, disposition="ordered-to-rectify")


async def test_a_finding_names_what_its_own_department_has_uploaded(keeping):
    await on_the_spot(keeping)
    nowhere = {"sha256": hashlib.sha256(b"?").hexdigest(), "media_type": "image/png"}
    fires = await bring(keeping, "fire's", officer(keeping, FIRE))
    mine = await bring(keeping, "market's", officer(keeping, MARKET))
    for piece in (nowhere, fires, {**mine, "media_type": "image/jpeg"}):
        problem = await refused(keeping, "visits/V-1/parts", found(piece), "evidence-missing", status=422)
        assert problem["value"] == [piece["sha256"]]
    await post(keeping, "visits/V-1/parts", found(mine))


async def test_what_a_visit_has_on_record_is_read_by_who_takes_part_and_then_by_the_entity(keeping):
    await on_the_spot(keeping)
    piece = await bring(keeping, "台账", officer(keeping, MARKET))
    assert [await read(keeping, piece, officer(keeping, each)) for each in (MARKET, FIRE)] == [200, 404]
    assert await read(keeping, piece, auditor(keeping)) == 200
    await post(keeping, "visits/V-1/parts", found(piece))
    assert [await read(keeping, piece, officer(keeping, each)) for each in (MARKET, FIRE, TAX)] == [200, 200, 404]
    assert await read(keeping, piece, township(keeping, "421088100")) == 200
    assert await read(keeping, piece, township(keeping, "421088101")) == 404
    # The entity reads the record when it is whole.
    assert await read(keeping, piece, entity(keeping)) == 404
    await post(keeping, "visits/V-1/parts", CLEAN_FIRE, who=FIRE)
    await post(keeping, "visits/V-1/answer", {"answer": "confirmed"}, who=entity(keeping))
    await post(keeping, "visits/V-1/completion", {})
    assert await read(keeping, piece, entity(keeping)) == 200
    assert await read(keeping, piece, entity(keeping, "stall:421088100-0002")) == 404
    rows = await keeping.rows("select entity from readings where path like '/v1/files/%' and subject = $1", ENTITY)
    assert rows == [{"entity": ENTITY}]


async def test_a_clue_is_between_its_finder_and_the_competent_department(keeping):
    await on_the_spot(keeping)
    piece = await bring(keeping, "线索", officer(keeping, MARKET))
    clue = {"clue": "C-1", "finder": MARKET, "competent": TAX, "matter": "涉嫌未开具发票", "evidence": [piece]}
    nowhere = {**piece, "sha256": "0" * 64}
    await refused(keeping, "visits/V-1/clues", {**clue, "evidence": [nowhere]}, "evidence-missing", status=422)
    await post(keeping, "visits/V-1/clues", clue, status=201)
    await finish(keeping)
    assert [await read(keeping, piece, officer(keeping, each)) for each in (MARKET, TAX, FIRE)] == [200, 200, 404]
    assert await read(keeping, piece, entity(keeping)) == 404
    assert await read(keeping, piece, township(keeping, "421088100")) == 404


async def test_an_entity_shows_that_it_has_mended_what_was_found(keeping):
    await on_the_spot(keeping)
    await bring(keeping, "台账", officer(keeping, MARKET))
    piece = await bring(keeping, "台账", officer(keeping, FIRE))
    mine = await bring(keeping, "market", officer(keeping, MARKET))
    done = await finish(keeping, part=found(mine))
    path = f"rectifications/{done['rectifications'][MARKET]}/report"
    await refused(keeping, path, {"evidence": [piece]}, "evidence-missing", status=422, who=entity(keeping))
    shown = await bring(keeping, "已整改", entity(keeping))
    assert await read(keeping, shown, officer(keeping, MARKET)) == 404
    await post(keeping, path, {"evidence": [shown]}, who=entity(keeping))
    assert [await read(keeping, shown, officer(keeping, each)) for each in (MARKET, FIRE, TAX)] == [200, 404, 404]


async def test_evidence_of_a_visit_that_is_told_to_nobody_is_not_read_by_others(keeping):
    """Nothing is found before somebody arrives; what planning has confided again would hide what was found."""
    await on_the_spot(keeping)
    piece = await bring(keeping, "台账", officer(keeping, MARKET))
    await post(keeping, "visits/V-1/parts", found(piece))
    watcher = keeping.bearer("g-1", roles=["guidance-officer"])
    assert await read(keeping, piece, watcher) == 200
    await keeping.running.pool.execute("update visits set confided = true")
    assert await read(keeping, piece, watcher) == 404
    assert await read(keeping, piece, officer(keeping, FIRE)) == 200
    assert await read(keeping, piece, township(keeping, "421088100")) == 404


async def test_a_service_without_a_store_takes_digests_as_before(sut):
    await on_the_spot(sut)
    await post(sut, "visits/V-1/parts", market_part(FINDING, disposition="ordered-to-rectify"))


async def test_two_of_a_department_have_its_evidence_erased_and_the_facts_stay(keeping):
    await on_the_spot(keeping)
    piece = await bring(keeping, "台账", officer(keeping, MARKET))
    await post(keeping, "visits/V-1/parts", found(piece))
    path, why = f"files/{piece['sha256']}/erasure", {"reason": "拍到无关人员"}
    stranger = keeping.bearer("h-2", roles=["head"], departments=[TAX])
    await refused(keeping, path, why, "no-such-file", status=404, who=stranger)
    asked = await keeping.client.post(
        f"/v1/{path}", json=why, headers=keeping.bearer("h-1", roles=["head"], departments=[MARKET])
    )
    assert asked.status_code == 202, asked.text
    assert await read(keeping, piece, officer(keeping, MARKET)) == 200
    # A reviewer of another department may not read it, and so cannot say whether it is to go.
    elsewhere = keeping.bearer("l-2", roles=["legal-reviewer"], departments=[FIRE])
    assert (await keeping.seconded(asked, elsewhere)).status_code == 403
    done = await keeping.seconded(asked, keeping.bearer("l-1", roles=["legal-reviewer"], departments=[MARKET]))
    assert done.status_code == 200, done.text
    (erased,) = await keeping.facts("inspection.evidence-erased")
    assert (erased.sha256, erased.asked_by, erased.approved_by) == (piece["sha256"], "h-1", "l-1")
    assert await read(keeping, piece, officer(keeping, MARKET)) == 410
    record = await keeping.client.get("/v1/visits/V-1/record", headers=officer(keeping, MARKET))
    assert piece["sha256"] in record.text
