"""Each property of a fact, of a request and of an answer says what it means, and each word of the glossary is used."""

import json

from pydantic import BaseModel, Field

from apps.checkonce.names import SERVICES
from libs.events.catalog.contracts_of import CONTRACTS
from libs.events.catalog.glossary import TAGS, WORDS, describe, models_of

from .published import document


def schemas():
    """Every schema that is published, by where it stands."""
    for service in SERVICES:
        for name, schema in document(service)["components"]["schemas"].items():
            yield f"{service} {name}", name, schema
    for path in (CONTRACTS / "schemas").glob("*.json"):
        schema = json.loads(path.read_text(encoding="utf-8"))
        for name, part in {schema["title"]: schema, **schema.get("$defs", {})}.items():
            yield f"{path.stem} {name}", name, part


def parameters():
    for service in SERVICES:
        for path, methods in document(service)["paths"].items():
            for method, said in methods.items():
                for parameter in said.get("parameters", ()):
                    yield f"{service} {method} {path} {parameter['name']}", parameter


def test_every_property_and_parameter_says_what_it_means():
    silent = [
        f"{where}.{field}"
        for where, _, schema in schemas()
        for field, part in schema.get("properties", {}).items()
        if not part.get("description")
    ]
    silent += [where for where, parameter in parameters() if not parameter.get("description")]
    said = "say it by Field(description=...), in the model's docstring with `name` in backticks, or in catalog/glossary.toml"
    assert silent == [], said


def test_every_word_is_somebodys():
    used = {(name, field) for _, name, schema in schemas() for field in schema.get("properties", ())}
    names = {field for _, field in used} | {parameter["name"] for _, parameter in parameters()}
    assert [word for word in WORDS if tuple(word.split(".", 1)) not in used and word not in names] == []


def test_every_group_of_operations_is_described_and_every_description_is_of_one():
    assert {tag["name"] for service in SERVICES for tag in document(service)["tags"]} == set(TAGS)


class Shelf(BaseModel):
    """A shelf. `place` in the hall; `reason` of its being there, `state` of its boards. Nothing of the year."""

    place: str
    reason: str
    state: str = Field(description="Good or bad.")
    year: int
    zebra: int


class Case(Shelf):
    """With a glass door."""


def test_a_model_is_heard_before_the_glossary_and_its_base_where_it_says_nothing():
    assert models_of([list[Case] | None, Shelf]) == {"Case": Case, "Shelf": Shelf}
    for model in (Shelf, Case):
        schema = model.model_json_schema()
        describe({model.__name__: schema}, models_of([model]))
        assert {name: part.get("description") for name, part in schema["properties"].items()} == {
            "place": "`place` in the hall.",
            "reason": "`reason` of its being there, `state` of its boards.",
            "state": "Good or bad.",
            "year": WORDS["year"],
            "zebra": None,
        }
