"""Whatever is asked of the keys that neighbours are told of."""

from datetime import UTC, datetime, timedelta
from typing import ClassVar

from hypothesis import strategies as st
from joserfc.jwk import OKPKey

from libs.events.catalog.registry.agreements import PartyKey
from libs.events.catalog.registry.keys import ServiceKeyAnnounced, ServiceKeyWithdrawn
from libs.events.signatures import public, thumbprint
from libs.events.testing.decider_machine import BEGIN, DeciderMachine
from services.registry.keys import commands as c
from services.registry.keys import refusals as r
from services.registry.keys.decide import SERVICE_KEY

DAY = timedelta(days=1)
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
JWKS = [public(OKPKey.derive_key(f"key {n}", "Ed25519").as_dict(private=False)) for n in range(3)]
KIDS = [thumbprint(jwk) for jwk in JWKS]


def on_file(service, *keys):
    """`keys`: number of the key, from when, until when."""
    return c.KeyLookups({
        KIDS[n]: PartyKey(service=service, jwk=JWKS[n], valid_from=since, valid_until=until) for n, since, until in keys
    })  # fmt: skip


SOON = (0, LONG_AGO, BEGIN + 30 * DAY), (1, BEGIN, None)
THEN = (1, BEGIN, BEGIN + 200 * DAY), (2, BEGIN + 60 * DAY, None)
LATER = (0, LONG_AGO, BEGIN + 60 * DAY), (1, BEGIN, None)
OPEN = (0, LONG_AGO, None), (1, BEGIN, None)
GONE = (0, LONG_AGO, None), (1, LONG_AGO, BEGIN - DAY)
APART = (0, LONG_AGO, BEGIN + DAY), (1, BEGIN + 400 * DAY, None)
SHORT = (0, LONG_AGO, BEGIN + 400 * DAY), (1, BEGIN - DAY, BEGIN)
ALONE = ((1, BEGIN, None),)


def announce(files, n=1, service="planning", until=None):
    return c.AnnounceKey(service=service, kid=KIDS[n], previous_until=until, known=on_file(service, *files))


def withdraw(n=0, service="planning", since=BEGIN, files=SOON):
    return c.WithdrawKey(service=service, kid=KIDS[n], withdrawn_from=since, reason="密钥泄露", known=on_file(service, *files))


files = st.sampled_from([SOON, THEN, LATER, OPEN, GONE, APART, SHORT, ALONE])
numbers = st.integers(0, 2)
ends = st.none() | st.sampled_from([BEGIN - DAY, BEGIN + 30 * DAY])


class ServiceKeys(DeciderMachine):
    """Each key is announced once, beside those of before for a time; what is withdrawn stays so, from the earliest time."""

    decider, key = SERVICE_KEY, "service"
    asks: ClassVar = {
        c.AnnounceKey: st.builds(announce, files, numbers, st.just("planning"), ends),
        c.WithdrawKey: st.builds(
            withdraw, numbers, st.just("planning"), st.sampled_from([BEGIN, BEGIN - DAY, BEGIN + DAY]), files
        ),
    }
    produces = (ServiceKeyAnnounced, ServiceKeyWithdrawn)
    refuses = (r.AnnouncedBefore, r.EndMissing, r.KeyIsOver, r.KeyWithdrawn, r.NoOverlap, r.NotInKeyFile)
    stories = (
        (announce(SOON), announce(SOON), announce(THEN, 2), announce(LATER)),
        (announce(SHORT), announce(APART), announce(OPEN), announce(ALONE)),
        (withdraw(), withdraw(since=BEGIN - DAY), announce(SOON, 0)),
    )

    def law(self):
        kids = [thumbprint(fact.jwk) for fact in self.facts if isinstance(fact, ServiceKeyAnnounced)]
        assert len(set(kids)) == len(kids)
        gone = {}
        for fact, at in self.history:
            if isinstance(fact, ServiceKeyAnnounced):
                assert fact.previous_until > max(at, fact.valid_from)
                assert fact.valid_until is None or fact.valid_until > at
                assert thumbprint(fact.jwk) not in gone
            else:
                assert fact.withdrawn_from < gone.get(fact.kid, fact.withdrawn_from + DAY)
                gone[fact.kid] = fact.withdrawn_from
