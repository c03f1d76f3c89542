"""Who may call: tokens are verified with the issuer's keys, roles decide, and nothing is taken on trust."""

import base64
import dataclasses
import hashlib
import hmac
import json
import time

import pytest
from joserfc import jwt
from joserfc.jwk import OKPKey

from libs.events.http.issuer import DevelopmentIssuer
from libs.events.settings import Settings, words_of
from libs.events.testing.http_room import RotatingIssuer, service, serving
from libs.events.testing.services import service_under_test


@pytest.fixture
async def bell(database, issuer):
    async with service_under_test(service, database, issuer) as running:
        yield running


async def ring(bell, token, scheme="Bearer"):
    headers = {} if token is None else {"Authorization": f"{scheme} {token}"}
    return await bell.client.post("/v1/rings", json={"door": "a"}, headers=headers)


def part(value):
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def claims(issuer, **changes):
    now = int(time.time())
    body = {"iss": issuer.url, "aud": "checkonce", "sub": "v", "exp": now + 600, "roles": ["visitor"], **changes}
    return {name: value for name, value in body.items() if value is not None}


def signed(issuer, body):
    return jwt.encode({"alg": "Ed25519", "kid": issuer._kid}, body, issuer._key, algorithms=["Ed25519"])


def forged(issuer):
    """Right name of the key, wrong key."""
    key = OKPKey.generate_key("Ed25519")
    return jwt.encode({"alg": "Ed25519", "kid": issuer._kid}, claims(issuer), key, algorithms=["Ed25519"])


def altered(issuer):
    head, _, tail = issuer.token("v", roles=["visitor"]).split(".")
    return f"{head}.{part(claims(issuer, sub='somebody-else'))}.{tail}"


def unsigned(issuer):
    return f"{part({'alg': 'none', 'kid': issuer._kid})}.{part(claims(issuer))}."


def symmetric(issuer):
    """The public key taken for a shared secret."""
    head = f"{part({'alg': 'HS256', 'kid': issuer._kid})}.{part(claims(issuer))}"
    secret = base64.urlsafe_b64decode(issuer._key.as_dict(private=False)["x"] + "=")
    return f"{head}.{base64.urlsafe_b64encode(hmac.digest(secret, head.encode(), hashlib.sha256)).rstrip(b'=').decode()}"


REFUSED = {
    "missing": lambda _: None,
    "empty": lambda _: "",
    "no token": lambda _: "abc",
    "three odd parts": lambda _: "a.b.c",
    "forged": forged,
    "altered": altered,
    "alg none": unsigned,
    "public key as secret": symmetric,
    "expired": lambda issuer: issuer.token("v", roles=["visitor"], seconds=-60),
    "without end": lambda issuer: signed(issuer, claims(issuer, exp=None)),
    "end is no number": lambda issuer: signed(issuer, claims(issuer, exp="tomorrow")),
    "not yet valid": lambda issuer: signed(issuer, claims(issuer, nbf=int(time.time()) + 600)),
    "wrong audience": lambda issuer: issuer.token("v", roles=["visitor"], aud="another-system"),
    "without audience": lambda issuer: signed(issuer, claims(issuer, aud=None)),
    "wrong issuer": lambda issuer: issuer.token("v", roles=["visitor"], iss="https://elsewhere.example"),
    "without subject": lambda issuer: signed(issuer, claims(issuer, sub=None)),
    "unknown key": lambda issuer: DevelopmentIssuer(issuer.url, OKPKey.generate_key("Ed25519")).token("v", roles=["visitor"]),
}


@pytest.mark.parametrize("case", REFUSED)
async def test_a_token_that_proves_nothing_is_401_and_writes_nothing(bell, issuer, case):
    response = await ring(bell, REFUSED[case](issuer))
    assert response.status_code == 401, response.text
    assert response.headers["www-authenticate"] == "Bearer"
    assert response.json()["type"] == "urn:checkonce:problem:unauthenticated"
    assert response.json()["field"] == "Authorization"
    assert await bell.facts() == []


