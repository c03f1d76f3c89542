"""One entity, one officer, one department: however a path, a query, a body or a file spells its code."""

import asyncio
import json
from pathlib import Path

import pytest

from libs.domain.testing import KINDS, spellings
from libs.events.catalog import spelling
from libs.events.catalog.registry.bodies import InspectorCertified
from libs.events.store.store import Meta, NewFacts
from services.registry.testing import cells, get, head, registrar, send

OF_BEFORE = (Path(__file__).parents[1] / "migrations/0007_officers.sql").read_text(encoding="utf-8")
STALL = {"name": "示例摊", "industries": ["catering"], "township": "421088100", "category": "stall"}
OFFICER = cells("inspectors", 1)
COLUMNS = ",".join(OFFICER)


def typed(kind, kept):
    return [typed for code, typed in spellings(KINDS[kind]) if code == kept]


def officer(**changes):
    return f"{COLUMNS}\n{','.join({**OFFICER, **changes}.values())}\n"


async def test_every_spelling_of_an_entity_reaches_the_same_one(registry):
    kept = "stall:421088100-0001"
    for said in typed("entity", kept):
        await registry.client.post("/v1/entities", json={"entity": said, "content": STALL}, headers=registrar(registry))
        shown = await registry.client.get("/v1/entities/" + said, headers=registrar(registry))
        assert (shown.status_code, shown.json()["entity"]) == (200, kept), said
        page = await registry.client.get("/v1/approvals", params={"entity": said}, headers=registrar(registry))
        assert page.status_code == 200, page.text
        scheme, _, number = said.replace("：", ":").partition(":")
        row = f"scheme,value,name,industries,township,category,founded\n{scheme},{number},示例摊,catering,421088100,stall,\n"
        if "\uff1a" not in said:
            report = await send(registry, "entities", row)
            assert (report["refused"], report["accepted"]) == (0, 0), (said, report["refusals"])
    assert [row["entity"] for row in await registry.rows("select entity from entities")] == [kept]


async def test_every_spelling_of_an_officer_reaches_the_same_one(registry):
    kept = OFFICER["id"]
    assert (await send(registry, "inspectors", officer()))["accepted"] == 1
    for said in typed("inspector", "I-421088-0001"):
        report = await send(registry, "inspectors", officer(id=said))
        assert (report["refused"], report["unchanged"]) == (0, 1), (said, report["refusals"])
        history = await registry.client.get(f"/v1/inspectors/{said}/history", headers=registrar(registry))
        assert (history.status_code, len(history.json())) == (200, 1), said
    assert [row["key"] for row in await registry.rows("select key from editions where list = 'inspectors'")] == [kept]
    gone = await registry.client.delete(f"/v1/people/{kept.lower()}", headers=registrar(registry))
    assert (gone.status_code, gone.json()["person"]) == (200, kept)


UNSEEN = "\u00ad\u034f\u061c\u180e\u200e\u200f\u202a\u202c\u202e\u2060\u2066\u2069\u2028\ufe0f\ufeff\U000e0041"


@pytest.mark.parametrize("unseen", UNSEEN, ids=ascii)
def test_a_character_that_nobody_sees_makes_no_other_code(unseen):
    for read, kept in (
        (spelling.small, "421088-market"),
        (spelling.capitals, "NEW-77"),
        (spelling.industry, "F5213"),
        (spelling.entity, "stall:421088100-0001"),
        (spelling.entity, "uscc:91421088EX5068145X"),
    ):
        assert read(f"{unseen}{kept[:3]}{unseen}{kept[3:]}{unseen}") == kept


async def test_a_certificate_has_one_holder_however_it_is_spelled(registry):
    spelled = ("NEW-77", "new-77", "NEW\uff0d77", *(f"NEW-{unseen}77" for unseen in UNSEEN if unseen != "\u2028"))
    rows = [officer(id=f"ZZ-{n:04}", certificate=said).splitlines()[1] for n, said in enumerate(spelled)]
    report = await send(registry, "inspectors", "\n".join([COLUMNS, *rows]))
    assert (report["accepted"], report["refused"]) == (1, len(spelled) - 1)


