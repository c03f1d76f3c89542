"""Read models that were kept when a place had one key: after the migration they say what they said, key by key."""

import json
import shutil
from datetime import UTC, date, datetime
from itertools import count

import pytest
import rfc8785
from joserfc.jwk import OKPKey

from libs.events.signatures import public, sign
from libs.events.store.migrate import migrate
from libs.events.store.store import connect_pool
from services.planning.app import service as planning
from services.registry.agreements.api import AgreementDocument
from services.registry.agreements.seal import signed
from services.registry.app import service as registry

JIANLI, HUARONG = "421088", "430623"
SHARING = ("disclosure", "inspection", "planning", "registry")
LAST_OF_BEFORE = {"registry": "0004_forms_of_names.sql", "planning": "0004_confided.sql"}


def key(place):
    """One whose thumbprint has both characters in which base64url differs from base64."""
    made = (OKPKey.derive_key(f"{place} {n}", "Ed25519") for n in count())
    return next(each for each in made if {"-", "_"} <= set(each.thumbprint()))


KEYS = {place: key(place) for place in (JIANLI, HUARONG)}
JWKS = {place: public(each.as_dict(private=False)) for place, each in KEYS.items()}
TERMS = {
    "agreement": "HX-2026",
    "parties": [{"place": place, "name": "某地", "jwk": jwk} for place, jwk in JWKS.items()],
    "kinds": ["food-hygiene"],
    "industries": ["catering"],
    "valid_from": "2026-01-01",
    "valid_until": "2026-12-31",
}
DAYS = (date(2026, 1, 1), date(2026, 12, 31))


@pytest.fixture
async def pool(database):
    pool = await connect_pool(database, size=2, name="test")
    yield pool
    await pool.close()


async def as_before(pool, service, folder, last=None):
    """The tables as the version before had them, or after a migration of that name."""
    last = last or LAST_OF_BEFORE[service.name]
    old = folder / service.name / "migrations"
    old.mkdir(parents=True)
    for path in sorted(service.migrations.glob("*.sql")):
        if path.name <= last:
            shutil.copy(path, old)
    await migrate(pool, old)


async def trusts_the_one_key(service, pool):
    for name in SHARING:
        (found,) = await service.trust(pool, HUARONG, name)
        assert (found.service, found.jwk, found.until) == (name, JWKS[HUARONG], datetime(2026, 12, 31, 16, tzinfo=UTC))
        assert found.counts_at(datetime(2020, 1, 1, tzinfo=UTC))
    kids = await pool.fetch("select kid from views.partner_keys where place = $1", HUARONG)
    assert [row["kid"] for row in kids] == [KEYS[HUARONG].thumbprint()]


async def test_the_registry_trusts_whom_it_trusted_and_shows_the_document_as_it_was_signed(pool, tmp_path):
    await as_before(pool, registry, tmp_path)
    text = rfc8785.dumps({"format": "checkonce-agreement-1", **TERMS})
    document = {**TERMS, "signatures": {place: sign(text, each) for place, each in KEYS.items()}}
    for number, state in (("HX-2026", "accepted"), ("HX-2027", "proposed")):
        await pool.execute(
            "insert into views.agreements (agreement, state, partner, partner_jwk, document, valid_from, valid_until, version)"
            " values ($1, $2, $3, $4, $5, $6, $7, 1)",
            number, state, HUARONG, json.dumps(JWKS[HUARONG]), json.dumps(document), *DAYS,
        )  # fmt: skip
    await migrate(pool, registry.migrations)
    await trusts_the_one_key(registry, pool)
    shown = AgreementDocument.model_validate_json(
        await pool.fetchval("select document::text from views.agreements where agreement = 'HX-2026'")
    )
    assert [party.place for party in shown.parties] == [JIANLI, HUARONG]
    assert all(signed(shown.terms(), shown.signatures[party.place], party) for party in shown.parties)


async def test_planning_trusts_whom_it_trusted(pool, tmp_path):
    await as_before(pool, planning, tmp_path)
    await pool.execute(
        "insert into views.agreements (agreement, places, jwks, kinds, industries, valid_from, valid_until)"
        " values ('HX-2026', $1, $2, '{food-hygiene}', '{catering}', $3, $4)",
        [JIANLI, HUARONG], json.dumps(JWKS), *DAYS,
    )  # fmt: skip
    await migrate(pool, planning.migrations)
    await trusts_the_one_key(planning, pool)


async def test_what_was_announced_before_announcements_stood_by_themselves_is_trusted_still(pool, tmp_path):
    await as_before(pool, planning, tmp_path, "0010_successions.sql")
    told = datetime(2026, 3, 2, 4, tzinfo=UTC)
    await pool.execute(
        "insert into views.agreements (agreement, places, kinds, industries, valid_from, valid_until)"
        " values ('HX-2026', $1, '{food-hygiene}', '{catering}', $2, $3)",
        [JIANLI, HUARONG], *DAYS,
    )  # fmt: skip
    await pool.execute(
        "insert into views.partner_keys (agreement, place, service, kid, jwk, valid_from)"
        " values ('HX-2026', $1, 'planning', $2, $3, '2026-01-01')",
        HUARONG, KEYS[HUARONG].thumbprint(), json.dumps(JWKS[HUARONG]),
    )  # fmt: skip
    new, newer = key("another"), key("one more")
    announced = [
        (new.as_dict(private=False), "2026-03-01", "2026-04-01"),
        (newer.as_dict(private=False), "2026-05-01", "2026-06-01"),
        ({**new.as_dict(private=False), "x": "none"}, "2026-07-01", "2026-07-02"),
    ]
    for number, (jwk, since, previous_until) in enumerate(announced, 1):
        said = {"service": "planning", "jwk": public(jwk) if number < 3 else jwk, "valid_from": f"{since}T00:00:00Z"}
        said |= {"valid_until": None, "previous_until": f"{previous_until}T00:00:00Z"}
        await pool.execute(
            "insert into inbox (source, position, topic, partition, kafka_offset, stream, version, type, schema_version, id,"
            " time, data, meta) values ($1, $5::integer, $2, 0, $5::integer, 'service-key-planning', $5::integer,"
            " 'registry.service-key-announced', 1,"
            " gen_random_uuid(), $3, $4, '{}')",
            f"/{HUARONG}/registry", f"{HUARONG}.shared", told, json.dumps(said), number,
        )  # fmt: skip
    for each in (new, newer):
        # As the version before kept an announcement: a row under each agreement.
        await pool.execute(
            "insert into views.partner_keys (agreement, place, service, kid, jwk, valid_from)"
            " values ('HX-2026', $1, 'planning', $2, $3, '2026-03-01')",
            HUARONG, each.thumbprint(), json.dumps(public(each.as_dict(private=False))),
        )  # fmt: skip
    await migrate(pool, planning.migrations)
    found = {each.kid: each.until for each in await planning.trust(pool, HUARONG, "planning")}
    end = datetime(2026, 12, 31, 16, tzinfo=UTC)
    first, second = (datetime(2026, month, 1, tzinfo=UTC) for month in (4, 6))
    assert found == {KEYS[HUARONG].thumbprint(): first, new.thumbprint(): second, newer.thumbprint(): end}
