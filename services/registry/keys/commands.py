"""What may be asked of the keys of this place's services."""

from collections.abc import Mapping
from dataclasses import dataclass

from pydantic import AwareDatetime

from libs.events.catalog.codes import PlainText, ServiceName
from libs.events.catalog.registry.agreements import PartyKey
from libs.events.decider import Command, Countersigned, Known


@dataclass(frozen=True, slots=True)
class KeyLookups:
    """What our key file says of the service, by thumbprint (RFC 7638)."""

    keys: Mapping[str, PartyKey]


class ServiceKeyCommand(Command):
    service: ServiceName


class AnnounceKey(Countersigned, ServiceKeyCommand):
    """`previous_until` is asked only where the file has no other key of the service."""

    kid: str
    previous_until: AwareDatetime | None
    known: Known[KeyLookups]


class WithdrawKey(Countersigned, ServiceKeyCommand):
    kid: str
    withdrawn_from: AwareDatetime
    reason: PlainText
    known: Known[KeyLookups]