async def test_of_two_files_at_once_that_name_the_same_certificates_one_is_refused(registry):
    files = []
    for letter in "YZ":
        rows = [officer(id=f"{letter}{letter}-{n:04}", certificate=f"NEW-{n}").splitlines()[1] for n in range(300)]
        files.append("\n".join([COLUMNS, *rows]))
    reports = await asyncio.gather(*(send(registry, "inspectors", file) for file in files))
    assert sum(report["accepted"] for report in reports) == 300
    assert sum(report["refused"] for report in reports) == 300
    # Each was prepared before the other was written, and the rows say whose the certificate is.
    assert {row["field"] for report in reports for row in report["refusals"]} == {"certificate"}


async def test_every_spelling_of_a_department_reaches_the_same_one(registry):
    await send(registry, "inspectors", head("inspectors", 5))
    everybody = (await get(registry, "inspectors?department=421088-market"))["items"]
    assert everybody
    for said in typed("department", "421088-market"):
        shown = await registry.client.get("/v1/inspectors", params={"department": said}, headers=registrar(registry))
        assert shown.json()["items"] == everybody, said
        assert (await registry.client.get(f"/v1/departments/{said}")).json() == await get(registry, "departments/421088-market")
        report = await send(registry, "inspectors", officer(department=said))
        assert (report["refused"], report["unchanged"] + report["accepted"]) == (0, 1), (said, report["refusals"])


async def test_two_spellings_in_one_file_are_one_officer(registry):
    other = {**OFFICER, "id": OFFICER["id"].lower(), "valid_until": "2030-12-31"}
    report = await send(registry, "inspectors", officer() + ",".join(other.values()) + "\n")
    assert (report["accepted"], report["refused"]) == (1, 1)
    (refused,) = report["refusals"]
    assert (refused["line"], "says something else" in refused["rule"]) == (3, True)


async def test_one_certificate_is_not_two_officers(registry):
    another = {**OFFICER, "id": "I-421088-9001"}
    one_file = await send(registry, "inspectors", officer() + ",".join(another.values()) + "\n")
    later = await send(
        registry, "inspectors", officer(id="I-421088-9001", certificate=OFFICER["certificate"].replace("-", "－"))
    )
    assert (one_file["accepted"], one_file["refused"], later["accepted"], later["refused"]) == (1, 1, 0, 1)
    for report in (one_file, later):
        (refused,) = report["refusals"]
        assert refused["field"] == "certificate"
        assert OFFICER["id"] in refused["rule"]
        assert OFFICER["id"] in refused["rule_zh"]


async def test_an_officer_whose_facts_of_before_are_in_small_letters_is_found_and_erased(registry):
    """What was said keeps its spelling. The lists know the officer by the number as it is read now."""
    said = {**OFFICER, "inspector": OFFICER["id"].lower(), "qualifications": ["food"]}
    fact = InspectorCertified.model_validate_json(json.dumps({name: said[name] for name in InspectorCertified.model_fields}))
    assert fact.inspector == "i-421088-0001"
    await registry.running.store.append(
        [NewFacts("inspector-i-421088-0001", 0, [fact])], Meta("test", "test"), at=registry.clock()
    )
    await registry.rows("insert into people (person, name) values ('i-421088-0001', '韩宏博')")
    await registry.running.pool.execute(OF_BEFORE)
    for spelt in ("i-421088-0001", "I-421088-0001"):
        assert len(await get(registry, f"inspectors/{spelt}/history")) == 1
    assert [each["name"] for each in (await get(registry, "inspectors"))["items"]] == ["韩宏博"]
    # The next file of officers is of the same one, whose certificate it is.
    assert (await send(registry, "inspectors", officer()))["accepted"] == 1
    assert len((await get(registry, "inspectors"))["items"]) == 1
    gone = await registry.client.delete("/v1/people/i-421088-0001", headers=registrar(registry))
    assert (gone.status_code, await registry.rows("select person, name from people")) == (
        200,
        [{"person": "I-421088-0001", "name": None}],
    )
