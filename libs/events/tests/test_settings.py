"""Settings and clocks: from the environment, checked, and no story clock where deadlines are legal ones."""

from datetime import UTC, datetime, timedelta

import pytest
from pydantic import ValidationError

from libs.events.clock import StoryClock, system_clock
from libs.events.settings import Neighbour, Role, Settings, words_of
from libs.events.shapes.faults import fault_of
from libs.events.testing.services import MovableClock

NEEDED = {
    "CHECKONCE_PLACE": "421088",
    "CHECKONCE_DATABASE_URL": "postgresql://h/db",
    "CHECKONCE_KAFKA_BOOTSTRAP": "broker:9092",
    "CHECKONCE_OIDC_ISSUER": "https://id.example",
}


@pytest.fixture
def environment(monkeypatch):
    def put(**more):
        for name, value in {**NEEDED, **more}.items():
            monkeypatch.setenv(name, value)

    put()
    return put


def test_settings_come_from_the_environment(environment):
    environment(
        CHECKONCE_ROLE="worker", CHECKONCE_KAFKA_PASSWORD="secret",
        CHECKONCE_KAFKA_USERNAME="bell", CHECKONCE_NEIGHBOURS='[{"place": "430623", "bootstrap": "there:9092"}]',
    )  # fmt: skip
    settings = Settings()
    assert settings.role is Role.WORKER
    assert settings.serves == frozenset(), "everybody"
    assert (settings.kafka.bootstrap, settings.kafka.username, settings.kafka.password) == ("broker:9092", "bell", "secret")
    assert [(n.place, n.access().bootstrap) for n in settings.neighbours] == [("430623", "there:9092")]


def test_the_safe_choice_is_the_default(environment):
    settings = Settings()
    assert (settings.profile, settings.kafka_security, settings.story_clock) == ("production", "SASL_SSL", None)
    assert settings.dsn == "postgresql://h/db?sslmode=verify-full"
    assert Neighbour(place="430623", bootstrap="there:9092").access().security == "SASL_SSL"
    assert settings.audience == "checkonce:421088"
    assert settings.algorithms == ["ES256", "Ed25519", "PS256", "RS256"]


@pytest.mark.parametrize(
    ("profile", "given", "used"),
    [
        ("embedded", "postgresql://h/db", "postgresql://h/db"),
        ("production", "postgresql://u:p%40@h:5/db?a=b", "postgresql://u:p%40@h:5/db?a=b&sslmode=verify-full"),
        ("production", "postgresql://h/db?sslmode=disable", "postgresql://h/db?sslmode=disable"),
    ],
)
def test_a_database_is_spoken_to_over_tls_unless_its_url_says_otherwise(environment, profile, given, used):
    environment(CHECKONCE_PROFILE=profile, CHECKONCE_DATABASE_URL=given)
    assert Settings().dsn == used


@pytest.mark.parametrize(
    ("issuer", "profile", "taken"),
    [
        ("https://id.example/realms/a", "production", True),
        ("http://id.example", "production", False),
        ("http://10.1.2.3:8080", "production", False),
        ("http://localhost.example", "production", False),
        ("http://127.0.0.1@id.example", "production", False),
        ("id.example", "production", False),
        ("https://", "production", False),
        ("ftp://localhost", "embedded", False),
        ("http://localhost:8080", "production", True),
        ("http://127.0.0.1:8080", "production", True),
        ("http://[::1]:8080", "production", True),
        ("http://issuer:8080", "embedded", True),
    ],
)
def test_an_issuer_without_tls_is_of_this_machine_or_of_the_embedded_stack(environment, issuer, profile, taken):
    environment(CHECKONCE_OIDC_ISSUER=issuer, CHECKONCE_PROFILE=profile)
    if taken:
        assert Settings().oidc_issuer == issuer
        return
    with pytest.raises(ValidationError) as refused:
        Settings()
    (fault,) = map(fault_of, refused.value.errors())
    assert "CHECKONCE_OIDC_ISSUER" in fault.rule
    assert "不是 https:// 地址" in fault.rule_zh


@pytest.mark.parametrize("given", ["HS256", "Ed25519,HS512", "none", "", " , ", "rs256"])
def test_a_token_is_signed_by_a_private_key(environment, given):
    environment(CHECKONCE_OIDC_ALGORITHMS=given)
    with pytest.raises(ValidationError, match="EdDSA"):
        Settings()


def test_a_claim_may_lie_within_another():
    token = {"a": {"b": ["x", 1], "c.d": {"e": "y z"}}, "a.b": "whole", "n": {"b": None}}
    assert words_of(token, "a.b") == {"whole"}
    assert words_of(token, "a.c.d.e") == {"y", "z"}
    assert words_of({"a": {"b": ["x", 1]}}, "a.b") == {"x", "1"}
    assert words_of(token, "a.b a.c.d.e n.b none a.b.c") == {"whole", "y", "z"}
    assert words_of(token, "") == words_of(token, "a") == frozenset()


