"""No route that everybody may read shows an official's words as they were written: each text of an answer is accounted for."""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Iterator
from typing import Annotated, Any, get_args, get_origin

import pytest
from pydantic import BaseModel

from apps.checkonce.names import SERVICES
from libs.domain.public_words import MASKED, PublicWords
from libs.events.http.access import api_routes

# Codes, numbers, digests and words of the programs themselves, by the name of the field.
_CODES = """
absent agreement approval approved_by approver area asked_by beacon benchmark by by_level campaign certificate chain cluster
co_departments code code_head commitment credit_class crossplan crossplan_state cutoff delegate delegated_by demand demands
demands_added demands_removed department departments digest divisions draw earlier_code earlier_codes entities entity
escalation excluded excluded_by exclusion exemption fact fact_type figures filing format frame_root front_line goes_on_as gone
ground head industries industry inspectors_root issuer item items jwk key_items key_ratios kind kinds lead level lifts
list_class manifest manual masked member members method methods model modulus next not_voted number organ partner period plan
predecessors prefix premises proof proposer publication ratios reference revoked_by risk rounding rule rule_en salt scenario
seal signature signatures silent source state step stratum successor suggestion supervisor township townships visit warning
warning_en withheld
"""
CODES = set(_CODES.split())
# Names of bodies, places and lists; and the texts of rules, which are published to the letter.
NAMES_AND_RULES = {
    "DepartmentView.title", "OrganView.title", "TownshipView.title", "AreaView.title", "Answering.title", "IndustryView.title",
    "ScenarioView.title", "ManualView.title", "Task.title", "DepartmentRating.title", "Party.name", "NamedBeacon.name",
    "ItemContent.subject", "ItemContent.content", "ItemContent.legal_basis", "ItemContent.liability",
    "ItemContent.minor_exemption", "SourceContent.title", "SourceContent.power", "SourceContent.legal_basis",
    "VoiceView.field", "VoiceView.where", "VoiceView.says", "ManualSection.points", "ManualSection.legal_basis",
    "ExemptionView.behaviour", "ExemptionView.conditions", "ExemptionView.legal_basis", "BenchmarkView.violation",
    "BenchmarkView.legal_basis", "PenaltyGrade.grade", "PenaltyGrade.circumstances", "PenaltyGrade.other",
    "SourcedReason.reason", "SourcedReason.reason_en", "OfficerSeated.seat", "OfficerSeated.role", "Verification.reason",
    "Verification.reason_en",
}  # fmt: skip
# Masked by the matter itself, by what kind of text each is (`mask_entity_name` for a name), or sent by the caller.
BY_ITS_MATTER = {
    "EntityContent.name", "EntityContent.category", "EntityFile.name", "EntityFile.category", "EntityFile.township_title",
    "Entry.detail", "PublicationLine.title", "PublicationLine.department_title", "PublicationView.title",
    "PublicationView.department_title", "PublicationView.content", "Step.reason", "Mandate.entity_name", "Mandate.basis",
    "Mandate.premises_name",
}  # fmt: skip
# What has no model: tables of the same views, the bytes that a draw has signed, keys, proofs, and the record of substitutions.
NO_MODEL = {
    "GET /draws/{draw}/manifest", "GET /draws/{draw}/lists", "GET /draws/{draw}/certificate", "GET /keys",
    "GET /draws/{draw}/proofs/{entity:path}", "GET /draws/{draw}/substitutions",
}  # fmt: skip


def texts(shape: Any, name: str = "", meta: tuple[Any, ...] = ()) -> Iterator[tuple[str, tuple[Any, ...]]]:
    """`Model.field` of each text in an answer, with what its type is annotated with."""
    if get_origin(shape) is Annotated:
        inner, *more = get_args(shape)
        yield from texts(inner, name, (*meta, *more))
    elif shape is str:
        yield name, meta
    elif inspect.isclass(shape) and get_origin(shape) is None and issubclass(shape, BaseModel):
        for field, info in shape.model_fields.items():
            yield from texts(info.annotation, f"{shape.__name__}.{field}", tuple(info.metadata))
    else:
        for inner in get_args(shape):
            yield from texts(inner, name, meta)


def coded(meta: tuple[Any, ...]) -> bool:
    return any(getattr(each, "pattern", None) is not None for each in meta)


def unaccounted(shape: Any) -> set[str]:
    return {
        name
        for name, meta in texts(shape)
        if MASKED not in meta
        and not coded(meta)
        and name.rpartition(".")[2] not in CODES
        and name not in NAMES_AND_RULES | BY_ITS_MATTER
    }


@pytest.mark.parametrize("service", SERVICES)
def test_each_text_that_everybody_may_read_is_masked_or_no_officials_words(service):
    app = importlib.import_module(f"services.{service}.app").service
    public = {
        f"{method} {route.path}": route.response_model
        for route in api_routes(app.routers)
        for method in route.methods
        if not app.access[f"{method} {route.path}"].token
    }
    assert public
    bare = {key for key, shape in public.items() if shape is None or not list(_models(shape))}
    assert {key for key in bare if not key.endswith("/export.{format}")} <= NO_MODEL
    left = {key: unaccounted(shape) for key, shape in public.items() if key not in bare}
    assert {key: names for key, names in left.items() if names} == {}


def _models(shape: Any) -> Iterator[type[BaseModel]]:
    if inspect.isclass(shape) and get_origin(shape) is None and issubclass(shape, BaseModel):
        yield shape
    for inner in get_args(shape):
        yield from _models(inner)


def test_words_are_masked_where_a_view_is_made_and_a_bare_text_is_found():
    class Shown(BaseModel):
        entity: str
        reason: PublicWords | None = None
        notes: list[PublicWords] = []

    class Told(Shown):
        reason: str | None = None

    assert unaccounted(Shown) == set()
    assert unaccounted(list[Told]) == {"Told.reason"}
    said = "店主:张小三,电话:138 0013 8000"
    shown = Shown(entity="stall:1", reason=said, notes=[said])
    for text in (shown.reason, *shown.notes):
        assert "小三" not in text
        assert "0013" not in text
    assert shown.model_copy(update={"reason": said}).reason == said
