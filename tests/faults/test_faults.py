"""A few real rounds in every test run; `make faults` plays them by the hundred."""

import pytest

from .rounds import play

ROUNDS = (
    (1001, "kill -9 a service"),
    (1002, "kill -9 PostgreSQL"),
    (1003, "dies at acknowledgement-before-checkpoint"),
    (1004, "broker's network mute"),
)


@pytest.mark.parametrize(("seed", "fault"), ROUNDS, ids=[fault for _, fault in ROUNDS])
async def test_nothing_is_lost_doubled_or_disordered_by(faulty_ground, seed, fault):
    outcome = await play(faulty_ground, seed, fault=fault, seconds=1.5)
    assert outcome.violations == [], outcome.line()
    assert outcome.answers["ok"] > 0, "the clients got something done"
