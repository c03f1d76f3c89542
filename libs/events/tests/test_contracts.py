"""The published contracts: generated, up to date, and never broken for data that is already out."""

import copy
import json
import shutil
import subprocess
import sys
from enum import StrEnum

import pytest
from jsonschema import Draft202012Validator

from libs.events.catalog.__main__ import main
from libs.events.catalog.contracts_of import (
    CONTRACTS,
    NoExampleError,
    Published,
    asyncapi_of,
    changes,
    example_of,
    own_facts,
    schema_of,
)
from libs.events.catalog.whistle.call import WhistleClosed
from libs.events.fact import Catalog, Fact, Visibility, catalog
from libs.events.shapes.asked import asking

PUBLISHED = Published(catalog)
SCHEMAS = sorted((CONTRACTS / "schemas").glob("*.json"))


class Size(StrEnum):
    SMALL = "small"
    LARGE = "large"


def class_of(version=1, visibility=Visibility.INTERNAL, defaults=None, **annotations):
    """A fact class outside any catalog."""
    values = {"__module__": "made.up.facts", "__annotations__": annotations, "__qualname__": "Baked", **(defaults or {})}
    cls = type("Baked", (Fact,), values)
    cls.fact_type, cls.fact_version, cls.visibility = "bakery.baked", version, visibility
    return cls


BAKED = {
    "$id": "urn:x", "type": "object", "additionalProperties": False, "x-checkonce-visibility": "internal",
    "required": ["loaf", "size", "grams", "batch"],
    "properties": {
        "loaf": {"type": "string", "title": "Loaf", "pattern": "^[a-z]+$", "maxLength": 20, "minLength": 2},
        "size": {"$ref": "#/$defs/Size"},
        "grams": {"type": "integer", "minimum": 1, "maximum": 1000},
        "batch": {"type": "array", "items": {"type": "string", "format": "date"}, "maxItems": 9},
        "note": {"anyOf": [{"type": "string", "maxLength": 9}, {"type": "null"}], "default": None},
        "price": {"type": "object", "additionalProperties": {"type": "integer"}, "propertyNames": {"$ref": "#/$defs/Size"}},
        "marks": {"type": "object", "patternProperties": {"^a": {"type": "integer"}}, "additionalProperties": False},
        "pair": {"type": "array", "prefixItems": [{"type": "string"}, {"type": "integer"}], "minItems": 2, "maxItems": 2},
        "oven": {"$ref": "#/$defs/Oven", "default": {"heat": 200}},
    },
    "$defs": {
        "Size": {"type": "string", "enum": ["small", "large"]},
        "Oven": {"type": "object", "properties": {"heat": {"type": "integer"}}, "required": ["heat"]},
    },
}  # fmt: skip


def put(document, path, value):
    *steps, last = path.split("/")
    for step in steps:
        document = document[int(step)] if isinstance(document, list) else document[step]
    if value is ...:
        del document[last]
    elif isinstance(document, list):
        document[int(last)] = value
    else:
        document[last] = value


def changed(*alterations):
    document = copy.deepcopy(BAKED)
    for path, value in alterations:
        put(document, path, value)
    return document


