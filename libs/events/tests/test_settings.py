"""Settings and clocks: from the environment, checked, and no story clock where deadlines are legal ones."""

from datetime import UTC, datetime, timedelta

import pytest
from pydantic import ValidationError

from libs.events.clock import StoryClock, system_clock
from libs.events.settings import Role, Settings
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
