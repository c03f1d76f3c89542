"""Who may do what in disclosure: the running service and its access table say the same."""

from libs.domain.testing import Asked, differences
from services.disclosure.rating.pool import publish_keys
from services.disclosure.testing import ENTITY, FIRE, MARKET, visit_facts

TAX = "421088-tax"
REASON = {"reason": "文书更正"}
ASKED = {
    "GET /publications/pending": Asked("/publications/pending", None, MARKET, TAX),
    "POST /publications/{publication}": Asked("/publications/result-R-V-1", {}, MARKET, FIRE, unseen=True),
    "POST /publications/{publication}/correction": Asked("/publications/result-R-V-1/correction", REASON, MARKET, FIRE),
    "POST /publications/{publication}/withdrawal": Asked("/publications/result-R-V-1/withdrawal", REASON, MARKET, FIRE),
    "GET /visits/{visit}/rating-keys": Asked("/visits/V-1/rating-keys", None, FIRE, MARKET, ENTITY),
    "POST /visits/{visit}/rating-tickets": Asked(
        "/visits/V-1/rating-tickets", {"blinded": {}}, FIRE, MARKET, ENTITY, unseen=True
    ),
}


async def test_the_service_lets_in_whom_its_table_names(disclosure):
    await disclosure.deliver("inspection", *visit_facts())
    await publish_keys(disclosure.running)
    assert await differences(disclosure, ASKED) == []