@pytest.mark.parametrize(
    ("why", "alterations"),
    [
        ("property removed or renamed", [("properties/note", ...)]),
        ("property removed or renamed", [("properties/remark", BAKED["properties"]["note"]), ("properties/note", ...)]),
        ("$.baker: property added", [("properties/baker", {"type": "string", "default": "nobody"})]),
        ("$.oven.door: property added", [("$defs/Oven/properties/door", {"type": "string", "default": "shut"})]),
        ("'note' is a new required", [("required", [*BAKED["required"], "note"])]),
        ("'batch' is no longer a required", [("required", ["loaf", "size", "grams"])]),
        ("type is 'integer'", [("properties/loaf", {"type": "integer"})]),
        ("type is 'number'", [("properties/grams/type", "number")]),
        ("type is 'number'", [("properties/batch/items", {"type": "number"})]),
        ("anyOf is absent", [("properties/note", {"type": "string", "maxLength": 9, "default": None})]),
        ("anyOf is", [("properties/note/anyOf", [{"type": "string", "maxLength": 9}, {"type": "null"}, {"type": "integer"}])]),
        ("maxLength is 5", [("properties/note/anyOf/0/maxLength", 5)]),
        ("type is 'integer'", [("properties/note/anyOf/0/type", "integer")]),
        ("'large' is no longer", [("$defs/Size/enum", ["small"])]),
        ("'medium' is a new", [("$defs/Size/enum", ["large", "medium", "small"])]),
        ("enum is absent", [("$defs/Size", {"type": "string"})]),
        ("enum is ['rye']", [("properties/loaf/enum", ["rye"])]),
        ("const is 'rye'", [("properties/loaf/const", "rye")]),
        ("pattern is", [("properties/loaf/pattern", "^[a-y]+$")]),
        ("pattern is absent", [("properties/loaf/pattern", ...)]),
        ("pattern is", [("properties/note/anyOf/0/pattern", "^x$")]),
        ("format is", [("properties/batch/items/format", "date-time")]),
        ("minimum is 2", [("properties/grams/minimum", 2)]),
        ("minimum is 0", [("properties/grams/minimum", 0)]),
        ("maximum is absent", [("properties/grams/maximum", ...)]),
        ("maxItems is 10", [("properties/batch/maxItems", 10)]),
        ("uniqueItems is True", [("properties/batch/uniqueItems", True)]),
        ("additionalProperties is absent", [("additionalProperties", ...)]),
        ("additionalProperties is True", [("additionalProperties", True)]),
        ("type is 'string'", [("properties/price/additionalProperties/type", "string")]),
        ("propertyNames is absent", [("properties/price/propertyNames", ...)]),
        ("pattern added", [("properties/marks/patternProperties", {"^b": {"type": "integer"}})]),
        ("type is 'string'", [("properties/marks/patternProperties/^a/type", "string")]),
        ("prefixItems is", [("properties/pair/prefixItems", [{"type": "string"}])]),
        ("type is 'string'", [("properties/pair/prefixItems/1/type", "string")]),
        ("items is absent", [("properties/batch/items", ...)]),
        ("type is 'string'", [("$defs/Oven/properties/heat/type", "string")]),
        ("default is {'heat': 180}", [("properties/oven/default", {"heat": 180})]),
        ("default is", [("properties/note/default", "x")]),
        ("visibility is private", [("x-checkonce-visibility", "private")]),
    ],
)  # fmt: skip
def test_a_change_of_a_published_version_is_caught_and_named(why, alterations):
    found = changes(BAKED, changed(*alterations))
    assert [line for line in found if why in line], found


@pytest.mark.parametrize(
    "alterations",
    [
        [],
        [("properties/loaf/title", "Bread"), ("description", "What was baked."), ("$defs/Size/description", "How big.")],
        [("required", [*reversed(BAKED["required"])]), ("$defs/Size/enum", ["large", "small"])],
        [("properties/size", {"type": "string", "enum": ["small", "large"]})],
        [("$defs/Magnitude", BAKED["$defs"]["Size"]), ("properties/size", {"$ref": "#/$defs/Magnitude"})],
        [("x-checkonce-visibility", "shared")],
    ],
)  # fmt: skip
def test_other_texts_another_order_and_more_readers_are_no_change(alterations):
    assert changes(BAKED, changed(*alterations)) == []


def test_every_fact_says_the_same_as_itself():
    assert [fault for cls in PUBLISHED.facts for fault in changes(schema_of(cls), schema_of(cls))] == []


def test_the_contracts_are_up_to_date_and_nothing_published_is_broken():
    assert PUBLISHED.changed() == []
    assert PUBLISHED.outdated() == []


