"""Keys of this place's services, as neighbours learn of a change."""

from __future__ import annotations

from pydantic import AwareDatetime

from ...fact import Fact, Visibility
from ..codes import PlainText, ServiceName


class ServiceKeyAnnounced(Fact, name="registry.service-key-announced", visibility=Visibility.SHARED):
    """A service of this place signs with another key soon: it counts from `valid_from`, those before it until `previous_until`.

    Both count in between. The registry says it for all services, also for itself.
    """

    service: ServiceName
    jwk: dict[str, str]
    valid_from: AwareDatetime
    valid_until: AwareDatetime | None
    previous_until: AwareDatetime


class ServiceKeyWithdrawn(Fact, name="registry.service-key-withdrawn", visibility=Visibility.SHARED):
    """A key of a service (`kid`: its thumbprint, RFC 7638) counts for nothing that happens from `withdrawn_from` on."""

    service: ServiceName
    kid: str
    withdrawn_from: AwareDatetime
    reason: PlainText
