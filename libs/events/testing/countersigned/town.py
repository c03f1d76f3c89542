"""A service whose commands need a second person: gates of a town that are opened, and how tests ask it."""

from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from datetime import date
from functools import partial
from pathlib import Path

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict

from libs.events.countersigning import facts
from libs.events.countersigning.api import queue_of
from libs.events.countersigning.countersigning import Countersigning
from libs.events.countersigning.decide import Facts
from libs.events.countersigning.rules import Second, check_seconds
from libs.events.decider import Countersigned, Decider, Deciders, Known
from libs.events.editions import Editions
from libs.events.fact import Fact, Visibility
from libs.events.http.access import Access, everybody, only
from libs.events.http.bodies import Body
from libs.events.http.commands import WAITS, Accepted, Asking
from libs.events.http.depends import Pool
from libs.events.http.issuer import DevelopmentIssuer
from libs.events.http.readings.trail import INTERNAL, PERSONAL, Trail
from libs.events.imports import ImportKind, imports_router
from libs.events.imports.access import preparing_of
from libs.events.imports.held.applying import held_files
from libs.events.reactions import Reactions
from libs.events.refusal import NotFound, NotNow
from libs.events.service import Service
from libs.events.testing.services import ServiceUnderTest, service_under_test
from libs.events.timers import Deadlines
from libs.events.views.table import Table
from libs.events.views.views import Views

ROLES = ("warden", "mayor")
WARDEN = Second(roles=("warden",))


