"""Who holds the secret of confided facts: all services that keep any, told or heard."""

from apps.checkonce.embedded.layout import CONFIDANTS, services
from libs.events.bus.confiding import confiders
from libs.events.fact import Visibility, catalog


def test_who_keeps_confided_facts_is_who_is_given_the_secret():
    """A service's start looks at what its views and reactions hear: a confided fact that no view of its keeps goes unseen."""
    kept = {name: {*service.views.home, *service.reactions.home} for name, service in services().items()}
    assert {name for name, facts in kept.items() if confiders(facts)} == set(CONFIDANTS)
    own = {name: {fact for fact in catalog if fact.fact_type.startswith(f"{name}.")} for name in kept}
    confided = {name: {fact for fact in facts if fact.visibility is Visibility.CONFIDED} for name, facts in own.items()}
    assert {name for name, facts in confided.items() if facts} == {"planning", "inspection"}
    assert all(facts <= kept[name] for name, facts in confided.items())
