"""Who holds the secret of confided facts: all services that keep any, told or heard."""

from apps.checkonce.embedded.layout import CONFIDANTS, services
from libs.events.bus.confiding import confiders
from libs.events.fact import Visibility, catalog


def test_who_keeps_confided_facts_is_who_is_given_the_secret():
    """A service's start looks at what its views and reactions hear: a confided fact that no view of its keeps goes unseen."""
    kept = {name: {*service.views.home, *service.reactions.home} for name, service in services().items()}
    assert {name for name, facts in kept.items() if confiders(facts)} == set(CONFIDANTS)
    # By type: views and reactions hear its newest version, of whichever it was stored.
    every = {fact.fact_type for fact in catalog if fact.visibility is Visibility.CONFIDED}
    # Tests of the same process have facts of their own.
    said = {fact for fact in every if fact.partition(".")[0] in kept}
    assert {fact.partition(".")[0] for fact in said} == {"planning", "inspection"}
    assert all(fact in {each.fact_type for each in kept[fact.partition(".")[0]]} for fact in said)
