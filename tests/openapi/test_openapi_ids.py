"""Whatever names an entity, an officer or anything else to a service is read in one way: every parameter, every body."""

from collections.abc import Iterator
from typing import Annotated, Any, get_args, get_origin

import pytest
from fastapi import FastAPI
from fastapi.dependencies.utils import get_flat_params
from fastapi.params import Path, Query
from fastapi.routing import iter_route_contexts
from pydantic import BaseModel, TypeAdapter
from pydantic.fields import FieldInfo

from libs.domain.testing import KINDS, spellings
from libs.events.catalog.registry.items import SourceContent
from services.credit.app import service as credit
from services.disclosure.app import service as disclosure
from services.inspection.app import service as inspection
from services.planning.app import service as planning
from services.registry.app import service as registry
from services.whistle.app import service as whistle

SERVICES = {each.name: each for each in (registry, planning, inspection, whistle, credit, disclosure)}
NO_CODES = {
    "cursor": "made by us",
    "sheet": "a name in a workbook",
    "import_id": "made by us",
    "upload": "made by us",
    "sha256": "a digest",
    "import-id": "the caller's own, for his next attempt",
    "countersignature": "made by us",
    "caller": "a token's subject",
    "code": "a credit code, read by the routes of the allow-list",
    "topic": "a name of Kafka's",
    "service": "one of the six",
    "source": "a service's address",
    "stream": "a name in a store",
}
"""Parameters that are text and name nothing that is listed."""
SEARCHES = {"q", "person", "entity", "subject", "asked_by", "duty"}
"""Text to look for. Of reads on record, `person` and `entity` are compared in both spellings (test_readings.py)."""


def string_schemas(schema: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for option in schema.get("anyOf", [schema]):
        inner = option.get("items", option)
        if inner.get("type") == "string":
            yield inner


PATTERNS = {
    each["pattern"]: name for name, kind in KINDS.items() for each in string_schemas(TypeAdapter(kind.shape).json_schema())
}


def fields(service: Any) -> Iterator[tuple[str, Any]]:
    """(operation, field) of every parameter in a path or a query."""
    for context in iter_route_contexts(service._routes):
        dependant = getattr(context, "dependant", None)
        for field in get_flat_params(dependant) if dependant is not None else ():
            if isinstance(field.field_info, (Path, Query)):
                yield f"{service.name} {min(context.methods)} {context.path} {field.alias}", field


@pytest.mark.parametrize("name", SERVICES)
def test_every_parameter_that_names_something_is_read_in_every_spelling(name):
    checked = 0
    for where, field in fields(SERVICES[name]):
        adapter = field._type_adapter
        for schema in string_schemas(adapter.json_schema()):
            pattern = schema.get("pattern")
            if pattern in PATTERNS:
                checked += 1
                several = get_origin(field.field_info.annotation) in {list, tuple}
                for kept, typed in spellings(KINDS[PATTERNS[pattern]]):
                    read = adapter.validate_python([typed] if several else typed)
                    assert (read[0] if several else read) == kept, (where, typed)
            elif pattern is None and not {"enum", "const", "format"} & schema.keys():
                file = field.alias == "kind" and "/import" in where
                assert file or field.alias in NO_CODES, f"{where} takes any text: give it a type of the catalog's codes"
            else:
                known = field.alias in SEARCHES | NO_CODES.keys() or "|" in (pattern or "|") or field.alias == "period"
                assert known or pattern is None, f"{where} has a form of its own: give it a type of the catalog's codes"
    assert checked > 0


def test_a_parameter_of_any_text_is_found_out():
    """The test above would not pass it over."""
    app = FastAPI()

    @app.get("/officers/{officer}")
    async def officer(officer: str) -> str:
        return officer

    (context,) = [each for each in iter_route_contexts(app.routes) if each.path == "/officers/{officer}"]
    (field,) = get_flat_params(context.dependant)
    (schema,) = string_schemas(field._type_adapter.json_schema())
    assert schema.get("pattern") is None
    assert field.alias not in NO_CODES


NAMES = {
    "entity", "department", "departments", "lead", "approver", "supervisor", "delegate", "delegated_by", "member", "township",
    "inspector", "inspectors", "officers", "gone", "substitute", "item", "items", "kind", "kinds", "industry", "industries",
    "visit", "demand", "demands", "plan", "draw", "filing", "scenario", "whistle", "clue", "tag", "qualification",
    "qualifications", "place", "partner", "agreement", "crossplan", "approval", "result", "recusal", "absence", "matter_kind",
}  # fmt: skip
"""Fields of bodies that name something that is listed."""


AS_WRITTEN = {"NewWhistle.place": "where it is, in words", "Handling.plan": "in words"}
"""Fields of such a name that hold no code."""


def models(shape: Any, seen: set[Any]) -> Iterator[type[BaseModel]]:
    if isinstance(shape, type) and issubclass(shape, BaseModel):
        if shape not in seen:
            seen.add(shape)
            yield shape
            for field in shape.model_fields.values():
                yield from models(field.annotation, seen)
    else:
        for part in get_args(shape):
            yield from models(part, seen)


def in_every_spelling(where: str, field: FieldInfo) -> int:
    """How many types of codes the field was held to."""
    shape = Annotated[field.annotation, *field.metadata] if field.metadata else field.annotation
    adapter: TypeAdapter[Any] = TypeAdapter(shape)
    whole = adapter.json_schema()
    several = "array" in {option.get("type") for option in whole.get("anyOf", [whole])}
    schemas = [each for each in string_schemas(whole) if not {"enum", "const"} & each.keys()]
    for schema in schemas:
        assert schema.get("pattern") in PATTERNS, f"{where} takes any text: give it a type of the catalog's codes"
        for kept, typed in spellings(KINDS[PATTERNS[schema["pattern"]]]):
            read = adapter.validate_python([typed] if several else typed)
            assert (next(iter(read)) if several else read) == kept, (where, typed)
    return len(schemas)


@pytest.mark.parametrize("name", SERVICES)
def test_every_field_of_a_body_that_names_something_is_read_in_every_spelling(name):
    checked = 0
    seen: set[Any] = set()
    for context in iter_route_contexts(SERVICES[name]._routes):
        dependant = getattr(context, "dependant", None)
        for body in dependant.body_params if dependant is not None else ():
            for model in models(body.field_info.annotation, seen):
                if model is SourceContent:  # as another list names things
                    continue
                for field_name in NAMES & model.model_fields.keys():
                    if f"{model.__name__}.{field_name}" not in AS_WRITTEN:
                        checked += in_every_spelling(f"{name} {model.__name__}.{field_name}", model.model_fields[field_name])
    assert checked > 0 or name in {"credit", "disclosure"}
