"""Whoever is turned away leaves a line and counts, without the token."""

import pytest
from structlog.testing import capture_logs

from libs.events.telemetry import configure, metrics
from libs.events.testing.http_room import service
from libs.events.testing.services import service_under_test


@pytest.fixture
async def bell(database, issuer):
    async with service_under_test(service, database, issuer) as running:
        configure("bell")
        yield running


def token_of(bell, **claims):
    return bell.bearer("somebody", **claims)["Authorization"].removeprefix("Bearer ")


def counted(reason, route="/v1/rings"):
    return metrics.registry.get_sample_value("checkonce_http_refused_total", {"route": route, "reason": reason}) or 0.0


@pytest.mark.parametrize(
    ("case", "said"),
    [
        ("none", (401, "unauthenticated", None)),
        ("forged", (401, "unauthenticated:bad_signature", None)),
        ("expired", (401, "unauthenticated:expired_token", None)),
        ("role", (403, "forbidden", "somebody")),
    ],
)
async def test_each_401_and_403_is_one_line_and_one_count(bell, case, said):
    status, reason, subject = said
    token = token_of(bell, roles=["visitor"])
    tokens = {
        "none": None,
        "forged": token[:-20] + "A" * 20,
        "expired": token_of(bell, roles=["visitor"], seconds=-60),
        "role": token_of(bell, roles=["stranger"]),
    }
    sent = {"Authorization": f"Bearer {tokens[case]}"} if tokens[case] else {}
    before = counted(reason)
    with capture_logs() as lines:
        response = await bell.client.post("/v1/rings", json={"door": "a"}, headers=sent)
    assert response.status_code == status
    (line,) = [line for line in lines if line["event"] == "http.refused"]
    assert (line["route"], line["method"], line["status"], line["reason"]) == ("/v1/rings", "POST", status, reason)
    assert (line["address"], line["subject"]) == ("127.0.0.1", subject)
    assert line["traceparent"] == response.headers["traceparent"]
    assert tokens[case] is None or tokens[case] not in str(line)
    assert counted(reason) == before + 1


async def test_what_is_granted_leaves_none(bell):
    with capture_logs() as lines:
        assert (await bell.client.post("/v1/rings", json={"door": "a"}, headers=bell.bearer(roles=["visitor"]))).is_success
    assert [line for line in lines if line["event"] == "http.refused"] == []
