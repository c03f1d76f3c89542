"""Access tokens in the shape that Keycloak 26 gives them: `aud` a word or a list, roles within `realm_access`."""

import time

import pytest
from joserfc import jwt
from joserfc.jwk import RSAKey

from libs.domain.claims import DEPARTMENTS, DIVISIONS
from libs.domain.settings import ServiceSettings
from libs.events.http.auth import Authenticator
from libs.events.http.tokens.check import Unauthenticated
from libs.events.telemetry import metrics
from libs.events.testing.http_room import RotatingIssuer, serving

KEY = RSAKey.generate_key(2048)
OF_THE_REALM = ["default-roles-checkonce", "offline_access", "uma_authorization"]
MAPPED = {"departments": ["421088-market", "430623-market"], "divisions": "421088"}


def token(issuer, **changes):
    """As the default client scopes give it, with an audience mapper and user attributes mapped to claims."""
    now = int(time.time())
    body = {
        "exp": now + 300, "iat": now, "auth_time": now - 20, "jti": "onrtac:6f3a2b8e-8e0f-4c67-9d92-0f1bb5a8a0b6",
        "iss": issuer.url, "aud": ["checkonce:421088", "account"], "sub": "f2c8c0de-6f7c-4f5f-9f5e-0d0c7d4a3b11",
        "typ": "Bearer", "azp": "checkonce-portal", "sid": "0b7b7bb6-8a0c-4a87-8d0e-0f8f8b2a1c55", "acr": "1",
        "allowed-origins": ["https://checkonce.example"],
        "realm_access": {"roles": [*OF_THE_REALM, "department-officer"]},
        "resource_access": {
            "checkonce.portal": {"roles": ["inspector"]},
            "account": {"roles": ["manage-account", "manage-account-links", "view-profile"]},
        },
        "scope": "openid email profile", "email_verified": False, "preferred_username": "market-1",
        **MAPPED, **changes,
    }  # fmt: skip
    claims = {name: value for name, value in body.items() if value is not None}
    header = {"alg": "RS256", "typ": "JWT", "kid": KEY.thumbprint()}
    return jwt.encode(header, claims, KEY, algorithms=["RS256"])


@pytest.fixture(scope="module")
async def issuer():
    issuer = RotatingIssuer(published=[KEY])
    async with serving(issuer.app()) as issuer.url:
        yield issuer


def authenticator(issuer, place="421088", **settings):
    given = {"oidc_roles_claim": "realm_access.roles resource_access.checkonce.portal.roles", **settings}
    return Authenticator(
        ServiceSettings(
            place=place, database_url="postgresql://h/db", kafka_bootstrap="broker:9092", oidc_issuer=issuer.url, **given
        )
    )


async def test_roles_of_the_realm_and_of_a_client_count_and_those_that_nobody_knows_do_not(issuer):
    before = metrics.unknown_roles._value.get()
    who = await authenticator(issuer).verify(token(issuer))
    assert who.subject == "f2c8c0de-6f7c-4f5f-9f5e-0d0c7d4a3b11"
    assert who.roles == {"department-officer", "inspector"}
    assert who.claims == {DEPARTMENTS: {"421088-market"}, DIVISIONS: {"421088"}}
    assert metrics.unknown_roles._value.get() - before == len(OF_THE_REALM)


@pytest.mark.parametrize(
    ("changes", "settings"),
    [
        ({"aud": "checkonce:421088"}, {}),
        ({"aud": ["account", "checkonce:430623", "checkonce:421088"]}, {}),
        ({"aud": "jianli"}, {"oidc_audience": "jianli"}),
        # A provincial realm: one audience, and a claim that names the places.
        ({"aud": "checkonce", "places": ["421088", "430623"]}, {"oidc_shared_audience": "checkonce"}),
        ({"aud": ["checkonce", "account"], "place": "421088"}, {"oidc_shared_audience": "checkonce"}),
        ({"aud": "checkonce", "places": "430623 421088"}, {"oidc_shared_audience": "checkonce"}),
        (
            {"aud": "checkonce", "organization": {"of": ["421088"]}},
            {"oidc_shared_audience": "checkonce", "oidc_places_claim": "organization.of"},
        ),
    ],
)
async def test_a_token_for_this_place_is_taken(issuer, changes, settings):
    assert (await authenticator(issuer, **settings).verify(token(issuer, **changes))).roles


@pytest.mark.parametrize(
    ("changes", "settings"),
    [
        ({"aud": "account"}, {}),
        ({"aud": None}, {}),
        ({"aud": []}, {}),
        ({"aud": "checkonce:430623"}, {}),
        ({"aud": ["account", "checkonce:430623"]}, {}),
        # `azp` says who asked for the token, not for whom it is.
        ({"aud": "account", "azp": "checkonce:421088"}, {}),
        ({"aud": "checkonce", "places": ["421088"]}, {}),
        ({"aud": "checkonce"}, {"oidc_shared_audience": "checkonce"}),
        ({"aud": "checkonce", "places": ["430623"]}, {"oidc_shared_audience": "checkonce"}),
        ({"aud": "account", "places": ["421088"]}, {"oidc_shared_audience": "checkonce"}),
        ({"places": ["430623"]}, {}),
        ({"iss": "https://login.example/realms/other"}, {}),
        ({"iat": int(time.time()) - 86_401}, {}),
        ({"exp": int(time.time()) - 60}, {}),
    ],
)
async def test_a_token_for_elsewhere_is_refused(issuer, changes, settings):
    with pytest.raises(Unauthenticated):
        await authenticator(issuer, **settings).verify(token(issuer, **changes))


async def test_the_neighbours_token_is_refused_with_what_to_do(issuer):
    with pytest.raises(Unauthenticated) as refused:
        await authenticator(issuer, "430623").verify(token(issuer))
    said = refused.value
    assert (said.field, said.value, said.broken_rule) == (
        "Authorization", ["account", "checkonce:421088"], "aud: checkonce:430623",
    )  # fmt: skip
    assert "checkonce:430623" in said.do_en
    assert "checkonce:430623" in said.do_zh
    assert "不用于本地区 430623" in said.detail_zh


async def test_roles_that_are_no_list_and_no_words_are_none(issuer):
    for odd in (None, {"roles": {"operator": True}}, {"roles": 1}, "operator", ["operator"]):
        who = await authenticator(issuer, oidc_roles_claim="realm_access.roles").verify(token(issuer, realm_access=odd))
        assert who.roles == frozenset()
