"""The issuer's keys: a withdrawn one stops counting in time, and neither a forger nor an issuer that is away stops the work."""

import asyncio
import ssl
from contextlib import asynccontextmanager

import pytest
from joserfc.jwk import ECKey, OctKey, OKPKey, RSAKey
from pydantic import ValidationError

from libs.events.http.auth import Authenticator
from libs.events.http.tokens.check import Unauthenticated
from libs.events.http.tokens.keys import PAUSE, IssuerKeys
from libs.events.settings import Settings
from libs.events.testing.certificates import certified_in
from libs.events.testing.http_room import RotatingIssuer, service, serving
from libs.events.testing.services import service_under_test
from libs.events.testing.waiting import eventually

NEEDED = {"place": "421088", "database_url": "postgresql://h/db", "kafka_bootstrap": "broker:9092"}


@pytest.fixture(scope="module")
def certified(tmp_path_factory):
    return certified_in(tmp_path_factory.mktemp("certificates"))


class Now:
    def __init__(self):
        self.now = 1000.0

    def __call__(self):
        return self.now


@asynccontextmanager
async def issuing(*published, **settings):
    """An issuer that publishes the keys, an authenticator that asks it, and the authenticator's clock."""
    issuer = RotatingIssuer(published=list(published))
    async with serving(issuer.app()) as issuer.url:
        authenticator = Authenticator(Settings(**NEEDED, oidc_issuer=issuer.url, **settings))
        clock = authenticator.keys.clock = Now()
        # On a machine that is busy enough the issuer of the tests is slow, and not away.
        authenticator.keys.patience = 60.0
        yield issuer, authenticator, clock


def token(issuer, key, subject="v"):
    return issuer.signing_with(key).token(subject, place="421088", roles=["visitor"])


def two():
    return OKPKey.generate_key("Ed25519"), OKPKey.generate_key("Ed25519")


async def test_a_withdrawn_key_counts_no_longer_than_ten_minutes_even_for_a_token_that_is_remembered():
    old, new = two()
    async with issuing(old) as (issuer, authenticator, clock):
        held = token(issuer, old)
        await authenticator.verify(held)
        issuer.published = [new]
        clock.now += 299
        await authenticator.verify(held)
        assert issuer.asked == 1
        clock.now += 301
        with pytest.raises(Unauthenticated):
            await authenticator.verify(held)
        with pytest.raises(Unauthenticated):
            await authenticator.verify(token(issuer, old, "w"))
        assert issuer.asked == 2
        await authenticator.verify(token(issuer, new))


async def test_from_half_the_time_on_keys_are_fetched_beside_the_work():
    old, new = two()
    async with issuing(old) as (issuer, authenticator, clock):
        held = token(issuer, old)
        await authenticator.verify(held)
        issuer.published = [new]
        clock.now += 301
        assert (await authenticator.verify(held)).subject == "v", "nobody waits for it"
        await eventually(authenticator.keys.fresh, what="the keys are fetched")
        with pytest.raises(Unauthenticated):
            await authenticator.verify(held)


async def test_while_the_issuer_is_away_its_keys_count_for_a_bounded_time():
    key, unknown = two()
    async with issuing(key, oidc_keys_stale_seconds=1800) as (issuer, authenticator, clock):
        held = token(issuer, key)
        await authenticator.verify(held)
        issuer.away = True
        clock.now += 600
        await authenticator.verify(held)
        await authenticator.verify(token(issuer, key, "w"))
        assert issuer.asked == 2, "not asked again at once"
        with pytest.raises(Unauthenticated):
            await authenticator.verify(token(issuer, unknown))
        clock.now += 1799
        await authenticator.verify(held)
        await eventually(lambda: issuer.asked == 3, what="asked again beside the work")
        clock.now += 1
        for subject in ("v", "w", "x"):
            with pytest.raises(OSError, match="issuer"):
                await authenticator.verify(token(issuer, key, subject))
        with pytest.raises(OSError, match="issuer"):
            await authenticator.verify(held)
        issuer.away = False
        await authenticator.verify(held)


async def test_a_new_key_is_asked_for_and_forged_ones_do_not_make_the_issuer_busy():
    first, second = two()
    async with issuing(first) as (issuer, authenticator, clock):
        await authenticator.verify(token(issuer, first))
        for _ in range(3):
            with pytest.raises(Unauthenticated):
                await authenticator.verify(token(issuer, second))
        assert issuer.asked == 1, "not asked again for every unknown key"
        issuer.published = [first, second]
        clock.now += PAUSE
        for each in (second, first):
            await authenticator.verify(token(issuer, each))
        with pytest.raises(Unauthenticated):
            await authenticator.verify(token(issuer, OKPKey.generate_key("Ed25519")))
        assert issuer.asked == 2


