"""What neighbours are told of the keys of this place's services: another one comes, one is withdrawn.

The registry tells it for all services, in its own chain of shared facts, which a key seals that the neighbour trusts already.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from libs.events.calendar import local_day
from libs.events.catalog.registry import keys as f
from libs.events.decider import Decider
from libs.events.fact import Fact
from libs.events.shapes.ahead import check_ahead
from libs.events.signatures import thumbprint

from . import commands as c
from . import refusals as r
from .sharing import SHARING

ANNOUNCED = f.ServiceKeyAnnounced.of(c.AnnounceKey, "jwk", "valid_from", "valid_until", "previous_until")
WITHDRAWN = f.ServiceKeyWithdrawn.of(c.WithdrawKey)
_TELLER = "registry"


@dataclass(frozen=True, slots=True)
class Told:
    """What neighbours know: thumbprints of keys announced and withdrawn, the latter with the time from which."""

    announced: frozenset[str] = frozenset()
    withdrawn: Mapping[str, datetime] = field(default_factory=dict)
    last: f.ServiceKeyAnnounced | None = None


def decide(command: c.ServiceKeyCommand, told: Told, now: datetime) -> Sequence[Fact]:
    """Raises SharesNothing, NotInKeyFile, KeyIsOver, KeyWithdrawn, AnnouncedBefore, EndMissing, NoOverlap, RegistrysOwnKey, and
    BeginsTooLate for a time more than two years ahead.
    """
    if command.service not in SHARING:
        raise r.SharesNothing(service=command.service, sharing=sorted(SHARING))
    match command:
        case c.AnnounceKey():
            return _announced(command, told, now)
        case c.WithdrawKey(kid=kid, withdrawn_from=since):
            if command.service == _TELLER:
                raise r.RegistrysOwnKey(service=command.service)
            if kid not in command.known.keys and kid not in told.announced:
                raise r.NotInKeyFile(kid=kid, service=command.service)
            check_ahead(local_day(since), now, "withdrawn_from")
            # Neighbours take the earliest time: a later one says nothing.
            return [] if kid in told.withdrawn and told.withdrawn[kid] <= since else [WITHDRAWN(command)]
    raise AssertionError(type(command).__name__)


def _announced(command: c.AnnounceKey, told: Told, now: datetime) -> Sequence[Fact]:
    kid, known = command.kid, command.known.keys
    if kid not in known:
        raise r.NotInKeyFile(kid=kid, service=command.service)
    if kid in told.withdrawn:
        raise r.KeyWithdrawn(kid=kid, withdrawn_from=told.withdrawn[kid])
    key, others = known[kid], [other for name, other in known.items() if name != kid]
    ends = [other.valid_until for other in others]
    until = max((end for end in ends if end), default=command.previous_until)
    if until is None or None in ends:
        raise r.EndMissing(previous_until=None, service=command.service)
    made = ANNOUNCED(command, jwk=key.jwk, valid_from=key.valid_from, valid_until=key.valid_until, previous_until=until)
    if made == told.last:
        return []
    if kid in told.announced:
        raise r.AnnouncedBefore(kid=kid)
    if key.valid_until is not None and key.valid_until <= now:
        raise r.KeyIsOver(kid=kid, until=key.valid_until)
    if until <= max(now, key.valid_from):
        raise r.NoOverlap(previous_until=until, since=max(now, key.valid_from))
    # A key is announced once: what is said of its times stays said.
    check_ahead(local_day(key.valid_from), now, "kid")
    check_ahead(local_day(until), now, "previous_until")
    return [made]


def evolve(told: Told, fact: Fact) -> Told:
    match fact:
        case f.ServiceKeyAnnounced(jwk=jwk):
            return replace(told, announced=told.announced | {thumbprint(jwk)}, last=fact)
        case f.ServiceKeyWithdrawn(kid=kid, withdrawn_from=since):
            return replace(told, withdrawn={**told.withdrawn, kid: since})
    return told


SERVICE_KEY: Decider[c.ServiceKeyCommand, Told] = Decider(
    name="service-key",
    commands=c.ServiceKeyCommand,
    stream=lambda command: f"service-key-{command.service}",
    initial=Told(),
    decide=decide,
    evolve=evolve,
    # In the countersignature: neighbours need no names of ours.
    unrecorded={c.AnnounceKey: ("kid", "asked_by", "approved_by"), c.WithdrawKey: ("asked_by", "approved_by")},
)
