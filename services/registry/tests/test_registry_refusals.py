"""What every refusal of the registry has."""

from libs.events.refusal import Refusal
from services.registry.agreements import refusals as agreements_refusals
from services.registry.entities import refusals as entities_refusals
from services.registry.items import refusals as items_refusals


def test_every_refusal_of_this_service_has_a_title_in_both_languages():
    for rule in (
        items_refusals.AlreadyListed,
        agreements_refusals.BadSignature,
        items_refusals.KeyItemWithoutCycle,
        agreements_refusals.NotOurKey,
        entities_refusals.EntityIsStruckOff,
    ):
        assert issubclass(rule, Refusal)
        assert rule.title_zh != rule.title_en
        assert rule.slug not in {"refused", "invalid", "not-found", "not-now"}