def test_generating_twice_gives_the_same_bytes():
    """In other processes with other hash seeds."""
    program = (
        "import hashlib; from libs.events.catalog.contracts_of import Published; from libs.events.fact import catalog;"
        "import pathlib, libs.events.catalog; p = Published(catalog, pathlib.Path('absent'));"
        "print(hashlib.sha256(repr([*p.wanted().items(), *p._examples().items()]).encode()).hexdigest())"
    )
    digests = {
        subprocess.run(
            [sys.executable, "-c", program], env={"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(sys.path)}, check=True,
            capture_output=True,
        ).stdout
        for seed in ("1", "2")
    }  # fmt: skip
    assert len(digests) == 1


@pytest.mark.parametrize("path", SCHEMAS, ids=lambda path: path.stem)
def test_a_published_schema_is_valid_and_accepts_its_golden_example(path):
    schema = json.loads(path.read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    golden = json.loads((CONTRACTS / "golden" / path.name).read_text(encoding="utf-8"))
    Draft202012Validator(schema).validate(golden)
    fact_type, _, version = path.stem.rpartition(".v")
    assert schema["$id"] == f"urn:checkonce:schema:{fact_type}:v{version}"


@pytest.mark.parametrize(("fact_type", "version", "path"), PUBLISHED.goldens(), ids=lambda v: getattr(v, "stem", None))
def test_published_data_of_every_version_is_still_readable(fact_type, version, path):
    fact = catalog.decode(fact_type, version, json.loads(path.read_text(encoding="utf-8")))
    assert isinstance(fact, Fact)
    assert type(fact) is catalog.newest(fact_type)


def test_there_is_a_golden_example_for_every_published_schema():
    assert [path.name for path in SCHEMAS] == sorted(path.name for *_, path in PUBLISHED.goldens())


def test_only_the_published_language_is_published():
    assert {cls.fact_type.split(".")[0] for cls in own_facts(catalog)} == {
        "registry", "planning", "inspection", "credit", "disclosure", "whistle",
    }  # fmt: skip


def test_the_asyncapi_document_names_every_topic_and_resolves():
    document = json.loads((CONTRACTS / "asyncapi.json").read_text(encoding="utf-8"))
    addresses = {channel["address"] for channel in document["channels"].values()}
    services = {cls.fact_type.split(".")[0] for cls in PUBLISHED.facts}
    assert addresses == {"{place}.shared", *(f"{{place}}.{service}.events" for service in services)}
    for reference in references(document):
        if reference.startswith("./"):
            assert (CONTRACTS / reference).is_file()
        else:
            found = document
            for step in reference.removeprefix("#/").split("/"):
                found = found[step]
    shared = set(document["channels"]["shared"]["messages"])
    assert shared == {f"{c.fact_type}.v{c.fact_version}" for c in PUBLISHED.facts if c.visibility is Visibility.SHARED}


def references(part):
    if isinstance(part, dict):
        yield from (value for key, value in part.items() if key == "$ref")
        for value in part.values():
            yield from references(value)
    elif isinstance(part, list):
        for value in part:
            yield from references(value)


def test_the_headers_in_the_document_are_those_that_are_sent():
    from datetime import UTC, datetime  # noqa: PLC0415
    from uuid import uuid4  # noqa: PLC0415

    from libs.events.envelope import Meta, Raw, Recorded, to_kafka  # noqa: PLC0415

    fact = Raw("whistle.blown", 1, b"{}")
    sent = Recorded(fact, "/421088/whistle", "w-1", 1, 1, uuid4(), datetime.now(UTC), Meta("a", "b", "c", "d"))
    traits = asyncapi_of(PUBLISHED.facts)["components"]["messageTraits"]
    _, _, headers = to_kafka(sent)
    # The relay puts it on, when it knows what came before.
    headers.append(("ce_predecessor", b"0"))
    assert set(traits["cloudevent"]["headers"]["properties"]) == set(dict(headers))
    Draft202012Validator(traits["cloudevent"]["headers"]).validate({k: v.decode() for k, v in headers})


def test_a_private_fact_is_in_no_channel_and_a_shared_one_is_in_two():
    private = class_of(visibility=Visibility.PRIVATE, loaf=str)
    shared = class_of(2, visibility=Visibility.SHARED, loaf=str)
    document = asyncapi_of([private, shared])
    assert set(document["channels"]["bakery.events"]["messages"]) == {"bakery.baked.v2"}
    assert set(document["channels"]["shared"]["messages"]) == {"bakery.baked.v2"}
    assert set(document["components"]["messages"]) == {"bakery.baked.v2", "bakery.baked.v2.sealed"}


def test_an_example_needs_to_be_known_for_a_pattern():
    with pytest.raises(NoExampleError, match=r"\^Q\+\$"):
        example_of({"type": "string", "pattern": "^Q+$"}, "x")


@pytest.fixture
def folder(tmp_path):
    shutil.copytree(CONTRACTS, tmp_path / "contracts")
    return tmp_path / "contracts"


def test_a_broken_contract_is_not_overwritten_and_the_way_out_is_named(folder, capsys):
    path = folder / "schemas" / "whistle.closed.v1.json"
    published = json.loads(path.read_text(encoding="utf-8"))
    published["properties"]["remark"] = {"type": "string"}
    path.write_text(json.dumps(published), encoding="utf-8")
    before = path.read_text(encoding="utf-8")
    for arguments in ([], ["--check"]):
        assert main(["--folder", str(folder), *arguments]) == 1
        said = capsys.readouterr().err
        assert "whistle.closed.v1 $.remark: property removed or renamed" in said
        assert "upcaster" in said
        assert "新增一个版本" in said
    assert path.read_text(encoding="utf-8") == before


def test_a_check_shows_the_difference_and_writes_nothing_and_a_run_puts_it_right(folder, capsys):
    path = folder / "schemas" / "whistle.closed.v1.json"
    published = json.loads(path.read_text(encoding="utf-8"))
    published["title"] = "Shut"
    path.write_text(json.dumps(published, indent=2), encoding="utf-8")
    (folder / "golden" / "whistle.blown.v1.json").unlink()
    assert main(["--folder", str(folder), "--check"]) == 1
    said = capsys.readouterr().err
    assert '-  "title": "Shut",' in said
    assert '+  "title": "WhistleClosed",' in said
    assert "golden/whistle.blown.v1.json: missing" in said
    assert main(["--folder", str(folder)]) == 0
    assert main(["--folder", str(folder), "--check"]) == 0
    assert (folder / "golden" / "whistle.blown.v1.json").read_bytes() == (
        CONTRACTS / "golden" / "whistle.blown.v1.json"
    ).read_bytes()


def test_an_existing_golden_example_is_never_touched(folder):
    path = folder / "golden" / "whistle.closed.v1.json"
    path.write_text('{"whistle": "W-of-long-ago"}\n', encoding="utf-8")
    assert main(["--folder", str(folder)]) == 0
    assert path.read_text(encoding="utf-8") == '{"whistle": "W-of-long-ago"}\n'


def test_a_new_version_without_an_upcaster_leaves_published_data_unreadable_and_is_refused(folder):
    first, second = class_of(1, loaf=str), class_of(2, loaf=str, grams=int)
    mine = Catalog()
    mine.register(first)
    mine.register(second)
    (folder / "golden" / "bakery.baked.v1.json").write_text('{"loaf": "rye"}', encoding="utf-8")
    (folder / "schemas" / "bakery.baked.v1.json").write_text(json.dumps(schema_of(first)), encoding="utf-8")
    published = Published(mine, folder)
    assert [line for line in published.changed() if "bakery.baked.v1" in line and "no upcaster" in line]
    mine.upcaster("bakery.baked", from_version=1)(lambda data: {**data, "grams": 0})
    assert not [line for line in published.changed() if "bakery" in line]


def test_a_field_that_joins_a_published_fact_is_refused_and_so_is_publishing_its_schema_anew(folder):
    """`ladder` once joined version 1 of a call that way, and who held its schema could read no call any more."""
    grown = type(
        "Closed", (WhistleClosed,), {"__module__": WhistleClosed.__module__, "__annotations__": {"why": str}, "why": ""}
    )
    mine = Catalog()
    mine.register(grown)

    def refused():
        return [line for line in Published(mine, folder).changed() if line.startswith("whistle.closed")]

    assert refused() == ["whistle.closed.v1 $.why: property added"]
    (folder / "schemas" / "whistle.closed.v1.json").unlink()
    assert "its schema is gone" in refused()[0]


def test_a_published_fact_whose_class_is_gone_is_refused(folder):
    assert any("no class reads it" in line for line in Published(Catalog(), folder).changed())


@pytest.mark.parametrize("code", ["４２１０８８", "٤٢١٠٨٨", "42108", "421088\\n"])
def test_a_division_code_has_six_ascii_digits(code):
    r"""`\d` in pydantic's expressions takes digits of every script."""
    from libs.events.catalog.registry.agreements import AgreementRevoked  # noqa: PLC0415

    good = {"agreement": "A-1", "by": "421088", "reason": "ended"}
    assert AgreementRevoked(**good)
    with pytest.raises(ValueError, match="pattern"):
        AgreementRevoked.model_validate_json(json.dumps({**good, "by": code}))


@pytest.mark.parametrize("words", ["call 13800138000", "call １３８００１３８０００", "id 42108819900101123X"])
def test_telephone_and_identity_numbers_never_enter_a_fact(words):
    from libs.events.catalog.planning.visit import VisitCancelled  # noqa: PLC0415

    with asking(), pytest.raises(ValueError, match="personal number"):
        VisitCancelled(visit="V-1", reason=words)
