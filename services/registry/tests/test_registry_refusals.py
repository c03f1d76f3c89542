"""What every refusal of the registry has."""

from libs.events.refusal import Refusal
from services.registry.agreements.refusals import BadSignature, NotOurKey
from services.registry.entities.refusals import EntityIsStruckOff
from services.registry.items.refusals import AlreadyListed, KeyItemWithoutCycle


def test_every_refusal_of_this_service_has_a_title_in_both_languages():
    for rule in (AlreadyListed, BadSignature, KeyItemWithoutCycle, NotOurKey, EntityIsStruckOff):
        assert issubclass(rule, Refusal)
        assert rule.title_zh != rule.title_en
        assert rule.slug not in {"refused", "invalid", "not-found", "not-now"}
