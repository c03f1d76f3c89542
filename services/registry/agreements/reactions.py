"""What follows when a neighbour revokes."""

from collections.abc import Iterable

from libs.events.catalog.registry.agreements import AgreementRevoked
from libs.events.decider import Command
from libs.events.envelope import Recorded
from libs.events.reactions import Environment, Reactions
from libs.events.store.store import Transaction

from . import commands as c

reactions = Reactions()


@reactions.on_neighbour(AgreementRevoked)
async def partner_revoked(_: Transaction, revoked: Recorded[AgreementRevoked], __: Environment) -> Iterable[Command]:
    """The partner's word ends the agreement here too, as a fact of our own that this jurisdiction's services see.

    Only for the sender's own revocation: a neighbour that repeats what somebody else has said changes nothing.
    """
    f = revoked.fact
    return [c.LearnRevocation(agreement=f.agreement, by=f.by, reason=f.reason)] if f.by == revoked.place else []
