"""Each of the tools that read our contracts is heard: what is wrong is told by it."""

import copy
import json

import pytest

from .__main__ import contracts, problems
from .packages import LOCK, installed

GOOD = {
    "openapi": "3.1.0",
    "info": {
        "title": "lamps",
        "version": "1",
        "description": "Lamps.",
        "contact": {"name": "keeper"},
        "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
    },
    "servers": [{"url": "/"}],
    "tags": [{"name": "lamps", "description": "Lamps."}],
    "paths": {
        "/lamps/{lamp}": {
            "get": {
                "operationId": "lamp",
                "summary": "A lamp",
                "description": "A lamp.",
                "tags": ["lamps"],
                "security": [],
                "parameters": [{"name": "lamp", "in": "path", "required": True, "schema": {"type": "string"}}],
                "responses": {
                    "200": {
                        "description": "The lamp.",
                        "content": {"application/json": {"schema": {"type": "string"}, "example": "on"}},
                    },
                    "404": {"description": "None."},
                },
            }
        }
    },
}
SCHEMA = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "properties": {"lamp": {"type": "string"}},
}


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    """What is said of contracts of which each has one fault."""
    folder = tmp_path_factory.mktemp("contracts")

    def file(name, content):
        path = folder / name
        path.write_text(json.dumps(content))
        return str(path)

    twice, untrue = copy.deepcopy(GOOD), copy.deepcopy(GOOD)
    twice["paths"]["/lamps/{number}"] = json.loads(json.dumps(GOOD["paths"]["/lamps/{lamp}"]).replace('"lamp"', '"number"'))
    untrue["paths"]["/lamps/{lamp}"]["get"]["responses"]["200"]["content"]["application/json"]["example"] = 7
    strict = file("unknown.json", {**SCHEMA, "colour": "red"})
    unfit = file("unfit.json", SCHEMA)
    asked = {
        "openapi": {"good": GOOD, "twice": twice, "untrue": untrue},
        "asyncapi": file("old.json", {"asyncapi": "3.0.0", "info": {"title": "lamps", "version": "1"}}),
        "schemas": [strict, unfit, file("fit.json", SCHEMA)],
        "goldens": {unfit: file("example.json", {"lamp": 7})},
    }
    return problems(asked, installed()).splitlines()


def test_what_is_well_is_not_spoken_of(found):
    assert not [line for line in found if ": good: " in line or ": fit.json: " in line]


@pytest.mark.parametrize(
    "said",
    [
        "redocly no-identical-paths: twice: ",
        "redocly no-invalid-media-type-examples: untrue: ",
        "spectral oas3-valid-media-example: untrue: ",
        "asyncapi asyncapi-latest-version: old.json: ",
        "ajv: unknown.json: ",
        "ajv: unfit.json: example: ",
    ],
)
def test_each_tool_tells_its_faults(found, said):
    assert [line for line in found if line.startswith(said)], found


def test_what_is_checked_is_all_that_is_published():
    asked = contracts()
    assert len(asked["openapi"]) == 6
    assert set(asked["schemas"]) == set(asked["goldens"])


def test_the_lock_holds_a_hash_for_each_package_and_no_address():
    text = LOCK.read_text(encoding="utf-8")
    packages = {name: each for name, each in json.loads(text)["packages"].items() if name}
    assert len(packages) > 50
    assert [name for name, each in packages.items() if not each["integrity"].startswith("sha512-")] == []
    assert "://" not in text
