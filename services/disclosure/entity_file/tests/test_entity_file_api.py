"""The file per entity on a real database."""

from datetime import date, timedelta

from libs.events.catalog.credit.policy import CreditPolicy, PolicyAdopted
from libs.events.catalog.credit.profile import ClassChanged, ProfileOpened
from libs.events.catalog.inspection.rectification import RectificationOrdered, RectificationPassed
from libs.events.catalog.registry.entities import (
    EntityReinstated,
    EntityStruckOff,
    EntitySucceeded,
    EntitySuccessionRevoked,
)
from libs.events.catalog.whistle.call import WhistleBlown, WhistleClosed
from services.disclosure.testing import (
    AFTER,
    ENTITY,
    MARKET,
    OTHER,
    PARTS,
    planned,
    publish,
    read,
    visit_facts,
)


async def test_an_entitys_file_tells_what_is_public_and_nothing_before_its_time(disclosure):
    url = f"/v1/entities/{ENTITY}/file"
    profile = ProfileOpened(entity=ENTITY, lines=(), score=950, credit_class="A", model="M-1", edition=1)
    moved = ClassChanged(entity=ENTITY, previous="A", credit_class="B", score=880, because="抽查问题", model="M-1", edition=1)
    blown = WhistleBlown(
        whistle="W-1",
        township="421088100",
        matter_kind="fire-safety",
        matter="举报",
        place="后厨",
        urgency="normal",
        entity=ENTITY,
    )
    shown = PolicyAdopted(
        edition=1, effective_from=date(2026, 1, 1), pack=CreditPolicy(class_shown_to="everybody"), reason="本地公示"
    )
    await disclosure.deliver("credit", ("policy", shown))
    await disclosure.deliver("planning", planned("V-1", ENTITY, PARTS))
    await disclosure.deliver("inspection", visit_facts()[0])
    await disclosure.deliver("credit", (f"profile-{ENTITY}", profile))
    await disclosure.deliver("whistle", ("whistle-W-1", blown))
    assert {e["kind"] for e in (await read(disclosure, url))["items"]} == {"registered", "credit-class"}

    disclosure.clock.now += timedelta(hours=1)
    ordered = RectificationOrdered(
        rectification="RC-1", visit="V-1", entity=ENTITY, department=MARKET, findings=("F-V-1",), due=AFTER
    )
    passed = RectificationPassed(
        rectification="RC-1", visit="V-1", entity=ENTITY, department=MARKET, officers=("I-421088-0001", "I-421088-0002")
    )
    await disclosure.deliver("inspection", *visit_facts(), ("rectification-RC-1", ordered), ("rectification-RC-1", passed))
    kinds = {e["kind"] for e in (await read(disclosure, url))["items"]}
    assert kinds == {"registered", "credit-class", "visit"}, "no outcome before its publication"

    disclosure.clock.now += timedelta(hours=1)
    await publish(disclosure)
    await disclosure.deliver("credit", (f"profile-{ENTITY}", moved))
    await disclosure.deliver("whistle", ("whistle-W-1", WhistleClosed(whistle="W-1")))
    file = await read(disclosure, url)
    assert (file["name"], file["township_title"], file["operating"]) == ("监利润禾饭店(示例)", "容城镇", True)
    assert sorted(e["kind"] for e in file["items"]) == [
        "credit-class", "credit-class", "publication-made", "rectification-ordered", "rectification-passed", "registered",
        "visit",
    ]  # fmt: skip
    assert not any(secret in str(file) for secret in ("举报", "后厨", "I-421088", "880", "W-1")), "no whistle, closed or not"
    seen, cursor = [], ""
    while cursor is not None:
        page = await read(disclosure, f"{url}?limit=3{cursor and '&cursor=' + cursor}")
        seen += page["items"]
        cursor = page["next"]
    assert seen == file["items"]
    assert (await disclosure.client.get("/v1/entities/stall:421088100-9999/file")).status_code == 404


async def test_an_entitys_file_shows_no_class_unless_the_place_shows_it_to_everybody(disclosure):
    profile = ProfileOpened(entity=ENTITY, lines=(), score=950, credit_class="A", model="M-1", edition=1)
    await disclosure.deliver("credit", (f"profile-{ENTITY}", profile))

    async def kinds():
        return {entry["kind"] for entry in (await read(disclosure, f"/v1/entities/{ENTITY}/file"))["items"]}

    assert await kinds() == {"registered"}
    for edition, to, expected in ((1, "everybody", {"registered", "credit-class"}), (2, "officials", {"registered"})):
        adopted = PolicyAdopted(
            edition=edition, effective_from=date(2026, 1, 1), pack=CreditPolicy(class_shown_to=to), reason="本地规定"
        )
        await disclosure.deliver("credit", ("policy", adopted))
        assert await kinds() == expected


async def test_a_strike_off_that_was_taken_back_stays_on_record_beside_what_took_it_back(disclosure):
    stream, url = f"entity-{ENTITY}", f"/v1/entities/{ENTITY}/file"
    gone = EntityStruckOff(entity=ENTITY, reason="注销", effective_from=date(2026, 1, 1))
    for fact, operating in ((gone, False), (EntityReinstated(entity=ENTITY, reason="误移出"), True), (gone, False)):
        disclosure.clock.now += timedelta(seconds=1)
        await disclosure.deliver("registry", (stream, fact), at=disclosure.clock.now)
        file = await read(disclosure, url)
        assert file["operating"] is operating
    told = {entry["kind"]: entry["detail"] for entry in file["items"]}
    assert told["reinstated"] == {"reason": "误移出"}
    assert told["struck-off"] == {"reason": "注销"}


async def test_a_business_has_one_file_under_all_its_codes(disclosure):
    async def file(entity):
        return await read(disclosure, f"/v1/entities/{entity}/file")

    await disclosure.deliver("planning", planned("V-1", ENTITY, PARTS))
    await disclosure.deliver("inspection", *visit_facts())
    await publish(disclosure)
    apart = await file(ENTITY)
    assert (apart["earlier_code"], apart["earlier_codes"]) == (None, [])
    followed = EntitySucceeded(entity=ENTITY, successor=OTHER, reason="个转企")
    await disclosure.deliver("registry", (f"entity-{ENTITY}", followed))
    asked, own = await file(ENTITY), await file(OTHER)
    assert (asked.pop("earlier_code"), own.pop("earlier_code")) == (ENTITY, None)
    assert asked == own
    assert (own["entity"], own["earlier_codes"]) == (OTHER, [ENTITY])
    of = {entry["reference"]: entry["entity"] for entry in own["items"]}
    assert of == {"V-1": ENTITY, "result-R-V-1": ENTITY, ENTITY: ENTITY, OTHER: OTHER}
    seen, cursor = [], ""
    while cursor is not None:
        page = await read(disclosure, f"/v1/entities/{ENTITY}/file?limit=1{cursor and '&cursor=' + cursor}")
        seen += page["items"]
        cursor = page["next"]
    assert seen == own["items"]
    for code in (ENTITY, OTHER):
        published = (await read(disclosure, f"/v1/publications?entity={code}"))["items"]
        assert [(line["reference"], line["entity"]) for line in published] == [("R-V-1", ENTITY)]
    back = EntitySuccessionRevoked(entity=ENTITY, reason="写错了")
    await disclosure.deliver("registry", (f"entity-{ENTITY}", back))
    assert await file(ENTITY) == apart
    assert [entry["kind"] for entry in (await file(OTHER))["items"]] == ["registered"]