class GateNumbers(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    seconds: Mapping[str, Second] = {"policy": WARDEN, "opening": WARDEN}
    second_days: int = 10
    toll: int = 1


class NumbersAdopted(Fact, name="gate.policy-adopted"):
    edition: int
    effective_from: date
    pack: GateNumbers
    reason: str
    asked_by: str | None
    approved_by: str | None


class NumbersTakenBack(Fact, name="gate.policy-taken-back"):
    edition: int
    reason: str
    asked_by: str | None
    approved_by: str | None


class GateBuilt(Fact, name="gate.built"):
    gate: str


class GateOpened(Fact, name="gate.opened"):
    gate: str
    toll: int
    asked_by: str | None
    approved_by: str | None


class Asked(facts.Asked, name="gate.countersignature-asked", visibility=Visibility.PRIVATE):
    pass


class Given(facts.Given, name="gate.countersignature-given"):
    pass


class Refused(facts.Refused, name="gate.countersignature-refused"):
    pass


class Withdrawn(facts.Withdrawn, name="gate.countersignature-withdrawn"):
    pass


class Expired(facts.Expired, name="gate.countersignature-expired"):
    pass


class OpenGate(Countersigned):
    gate: str
    known: Known[int]


class IsOpen(NotNow):
    slug = "is-open"


class NoSuchGate(NotFound):
    slug = "no-such-gate"


opened = GateOpened.of(OpenGate, "toll")


def decide(command, state, _):
    if state:
        raise IsOpen(gate=command.gate)
    return [opened(command, toll=command.known)]


GATE = Decider("gate", OpenGate, lambda command: f"gate-{command.gate}", False, decide, lambda *_: True)
POLICY = Editions(NumbersAdopted, GateNumbers, lambda pack: check_seconds(pack.seconds, ROLES), taken_back=NumbersTakenBack)
SECONDS = Countersigning(Facts(Asked, Given, Refused, Withdrawn, Expired), POLICY, "wards")
router = APIRouter()


class Opening(Body):
    why: str | None = None


@router.post("/gates/{gate}/opening", responses=WAITS)
async def open_gate(gate: str, body: Opening, asking: Asking, pool: Pool) -> Accepted:
    if not gate.startswith("g"):
        raise NoSuchGate(gate=gate)
    toll = (await POLICY.in_force(pool, date(2026, 3, 2))).toll
    return await asking.execute(OpenGate(gate=gate, known=toll))


@router.post("/gates/{gate}/closing", responses=WAITS)
async def close_gate(gate: str, asking: Asking) -> Accepted:
    """Nobody reads a body."""
    return await asking.execute(OpenGate(gate=gate, known=0))


@router.post("/gates/{gate}/work", responses=WAITS)
async def work_on_gate(gate: str, asking: Asking) -> Accepted:
    async def work(tx):
        return Accepted.of(await asking.run(tx, OpenGate(gate=gate, known=1)))

    return await asking.execute(work, answer=Accepted)


LISTED = {"g"}
"""First letters of the gates that files may open."""
TOLLS: dict[str, int] = {}
"""By gate, of those that files open; of others it is 1."""


async def _prepare(pool, env):
    def parse(row):
        if row["gate"][0] not in LISTED:
            raise NoSuchGate(gate=row["gate"])
        return OpenGate(gate=row["gate"], known=TOLLS.get(row["gate"], 1))

    return parse


KINDS = {
    "openings": ImportKind(
        columns=("gate",), key=lambda row: row["gate"], prepare=_prepare, roles=("porter",), duty="opening", example=("g1",)
    )
}
_FILES = only("porter", "warden")


ACCESS = Access(
    {
        "POST /imports/{kind}": only("porter"),
        **preparing_of(only("porter")),
        "GET /import-reports": _FILES,
        "GET /import-reports/{import_id}": _FILES,
        "GET /import-reports/{import_id}/report.csv": _FILES,
        "GET /import-reports/{import_id}/report.xlsx": _FILES,
        "GET /import-reports/{import_id}/report.ndjson": _FILES,
        "GET /import-reports/{import_id}/refused.csv": _FILES,
        "POST /policy": only("warden", duty="policy"),
        "POST /policy/editions/{edition}/withdrawal": only("warden", duty="policy"),
        "GET /policy": everybody(),
        "GET /policy/editions": everybody(),
        "POST /gates/{gate}/opening": only("porter", duty="opening"),
        "POST /gates/{gate}/closing": only("porter", duty="opening"),
        "POST /gates/{gate}/work": only("porter", duty="opening"),
        **queue_of(settling=only(*ROLES, "porter"), overseeing=only("auditor"), trail=Trail(INTERNAL), files=Trail(PERSONAL)),
    }
)
TABLES = """
create table views.policies (
    edition integer primary key, effective_from date not null, pack jsonb not null, reason text not null,
    adopted_at timestamptz not null, fact text not null, asked_by text, approved_by text,
    taken_back_at timestamptz, taken_back_for text
);
create table views.gates (gate text primary key, toll integer not null, approved_by text);
"""
QUEUE = Path(__file__).parents[4] / "services" / "registry" / "migrations"
views = Views()
views.on(GateOpened)(Table("gates", "gate").insert("toll", "approved_by"))


def made(folder, access=ACCESS, countersigning=SECONDS):
    return Service(
        "gate", "城门", "gate", Deciders(POLICY.decider, SECONDS.decider, GATE), Views(POLICY.views, SECONDS.views, views),
        Reactions(), Deadlines(SECONDS.deadlines), [POLICY.router, SECONDS.router, router, imports_router(KINDS)], folder,
        access=access, countersigning=countersigning, workers=partial(held_files, KINDS),
    )  # fmt: skip


def town_in(folder: Path, database: str, issuer: DevelopmentIssuer) -> AbstractAsyncContextManager[ServiceUnderTest]:
    """The service on a database; `folder` takes its migrations."""
    queue = (QUEUE / "0003_countersignatures.sql").read_text(encoding="utf-8").partition("-- Who asked for an edition")[0]
    roles = (QUEUE / "0011_askers_roles.sql").read_text(encoding="utf-8")
    waiting = (QUEUE / "0018_requests_that_wait.sql").read_text(encoding="utf-8")
    (folder / "0001_gate.sql").write_text(TABLES + queue + roles + waiting)
    return service_under_test(made(folder), database, issuer)


def person(town, name, *roles, wards=()):
    return town.bearer(name, roles=roles, wards=list(wards))


def porter(town):
    return person(town, "ann", "porter", "warden")


def warden(town):
    return person(town, "bob", "warden")


async def ask(town, gate="g1", who=None, why="market day", **headers):
    headers = {**(who or porter(town)), **headers}
    return await town.client.post(f"/v1/gates/{gate}/opening", json={"why": why}, headers=headers)


async def ask_raw(town, body, what="opening"):
    headers = {**porter(town), "content-type": "application/json"}
    return await town.client.post(f"/v1/gates/g1/{what}", content=body, headers=headers)


async def settle(town, asked, what="approval", who=None, body=None, **headers):
    path = f"{asked.headers['location']}/{what}"
    return await town.client.post(path, json=body, headers={**(who or warden(town)), **headers})


def problem(answer):
    return answer.status_code, answer.json()["type"].removeprefix("urn:checkonce:problem:")


async def waiting(town):
    answer = await town.client.get("/v1/countersignatures", params={"state": "waiting"}, headers=warden(town))
    return answer.json()["items"]


async def adopt(town, pack, who=None, first="2026-03-02"):
    body = {"effective_from": first, "pack": pack, "reason": "because"}
    return await town.client.post("/v1/policy", json=body, headers=who or warden(town))


async def send(town, content, who=None, **headers):
    headers = {**(who or porter(town)), "content-type": "text/csv", **headers}
    return await town.client.post("/v1/imports/openings", content=content, headers=headers)
