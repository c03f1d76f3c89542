"""Each service answers as its OpenAPI document says: made-up requests, good and bad, alone and along the document's links.

No answer is a 5xx, none is undocumented in status, media type or body, and what the schema excludes is refused. Every run
makes the same requests; `CHECKONCE_PROBES=20 python -m pytest tests/openapi` makes twenty times as many.
"""

import asyncio
import os

from services.inspection.testing.requests import ENTITY

from . import known, walks
from .probe import Probe

ROLES = [
    "auditor", "commander", "conference-member", "credit-officer", "department-officer", "enterprise", "government-officer",
    "guidance-officer", "head", "inspector", "integrator", "legal-reviewer", "operator", "planner", "receiver", "registrar",
    "township-officer",
]  # fmt: skip
CALLER = {
    "subject": ENTITY,
    "roles": ROLES,
    "departments": [f"421088-{name}" for name in ("market", "fire", "police", "tax")],
    "divisions": ["421088"],
    "inspector": ["I-421088-0001", "I-421088-0002", "I-421088-0101"],
}
DEPTH = int(os.environ.get("CHECKONCE_PROBES", "1"))
EXAMPLES, SCENARIOS, STEPS = 4 * DEPTH, 2 * DEPTH, 20

SILENT = {
    "POST /v1/rectifications": "needs a finding of which its department has not said with its part how it is handled",
    "POST /v1/ops/held/{topic}/{partition}/{offset}/pass": "needs a message of a neighbour that does not count",
    "GET /v1/countersignatures/{countersignature}/file": "needs a file that waits for a second person",
    "GET /v1/countersignatures/{countersignature}/changes.ndjson": "needs a file that waits for a second person",
}
"""Operations that nothing here brings to a success."""


async def hold_to_its_word(probe: Probe) -> None:
    """Everything that can be wrong is told at once."""
    await walks.operate(probe)
    # The walks first: single requests would use up what is pending.
    await asyncio.to_thread(probe.stateful_phase, SCENARIOS, STEPS, lambda: _arrived(probe))
    await asyncio.to_thread(probe.property_phase, EXAMPLES)
    assert not probe.found, "\n\n".join(f"{what}\n{request}" for what, request in probe.found.items())
    assert not (wrong := await unauthorised(probe)), wrong
    assert probe.unanswered() <= set(SILENT), {label: dict(probe.answers[label]) for label in probe.unanswered()}
    assert _arrived(probe), max((trail for walk in probe.walks for trail in walk.trails()), key=len)


def _arrived(probe: Probe) -> bool:
    return any(_leads_through(trail, probe.known.trail) for walk in probe.walks for trail in walk.trails())


async def unauthorised(probe: Probe) -> list[str]:
    """Without a token 401, with a role without rights 403; both as documented. Returns what was answered instead."""
    found = []
    nobody = probe.sut.bearer("nobody", roles=["nobody"])
    values = known.EVERYWHERE | probe.known.values
    for label in probe.labels():
        method, path = label.split(" ")
        requirements = probe.document["paths"][path][method.lower()]["security"]
        if not requirements or {} in requirements:
            continue
        url = path.format_map(_Filled(values))
        for headers, status in (({}, 401), (nobody, 403)):
            answer = await probe.sut.client.request(method, url, headers=headers)
            if answer.status_code != status:
                found.append(f"{label}: {answer.status_code} instead of {status}")
    return found


class _Filled(dict[str, list[str]]):
    def __missing__(self, name: str) -> str:
        return "1"

    def __getitem__(self, name: str) -> str:
        return super().get(name, ["1"])[0]


def _leads_through(trail: list[str], wanted: tuple[str, ...]) -> bool:
    left = iter(trail)
    return all(label in left for label in wanted)
