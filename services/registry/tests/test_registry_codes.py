"""What offices send instead of a credit code, a name or an officer's number, and what may not stay anywhere."""

from services.registry.files import KINDS
from services.registry.testing import get, head, post, registrar, send

ENTITIES = "scheme,value,name,industries,township,category,founded"
# Invented; all but the last two fit GB 32100's check character, and their check digits are those of a person's number.
PERSONS = (
    "11010119900101012X", "130102199001010648", "421023199001010193", "510104199001010318", "362322199001010032",
    "911101199001010293",
)  # fmt: skip
BOTH = "515103195707246760"
"""A right credit code whose figures are a right identity number."""
BROKEN = ("00421088MACE0001XB", "91421088MACE000307")


def entities(*rows: str, category: str = "enterprise") -> bytes:
    return "\n".join([ENTITIES, *(f"uscc,{row},catering,421088100,{category},2024-03-01" for row in rows), ""]).encode()


async def lists(registry):
    for kind in ("industries", "departments", "mandates", "townships"):
        await send(registry, kind, head(kind, 100))


async def test_a_persons_number_is_no_credit_code_and_stays_in_no_report(registry):
    await lists(registry)
    report = await send(registry, "entities", entities(*(f"{code},试验{n}" for n, code in enumerate((*PERSONS, *BROKEN)))))
    assert (report["accepted"], report["refused"]) == (0, 8)
    assert {refused["field"] for refused in report["refusals"]} == {"value"}
    assert [refused["value"] for refused in report["refusals"]] == ["" for _ in PERSONS] + list(BROKEN)
    for name in ("report.csv", "refused.csv"):
        kept = await registry.client.get(
            f"/v1/import-reports/{report['import_id']}/{name}", headers=registry.bearer("r-1", roles=["registrar"])
        )
        assert kept.status_code == 200
        assert not any(code in kept.text for code in PERSONS)
    assert await registry.facts("registry.entity-listed") == []


async def test_a_code_typed_otherwise_is_the_same_entity(registry):
    await lists(registry)
    report = await send(
        registry,
        "entities",
        entities("91421088MACG00011D,甲店", "91421088macg0002x5,乙店", "９１４２１０８８ MACG-0002X5,乙店"),
    )
    assert (report["accepted"], report["unchanged"], report["refused"]) == (2, 1, 0)
    for typed in ("uscc:91421088macg0002x5", "uscc:9142 1088 MACG 0002X5"):
        found = await registry.client.get(f"/v1/entities/{typed}")
        assert (found.status_code, found.json()["entity"]) == (200, "uscc:91421088MACG0002X5")


async def test_a_right_credit_code_that_is_an_identity_number_too_is_listed_by_way_of_the_allow_list(registry):
    await lists(registry)
    row = entities(f"{BOTH},某协会", category="social")
    report = await send(registry, "entities", row)
    assert [(refused["field"], refused["value"]) for refused in report["refusals"]] == [("value", "")]
    licence = {"sha256": "a" * 64, "media_type": "image/jpeg"}
    await post(registry, "codes", {"code": BOTH, "reason": "执照", "evidence": [licence]})
    assert (await get(registry, f"codes?q={BOTH}"))["items"][0]["state"] == "allowed"
    assert (await send(registry, "entities", row))["accepted"] == 1
    content = (await get(registry, f"entities/uscc:{BOTH}"))["content"] | {"name": "某某协会"}
    await post(registry, "entities", {"entity": f"uscc:{BOTH}", "content": content})
    await post(registry, f"codes/{BOTH}/withdrawal", {"reason": "已换发"}, 200)
    assert (await send(registry, "entities", row))["refused"] == 1


async def test_what_is_no_code_does_not_stay_in_the_answer_of_the_allow_list(registry):
    for number in ("421023199001010193", "13800138000"):
        body = {"code": number, "reason": "执照", "evidence": [{"sha256": "a" * 64, "media_type": "image/jpeg"}]}
        answer = await registry.client.post("/v1/codes", json=body, headers=registrar(registry))
        assert (answer.status_code, number in answer.text) == (422, False)
        assert answer.json()["type"].endswith("code-is-no-early-code")


async def test_a_file_reads_an_entitys_id_as_the_api_does(registry):
    await lists(registry)
    typed = {
        "stall,421088100－0003": "stall:421088100-0003",
        "stall,421088100 - 0004": "stall:421088100-0004",
        "Stall,421088100-0005": "stall:421088100-0005",
        "ＳＴＡＬＬ,４２１０８８１００-0006": "stall:421088100-0006",
        "USCC,91421088macg0002x5": "uscc:91421088MACG0002X5",
        "Lives,A_7": "lives:A_7",
    }
    fits = {said: "enterprise" if kept.startswith("uscc") else "stall" for said, kept in typed.items()}
    rows = [f"{said},试验店,catering,421088100,{fits[said]}," for said in typed]
    report = await send(registry, "entities", "\n".join([ENTITIES, *rows, ""]))
    assert (report["accepted"], report["refusals"]) == (len(typed), [])
    assert {fact.entity for fact in await registry.facts("registry.entity-listed")} == set(typed.values())
    for said, kept in typed.items():
        assert (await get(registry, f"entities/{said.replace(',', ':')}"))["entity"] == kept
    again = [f"{kept.replace(':', ',')},试验店,catering,421088100,{fits[said]}," for said, kept in typed.items()]
    assert (await send(registry, "entities", "\n".join([ENTITIES, *again, ""])))["unchanged"] == len(typed)