@pytest.mark.parametrize("missing", sorted(NEEDED))
def test_a_missing_variable_is_named(environment, monkeypatch, missing):
    monkeypatch.delenv(missing)
    with pytest.raises(ValidationError) as caught:
        Settings()
    named = {f"CHECKONCE_{str(error['loc'][0]).upper()}" for error in caught.value.errors()}
    assert named == {missing}


@pytest.mark.parametrize(
    ("name", "value"),
    [("PLACE", "42108"), ("PLACE", "jianli"), ("PLACE", "４２１０８８"), ("ROLE", "boss"), ("DATABASE_POOL", "1"),
     ("PORT", "70000"), ("PROFILE", "test"), ("KAFKA_SECURITY", "none"), ("LOG_LEVEL", "LOUD")],
)  # fmt: skip
def test_a_value_that_is_not_acceptable_is_named_with_its_variable(environment, name, value):
    environment(**{f"CHECKONCE_{name}": value})
    with pytest.raises(ValidationError) as caught:
        Settings()
    (error,) = caught.value.errors()
    assert (str(error["loc"][0]).upper(), error["input"]) == (name, value)


def test_a_story_clock_is_refused_outside_the_embedded_stack(environment, tmp_path):
    environment(CHECKONCE_STORY_CLOCK=str(tmp_path / "clock"))
    with pytest.raises(ValidationError, match="CHECKONCE_STORY_CLOCK is accepted only with CHECKONCE_PROFILE=embedded"):
        Settings()
    environment(CHECKONCE_STORY_CLOCK=str(tmp_path / "clock"), CHECKONCE_PROFILE="embedded")
    assert Settings().story_clock == tmp_path / "clock"


def test_passwords_do_not_show_when_settings_are_printed(environment):
    environment(CHECKONCE_KAFKA_PASSWORD="open-sesame", CHECKONCE_DATABASE_URL="postgresql://u:open-sesame@h/db")
    assert "open-sesame" not in repr(Settings())


def test_settings_do_not_change(environment):
    with pytest.raises(ValidationError):
        Settings().place = "430623"


def test_the_story_clock_goes_forward_and_all_who_hold_it_see_the_same(tmp_path):
    mine, theirs = StoryClock(tmp_path / "clock"), StoryClock(tmp_path / "clock")
    try:
        assert abs(mine() - datetime.now(UTC)) < timedelta(seconds=5)
        assert not mine.started
        mine.set(datetime(2026, 1, 5, tzinfo=UTC))
        assert theirs.started
        assert timedelta() <= theirs() - datetime(2026, 1, 5, tzinfo=UTC) < timedelta(seconds=5)
        theirs.set(datetime(2026, 12, 31, tzinfo=UTC))
        with pytest.raises(ValueError, match="never goes back"):
            mine.set(datetime(2026, 12, 30, tzinfo=UTC))
        assert mine() >= datetime(2026, 12, 31, tzinfo=UTC)
    finally:
        mine.close()
        theirs.close()


def test_the_systems_clock_has_an_offset_and_a_movable_one_stands():
    assert system_clock().utcoffset() == timedelta()
    clock = MovableClock(datetime(2026, 1, 1, tzinfo=UTC))
    assert clock() == clock()


def test_networks_of_proxies_and_limits_of_rate_are_read(environment):
    environment(CHECKONCE_TRUSTED_PROXIES="10.42.0.0/16, fd00::/8", CHECKONCE_RATES='{"anonymous": "600/60"}')
    settings = Settings()
    assert [str(network) for network in settings.proxies] == ["10.42.0.0/16", "fd00::/8"]
    assert settings.rates == {"anonymous": (600, 60)}


def test_nobody_is_a_trusted_proxy_unless_named(environment):
    del environment
    assert Settings().proxies == ()


@pytest.mark.parametrize(
    ("name", "value"),
    [("TRUSTED_PROXIES", "ingress"), ("TRUSTED_PROXIES", "10.42.1.1/16"), ("RATES", '{"anonymous": "600"}'),
     ("RATES", '{"anonymous": "0/60"}'), ("HTTP_CONNECTIONS", "1"), ("HTTP_BODY_SECONDS", "0")],
)  # fmt: skip
def test_a_limit_that_cannot_be_meant_is_refused(environment, name, value):
    environment(**{f"CHECKONCE_{name}": value})
    with pytest.raises(ValidationError) as caught:
        Settings()
    assert name.lower() in str(caught.value)