async def test_all_who_come_at_once_share_one_question():
    key, _ = two()
    async with issuing(key) as (issuer, authenticator, _clock):
        await asyncio.gather(*(authenticator.verify(token(issuer, key, f"v{n}")) for n in range(20)))
        assert issuer.asked == 1


async def test_an_issuer_that_is_away_is_no_fault_of_the_token(database):
    """Nor is what it sends in place of keys (a proxy's error page)."""
    known, unknown = two()
    issuer = RotatingIssuer(published=[known], away=True)
    async with serving(issuer.app()) as issuer.url, service_under_test(service, database, issuer) as bell:
        keys = bell.client._transport.app.state.authenticator.keys
        clock = keys.clock = Now()

        async def ring(key):
            headers = {"Authorization": f"Bearer {token(issuer, key)}"}
            return await bell.client.post("/v1/rings", json={"door": "a"}, headers=headers)

        response = await ring(known)
        assert (response.status_code, response.json()["type"]) == (503, "urn:checkonce:problem:unavailable")
        issuer.away = False
        assert (await ring(known)).status_code == 201
        issuer.away = True
        clock.now += PAUSE
        asked = issuer.asked
        assert (await ring(unknown)).status_code == 503
        assert (await ring(unknown)).status_code == 401
        assert issuer.asked == asked + 1, "a forger does not make everybody wait for an issuer that is away"
        assert (await ring(known)).status_code == 409


async def test_of_what_is_published_only_keys_that_verify_signatures_count():
    class Odd(RotatingIssuer):
        def document(self):
            good, secret, rsa, ec = self.published
            return [
                {**secret.as_dict(), "kid": "secret", "alg": "HS256"},
                {**rsa.as_dict(private=False), "kid": "encrypts", "use": "enc", "alg": "RSA-OAEP"},
                {"kty": "AKP", "kid": "of-tomorrow", "alg": "ML-DSA-44", "pub": "AAAA"},
                {"kty": "EC", "kid": "broken", "crv": "P-256", "x": "!"},
                {**ec.as_dict(private=False), "kid": "ec", "use": "sig"},
                {**good.as_dict(private=False), "kid": good.thumbprint(), "use": "sig"},
            ]

    good = OKPKey.generate_key("Ed25519")
    keys = [good, OctKey.generate_key(256), RSAKey.generate_key(2048), ECKey.generate_key("P-256")]
    issuer = Odd(published=keys)
    async with serving(issuer.app()) as issuer.url:
        found = IssuerKeys(Settings(**NEEDED, oidc_issuer=issuer.url), lambda: None)
        assert {key.kid for key in (await found.of("ec")).keys} == {"ec", good.thumbprint()}


async def test_keys_from_an_address_without_tls_are_not_taken():
    key, _ = two()
    async with issuing(key) as (issuer, authenticator, _clock):
        issuer.elsewhere = "http://keys.example/jwks"
        with pytest.raises(OSError, match="no https:// address"):
            await authenticator.verify(token(issuer, key))


async def test_the_issuers_certificate_is_checked_against_the_named_authorities(certified):
    """A certificate of one's own authority, as inside a government's network."""
    key, _ = two()
    issuer = RotatingIssuer(published=[key])
    async with serving(issuer.app(), ssl_certfile=certified.certificate, ssl_keyfile=certified.key) as url:
        issuer.url = url.replace("http://127.0.0.1", "https://localhost")
        trusting = Authenticator(Settings(**NEEDED, oidc_issuer=issuer.url, oidc_ca_file=certified.authority))
        assert (await trusting.verify(token(issuer, key))).subject == "v"
        with pytest.raises(OSError, match="CERTIFICATE_VERIFY_FAILED"):
            await Authenticator(Settings(**NEEDED, oidc_issuer=issuer.url)).verify(token(issuer, key))


async def test_without_a_file_the_systems_trust_store_counts(monkeypatch, certified):
    key, _ = two()
    issuer = RotatingIssuer(published=[key])
    # What OpenSSL takes for the store of the system.
    monkeypatch.setenv("SSL_CERT_FILE", str(certified.authority))
    async with serving(issuer.app(), ssl_certfile=certified.certificate, ssl_keyfile=certified.key) as url:
        issuer.url = url.replace("http://127.0.0.1", "https://localhost")
        assert (await Authenticator(Settings(**NEEDED, oidc_issuer=issuer.url)).verify(token(issuer, key))).subject == "v"


def test_a_file_without_certificates_ends_the_start(tmp_path):
    (tmp_path / "empty.pem").write_text("")
    with pytest.raises(ssl.SSLError):
        Authenticator(Settings(**NEEDED, oidc_issuer="https://id.example", oidc_ca_file=tmp_path / "empty.pem"))
    with pytest.raises(ValidationError):
        Settings(**NEEDED, oidc_issuer="https://id.example", oidc_ca_file=tmp_path / "none.pem")
