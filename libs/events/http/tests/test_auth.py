"""Who may call: tokens are verified with the issuer's keys, roles decide, and nothing is taken on trust."""

import base64
import dataclasses
import hashlib
import hmac
import json
import math
import time
import warnings

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
    body = {
        "iss": issuer.url, "aud": "checkonce:421088", "sub": "v", "iat": now, "exp": now + 600, "roles": ["visitor"], **changes,
    }  # fmt: skip
    return {name: value for name, value in body.items() if value is not None}


def visitor(issuer, subject="v"):
    return issuer.token(subject, place="421088", roles=["visitor"])


def signed(issuer, body):
    return jwt.encode({"alg": "Ed25519", "kid": issuer._kid}, body, issuer._key, algorithms=["Ed25519"])


def forged(issuer):
    """Right name of the key, wrong key."""
    key = OKPKey.generate_key("Ed25519")
    return jwt.encode({"alg": "Ed25519", "kid": issuer._kid}, claims(issuer), key, algorithms=["Ed25519"])


def altered(issuer):
    head, _, tail = visitor(issuer).split(".")
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
    "expired": lambda issuer: issuer.token("v", place="421088", roles=["visitor"], seconds=-60),
    "without end": lambda issuer: signed(issuer, claims(issuer, exp=None)),
    "end is no number": lambda issuer: signed(issuer, claims(issuer, exp="tomorrow")),
    "not yet valid": lambda issuer: signed(issuer, claims(issuer, nbf=int(time.time()) + 600)),
    "wrong audience": lambda issuer: issuer.token("v", place="421088", roles=["visitor"], aud="another-system"),
    "without audience": lambda issuer: signed(issuer, claims(issuer, aud=None)),
    "wrong issuer": lambda issuer: issuer.token("v", place="421088", roles=["visitor"], iss="https://elsewhere.example"),
    "without subject": lambda issuer: signed(issuer, claims(issuer, sub=None)),
    "a subject longer than any": lambda issuer: signed(issuer, claims(issuer, sub="s" * 256)),
    "a subject with a NUL": lambda issuer: signed(issuer, claims(issuer, sub="s\0")),
    "a subject that is no text": lambda issuer: signed(issuer, claims(issuer, sub={"name": "v"})),
    "an empty subject": lambda issuer: signed(issuer, claims(issuer, sub="")),
    "unknown key": lambda issuer: visitor(DevelopmentIssuer(issuer.url, OKPKey.generate_key("Ed25519"))),
    "without issue": lambda issuer: signed(issuer, claims(issuer, iat=None)),
    "issued later": lambda issuer: signed(issuer, claims(issuer, iat=int(time.time()) + 600, exp=int(time.time()) + 900)),
    "issued for too long": lambda issuer: signed(issuer, claims(issuer, exp=int(time.time()) + 86_402)),
    "never ends": lambda issuer: signed(issuer, claims(issuer, exp=math.nan)),
    "no audience's shape": lambda issuer: signed(issuer, claims(issuer, aud={"checkonce:421088": True})),
    "an audience within words": lambda issuer: signed(issuer, claims(issuer, aud="x checkonce:421088")),
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


@pytest.mark.parametrize(("listed", "status"), [("Ed25519,EdDSA", 201), ("Ed25519", 401)])
async def test_an_algorithm_counts_where_the_settings_list_it(database, listed, status):
    """EdDSA is what issuers of today call it."""
    key = OKPKey.generate_key("Ed25519")
    issuer = RotatingIssuer(published=[key])
    async with (
        serving(issuer.app()) as issuer.url,
        service_under_test(service, database, issuer, oidc_algorithms=listed) as bell,
    ):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            head = {"alg": "EdDSA", "kid": key.thumbprint()}
            token = jwt.encode(head, claims(issuer), key, algorithms=["EdDSA"])
        assert (await ring(bell, token)).status_code == status


async def test_the_age_of_a_token_is_set_and_told(database, issuer):
    async with service_under_test(service, database, issuer, oidc_token_seconds=120) as bell:
        refused = await ring(bell, issuer.token("v", place="421088", roles=["visitor"], seconds=121))
        assert (refused.status_code, refused.json()["value"]) == (401, 121)
        assert "120" in refused.json()["detail"]
        assert "120" in refused.json()["detail_en"]
        assert (await ring(bell, issuer.token("v", place="421088", roles=["visitor"], seconds=120))).status_code == 201


async def test_a_token_of_the_neighbour_is_401_here(database, issuer):
    async with service_under_test(service, database, issuer) as bell:
        refused = await ring(bell, issuer.token("v", place="430623", roles=["visitor"]))
        assert (refused.status_code, refused.json()["value"]) == (401, ["checkonce:430623"])
        assert "421088" in refused.json()["detail"]
        assert "421088" in refused.json()["do_en"]
        assert await bell.facts() == []
        assert (await ring(bell, issuer.token("v", place="421088", roles=["visitor"]))).status_code == 201