async def test_another_scheme_than_bearer_is_401(bell, issuer):
    assert (await ring(bell, "dmlzaXRvcjp4", "Basic")).status_code == 401


@pytest.mark.parametrize("roles", [[], ["operator"], ["visitors"], "visitors operator"])
async def test_a_caller_without_the_role_is_403_and_writes_nothing(bell, issuer, roles):
    response = await ring(bell, signed(issuer, claims(issuer, roles=roles)))
    assert response.status_code == 403, response.text
    assert response.json()["type"] == "urn:checkonce:problem:forbidden"
    assert await bell.facts() == []


@pytest.mark.parametrize("roles", [["visitor"], ["other", "visitor"], "other visitor"])
async def test_roles_come_as_a_list_or_as_words(bell, issuer, roles):
    assert (await ring(bell, signed(issuer, claims(issuer, roles=roles)))).status_code == 201


async def test_a_rotated_key_is_fetched_and_forged_keys_do_not_make_the_issuer_busy(database):
    first, second, stranger = (OKPKey.generate_key("Ed25519") for _ in range(3))
    issuer = RotatingIssuer(published=[first])
    async with serving(issuer.app()) as issuer.url, service_under_test(service, database, issuer) as bell:
        authenticator = bell.client._transport.app.state.authenticator

        async def status(key):
            return (await ring(bell, issuer.signing_with(key).token(f"v{time.monotonic_ns()}", roles=["visitor"]))).status_code

        assert await status(first) == 201
        for _ in range(3):
            assert await status(second) == 401
        assert issuer.asked == 1, "not asked again for every unknown key"
        issuer.published = [first, second]
        authenticator._fetched -= 31
        assert await status(second) == 409, "verified: the bell is ringing"
        assert await status(first) == 409
        assert await status(stranger) == 401
        assert issuer.asked == 2


async def test_an_issuer_that_is_away_stops_nobody_whose_key_is_known(database):
    """And what it sends in place of keys (a proxy's error page) is no fault of the token."""
    known, unknown = OKPKey.generate_key("Ed25519"), OKPKey.generate_key("Ed25519")
    issuer = RotatingIssuer(published=[known], away=True)
    async with serving(issuer.app()) as issuer.url, service_under_test(service, database, issuer) as bell:
        token = issuer.signing_with(known).token("v", roles=["visitor"])
        response = await ring(bell, token)
        assert (response.status_code, response.json()["type"]) == (503, "urn:checkonce:problem:unavailable")
        issuer.away = False
        assert (await ring(bell, token)).status_code == 201
        issuer.away = True
        bell.client._transport.app.state.authenticator._fetched -= 31
        asked = issuer.asked
        strange = issuer.signing_with(unknown).token("v", roles=["visitor"])
        assert (await ring(bell, strange)).status_code == 503
        assert (await ring(bell, strange)).status_code == 401
        assert issuer.asked == asked + 1, "a forger does not make everybody wait for an issuer that is away"
        assert (await ring(bell, token)).status_code == 409


class TowerSettings(Settings):
    oidc_floors_claim: str = "floors"

    def claims_of(self, token):
        return {"floors": words_of(token, self.oidc_floors_claim)}


@pytest.mark.parametrize(
    ("said", "reached"),
    [(["2", "3"], {"2", "3"}), ("2 3", {"2", "3"}), ([2], {"2"}), (None, set()), (2, set()), ({"2": True}, set())],
)
async def test_an_application_reads_claims_of_its_own(database, issuer, said, reached):
    tower = dataclasses.replace(service, settings_class=TowerSettings)
    async with service_under_test(tower, database, issuer, oidc_floors_claim="levels", oidc_roles_claim="groups") as bell:
        authenticator = bell.client._transport.app.state.authenticator
        token = signed(issuer, claims(issuer, groups=["visitor"], levels=said, floors=["9"], roles=["x"]))
        who = await authenticator.verify(token)
        assert (who.subject, who.roles, who.claims) == ("v", {"visitor"}, {"floors": reached})
        assert (who.reaches("floors"), who.reaches("cellars")) == (reached, set())