async def test_personal_numbers_enter_no_name_no_officers_number_and_no_certificate(registry):
    await lists(registry)
    report = await send(
        registry,
        "entities",
        entities("92421088MACG000382,试验13800000000便民店", "92421088MACG00046W,试验110101199001010010便民店"),
    )
    assert (report["accepted"], report["refused"]) == (0, 2)
    assert [("个人信息" in refused["rule_zh"], refused["value"]) for refused in report["refusals"]] == [(True, "")] * 2
    header = ",".join(KINDS["inspectors"].columns)
    rows = (
        "421023199001010193,钱七,421088-market,证1,food,2025-01-01,2030-01-01",
        "13800138000,孙八,421088-market,证2,food,2025-01-01,2030-01-01",
        "I-421088-9009,周九,421088-market,421023199001010193,food,2025-01-01,2030-01-01",
    )
    report = await send(registry, "inspectors", "\n".join([header, *rows, ""]).encode())
    assert (report["accepted"], report["refused"]) == (0, 3)
    assert [refused["field"] for refused in report["refusals"]] == ["id", "id", "certificate"]
    assert await registry.facts("registry.inspector-listed") == []


async def test_personal_numbers_enter_no_id_of_an_entity_or_an_approval(registry):
    await lists(registry)
    rows = [f"lives,{number},试验店,catering,421088100,stall," for number in ("421023199001010193", "13800138000")]
    report = await send(registry, "entities", "\n".join([ENTITIES, *rows, ""]))
    assert (report["accepted"], [refused["value"] for refused in report["refusals"]]) == (0, ["", ""])
    content = {"name": "试验店", "industries": ["catering"], "township": "421088100", "category": "stall"}
    for number in ("421023199001010193", "13800138000"):
        body = {"entity": f"lives:{number}", "content": content}
        answer = await registry.client.post("/v1/entities", json=body, headers=registrar(registry))
        assert (answer.status_code, number in answer.text) == (422, False)
    header = ",".join(KINDS["approvals"].columns)
    row = "421023199001010193,stall,421088100-0001,食品经营许可,separated,421088-market,421088-fire,,yes,2025-10-01,"
    report = await send(registry, "approvals", f"{header}\n{row}\n")
    assert [(refused["field"], refused["value"]) for refused in report["refusals"]] == [("approval", "")]
    assert await registry.facts("registry.entity-listed") == await registry.facts("registry.approval-handed-over") == []


async def test_of_rows_whose_cells_have_moved_no_name_and_no_number_stays_in_the_report(registry):
    await lists(registry)
    numbers, name = ("13800138000", "421023199001010193", "42102319900101019"), "张小三"
    good = dict(zip(KINDS["entities"].columns, KINDS["entities"].example, strict=True))
    rows = [good | {column: said} for column in good if column != "name" for said in (*numbers, name)]
    rows += [good | {"scheme": "uscc", "value": number} for number in numbers]
    report = await send(registry, "entities", _file(rows))
    # The address of a business' own place is kept nowhere, refuses nothing, and that is told.
    taken = [row for row in rows if row["premises_address"]]
    assert (report["accepted"] + report["unchanged"], report["refused"]) == (len(taken), len(rows) - len(taken))
    told = [(note["field"], note["value"], note["rows"]) for note in report["notes"]]
    assert told == [("premises_address", "", len(taken))]
    await _stays_nowhere(registry, report, (*numbers, name))
    good = dict(zip(KINDS["inspectors"].columns, KINDS["inspectors"].example, strict=True))
    columns = ("department", "qualifications", "valid_from", "valid_until")
    rows = [good | {column: said} for column in columns for said in (*numbers, name)]
    report = await send(registry, "inspectors", _file(rows))
    assert (report["accepted"], report["refused"]) == (0, len(rows))
    await _stays_nowhere(registry, report, (*numbers, name))


def _file(rows):
    return "\n".join([",".join(rows[0]), *(",".join(row.values()) for row in rows), ""])


async def _stays_nowhere(registry, report, words):
    kept = ""
    for table in ("import_refusals", "import_notes"):
        kept += str(await registry.rows(f"select * from {table} where import_id = $1", report["import_id"]))
    assert [word for word in words if word in kept] == []
