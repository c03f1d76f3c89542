"""Departments called by a whistle ask for a joint visit, and planning answers."""

from collections.abc import Iterable

from libs.events.catalog.whistle.call import JointVisitAsked
from libs.events.decider import Command
from libs.events.envelope import Recorded
from libs.events.reactions import Environment, Reactions
from libs.events.store.store import Transaction
from services.planning.filing.views import queries as filing_queries

from . import commands as c
from .decide import visit_of
from .lookups import looked_up

reactions = Reactions()


@reactions.on(JointVisitAsked)
async def joint_visit_asked(tx: Transaction, asked: Recorded[JointVisitAsked], env: Environment) -> Iterable[Command]:
    """Planned at once, with whoever can come; who cannot is named."""
    await filing_queries.lock_entity(tx, entity=asked.fact.entity)
    answer = c.AnswerAsk(**asked.fact.model_dump(), known=await looked_up(tx, asked.fact, env.today))
    visit = visit_of(answer)
    return [answer] if visit is None else [answer, visit]
