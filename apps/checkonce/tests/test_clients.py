"""The clients are what the services publish, have names that a person would write, and do on a real service what they say."""

import shutil
from datetime import UTC, date, datetime

import pytest

from apps.checkonce.clients.__main__ import FOLDER, main
from apps.checkonce.clients.schemas import Schemas
from libs.clients.base import etag_of, pages, was_replayed
from libs.clients.errors import ProblemError
from libs.clients.registry import Registry
from libs.events.resending import httpx
from libs.events.testing.services import service_under_test
from services.registry.app import service


def test_the_clients_are_up_to_date_and_a_difference_is_told(capsys, tmp_path):
    assert main(["--check"]) == 0
    copy = tmp_path / "clients"
    shutil.copytree(FOLDER, copy)
    whistle = copy / "whistle.py"
    written = whistle.read_text()
    whistle.write_text(written.replace('"/v1/whistles"', '"/v1/whistle"'))
    (copy / "gone.py").touch()
    assert main(["--check", "--folder", str(copy)]) == 1
    said = capsys.readouterr().err
    assert "libs/clients/whistle.py" in said
    assert "libs/clients/gone.py" in said
    assert "libs/clients/planning.py" not in said
    assert main(["--folder", str(copy)]) == 0
    assert whistle.read_text() == written
    assert not (copy / "gone.py").exists()


def test_a_schema_becomes_the_type_a_caller_expects():
    document = {
        "paths": {},
        "components": {
            "schemas": {
                "DoorPage": {"properties": {"items": {"items": {"$ref": "#/c/schemas/Door"}, "type": "array"}, "next": {}}},
                "Door": {"properties": {"door": {"type": "string"}}, "type": "object"},
                "Client": {"properties": {}, "type": "object"},
            }
        },
    }
    schemas = Schemas(document)
    kinds = {
        "Page[Door]": {"$ref": "#/c/schemas/DoorPage"},
        "ClientModel": {"$ref": "#/c/schemas/Client"},
        "dt.date | None": {"anyOf": [{"type": "null"}, {"type": "string", "format": "date"}]},
        "str": {"anyOf": [{"type": "string", "maxLength": 3}, {"type": "string"}]},
        "dict[str, int]": {"type": "object", "patternProperties": {"^a": {"type": "integer"}}},
        "dict[str, Any]": {"type": "object"},
        "tuple[Door, Door]": {"type": "array", "prefixItems": [{"$ref": "#/c/schemas/Door"}] * 2},
        "list[dict[str, Any]]": {"type": "array", "items": {"type": "object", "additionalProperties": True}},
    }
    assert [schemas.type(schema) for schema in kinds.values()] == list(kinds)


NOVEMBER = datetime(2025, 11, 3, 2, 0, tzinfo=UTC)
INDUSTRIES = "code,name\n" + "".join(f"trade-{n:03},行业{n}\n" for n in range(7))


async def test_a_client_speaks_to_the_service_it_was_written_for(database, issuer):
    async with service_under_test(service, database, issuer, now=NOVEMBER) as sut:
        transport = httpx.ASGITransport(app=sut.client._transport.app, raise_app_exceptions=False)
        async with Registry("http://registry", transport=transport) as stranger:
            registry = stranger.acting_as(issuer.token("r-1", place="421088", roles=["registrar"]))

            report = await registry.import_file("industries", INDUSTRIES.encode(), "text/csv", import_id="first")
            assert (report.state, report.accepted, report.refused) == ("finished", 7, 0)
            assert (await registry.import_report("first")).rows == 7

            found = [industry.industry async for industry in pages(registry.industries, limit=3)]
            assert found == [f"trade-{n:03}" for n in range(7)]
            async with registry.industries_export("csv") as chunks:
                assert b"".join([chunk async for chunk in chunks]).count(b"trade-") == 7

            withdrawn = await registry.withdraw_industry(
                "trade-001", effective_from=date(2025, 12, 1), reason="并入其他行业", key="once"
            )
            assert etag_of(withdrawn) == f'"{withdrawn.version}"'
            again = await registry.withdraw_industry(
                "trade-001", effective_from=date(2025, 12, 1), reason="并入其他行业", key="once"
            )
            assert was_replayed(again)
            assert not was_replayed(withdrawn)

            with pytest.raises(ProblemError) as changed:
                await registry.withdraw_industry(
                    "trade-002", effective_from=date(2025, 12, 1), reason="并入其他行业", if_match=99
                )
            assert changed.value.status == 412
            with pytest.raises(ProblemError) as unknown:
                await registry.industry("没有/这个")
            assert unknown.value.status == 404
            with pytest.raises(ProblemError) as refused:
                await stranger.withdraw_industry("trade-002", effective_from=date(2025, 12, 1), reason="并入其他行业")
            assert refused.value.status == 401
            assert (
                await registry.acting_as(issuer.token("op", place="421088", roles=["operator"])).progress()
            ).service == "registry"
