"""A small place with three departments, two industries and sixty entities, and its officials at work."""

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from joserfc import jws
from joserfc.jwk import OKPKey

from libs.events.calendar import local_day
from libs.events.catalog.codes import ListClass
from libs.events.catalog.credit.profile import ProfileOpened
from libs.events.catalog.registry.bodies import DepartmentListed, InspectorCertified
from libs.events.catalog.registry.conference import ConferenceJoined
from libs.events.catalog.registry.entities import EntityContent, EntityListed
from libs.events.catalog.registry.items import ItemAdjusted, ItemContent, ItemListed, Method, Notice
from libs.events.catalog.registry.scenarios import IndustryListed, ScenarioListed
from libs.events.countersigning.leading import Acting
from libs.events.resending import httpx
from libs.events.testing.services import ServiceUnderTest

MARKET, FIRE, POLICE = "421088-market", "421088-fire", "421088-police"
DEPARTMENTS = (MARKET, FIRE, POLICE)
LEADING = Acting(acts_for=frozenset({MARKET}))
"""Somebody of the department that leads; no conference is recorded."""
STRANGER = Acting(acts_for=frozenset({FIRE, POLICE}), leads=frozenset({MARKET}))
"""Somebody who acts for all members of the recorded conference but its lead."""
NOVEMBER = datetime(2025, 11, 20, 2, 0, tzinfo=UTC)

ITEMS = {
    "MKT-0003": (MARKET, "food-hygiene", "food", ListClass.GENERAL, ("catering", "hotel"), Notice.BEFORE),
    "MKT-0014": (MARKET, "registration", "registration", ListClass.GENERAL, ("catering", "hotel"), Notice.BEFORE),
    "FIR-0002": (FIRE, "fire-safety", "fire", ListClass.GENERAL, ("catering",), Notice.BEFORE),
    "FIR-0001": (FIRE, "fire-safety", "fire", ListClass.KEY, ("hotel",), Notice.BEFORE),
    "POL-0001": (POLICE, "hotel-registration", "public-order", ListClass.GENERAL, ("hotel",), Notice.BEFORE),
}


def listed(code: str, effective_from: date = date(2025, 1, 1)) -> ItemListed:
    department, kind, qualification, list_class, industries, notice = ITEMS[code]
    content = ItemContent(
        kind=kind,
        subject="示例对象",
        content="示例内容",
        list_class=list_class,
        department=department,
        industries=industries,
        methods=(Method.ONSITE,),
        legal_basis="《示例法》",
        liability="责令改正",
        notice=notice,
        qualification=qualification,
    )
    return ItemListed(item=code, edition=1, content=content, effective_from=effective_from)


def entity(number: int) -> str:
    return f"stall:421088100-{number:04d}"


def seated(department: str, day: date = date(2025, 1, 1), *, lead: bool = False) -> tuple[str, ConferenceJoined]:
    """Stream and fact of a seat in the joint conference that the registry has recorded."""
    return "conference", ConferenceJoined(department=department, lead=lead, effective_from=day)


def register() -> list[tuple[str, Any]]:
    facts: list[tuple[str, Any]] = []
    for i in range(60):
        industries: tuple[str, ...] = ("catering",) if i % 3 else ("hotel",)
        if i % 10 == 1:
            industries = ("catering", "hotel")
        content = EntityContent(name=f"示例店{i}", industries=industries, township="421088100", category="stall")
        facts.append((f"entity-{entity(i)}", EntityListed(entity=entity(i), content=content)))
    return facts


def officers() -> list[tuple[str, Any]]:
    qualifications = {MARKET: ("food", "registration"), FIRE: ("fire",), POLICE: ("public-order",)}
    return [
        (
            f"inspector-I-{department[7:].upper()}-{n}",
            InspectorCertified(
                inspector=f"I-{department[7:].upper()}-{n}",
                department=department,
                certificate=f"C-{department[7:]}-{n}",
                qualifications=qualifications[department],
                valid_from=date(2024, 1, 1),
                valid_until=date(2028, 12, 31),
            ),
        )
        for department in DEPARTMENTS
        for n in range(6)
    ]


def profiles() -> list[tuple[str, Any]]:
    return [
        (
            f"profile-{entity(i)}",
            ProfileOpened(entity=entity(i), lines=(), score=900, credit_class="ABCD"[i % 4], model="general", edition=1),
        )
        for i in range(60)
        if i % 7
    ]


RATIOS = {"A": 500, "B": 2000, "C": 4000, "D": 10_000, "U": 2000}

NO_CEILINGS = dict.fromkeys("ABCDU", 10_000)

DEMANDS = {
    "Q-1": {"department": MARKET, "kind": "food-hygiene", "items": ["MKT-0003"], "industries": ["catering", "hotel"]},
    "Q-2": {"department": FIRE, "kind": "fire-safety", "items": ["FIR-0001", "FIR-0002"], "industries": ["catering", "hotel"]},
    "Q-3": {"department": POLICE, "kind": "hotel-registration", "items": ["POL-0001"], "industries": ["hotel"]},
}


@dataclass
class Office:
    """The officials, each with the credentials of the role; keys and nonces are made from the names.

    A planner is one of the department that leads, if nothing else is said.
    """

    sut: ServiceUnderTest

    @staticmethod
    def ok(answer: httpx.Response, status: int = 200) -> httpx.Response:
        assert answer.status_code == status, answer.text
        return answer

    @staticmethod
    def problem(answer: httpx.Response) -> tuple[int, str]:
        """Status and kind of a refusal, which says what to do in both languages."""
        document = json.loads(answer.content)
        assert document["do"], document
        assert document["do_en"], document
        return answer.status_code, document["type"].rpartition(":")[2]

    @staticmethod
    def entity(number: int) -> str:
        return entity(number)

    @staticmethod
    def key(member: str) -> OKPKey:
        return OKPKey.derive_key(f"key of {member}", "Ed25519")

    @staticmethod
    def nonce(member: str) -> bytes:
        return hashlib.sha256(f"nonce of {member}".encode()).digest()

    @property
    def second(self) -> dict[str, str]:
        """Another planner, who approves."""
        return self.sut.bearer("planner-2", roles=["planner"])

    async def post(
        self,
        path: str,
        body: Any = None,
        *,
        role: str,
        department: str = "",
        who: dict[str, str] | None = None,
        **headers: str,
    ) -> httpx.Response:
        acts_for = department or (MARKET if role == "planner" else "")
        bearer = who or self.sut.bearer(f"{role}-{department}", roles=[role], departments=[acts_for] if acts_for else [])
        return await self.sut.client.post(f"/v1{path}", json=body, headers={**bearer, **headers})

    async def get(self, path: str, *, role: str = "", department: str = "") -> httpx.Response:
        departments = [department] if department else []
        headers = self.sut.bearer("reader", roles=[role], departments=departments) if role else {}
        return await self.sut.client.get(f"/v1{path}", headers=headers)

    async def submit(self, demand: str, **changes: Any) -> httpx.Response:
        body = {
            "demand": demand,
            "year": 2026,
            "list_class": "general",
            "ratios": RATIOS,
            "rounding": "ceil",
            "method": "onsite",
            **DEMANDS.get(demand, DEMANDS["Q-1"]),
            **changes,
        }
        return await self.post("/demands", body, role="department-officer", department=body["department"])

    async def adopt(self, **pack: Any) -> str:
        """An edition of the policy from today on; the id of its fact."""
        today = local_day(self.sut.clock.now).isoformat()
        body = {"effective_from": today, "pack": pack, "reason": "联席会决定"}
        asked = self.ok(await self.post("/policy", body, role="planner"), 202)
        self.ok(await self.sut.seconded(asked, self.second))
        return str((await self.get("/policy")).json()["fact"])

    async def conference(self, lead: str = MARKET) -> None:
        """The registry has recorded that the three departments sit in the joint conference."""
        await self.sut.deliver("registry", *(seated(department, lead=department == lead) for department in DEPARTMENTS))

    async def unannounced(self, code: str = "MKT-0003") -> None:
        """From now on no notice may be given of visits with food hygiene, or with another item."""
        item = listed(code)
        content = item.content.model_copy(update={"notice": Notice.FORBIDDEN})
        adjusted = ItemAdjusted(item=item.item, edition=2, content=content, effective_from=date(2025, 2, 1))
        await self.sut.deliver("registry", (f"item-{item.item}", item), (f"item-{item.item}", adjusted))

    async def plan(self, plan: str = "P-2026", **coordination: Any) -> None:
        """All demands submitted, coordinated, and approved by two of three members."""
        for demand in DEMANDS:
            self.ok(await self.submit(demand), 201)
        body = {"plan": plan, "year": 2026, "lead": MARKET, "members": list(DEPARTMENTS)}
        self.ok(await self.post("/plans", body, role="planner"), 201)
        await self.coordinate(plan, **coordination)
        for member in (MARKET, FIRE):
            self.ok(await self.vote(plan, member))

    async def coordinate(self, plan: str = "P-2026", **changes: Any) -> httpx.Response:
        body = {"demands": None, "window_from": "2026-03-01", "window_to": "2026-11-30", **changes}
        return self.ok(await self.post(f"/plans/{plan}/coordination", body, role="planner"))

    async def vote(self, plan: str, member: str, *, approve: bool = True) -> httpx.Response:
        seen = await self.get(f"/plans/{plan}", role="conference-member")
        body = {"edition": seen.json().get("edition", 1), "member": member, "approve": approve}
        return await self.post(f"/plans/{plan}/votes", body, role="conference-member", department=member)

    async def open(self, draw: str = "D-1", members: tuple[str, ...] = DEPARTMENTS) -> None:
        self.ok(await self.post("/draws", {"draw": draw, "plan": "P-2026", "beacon": "none"}, role="planner"), 201)
        for member in members:
            self.ok(await self.commit(draw, member), 201)

    async def commit(self, draw: str, member: str, *, who: Any = None, **changes: Any) -> httpx.Response:
        digest = hashlib.sha256(f"checkonce-draw-1|nonce|{draw}|{member}|".encode() + self.nonce(member)).hexdigest()
        key = self.key(member).as_dict(private=False)
        body = {"member": member, "commitment": digest, "public_key": key, **changes}
        return await self.post(f"/draws/{draw}/commitments", body, role="conference-member", department=member, who=who)

    async def freeze(self, draw: str = "D-1") -> httpx.Response:
        return await self.post(f"/draws/{draw}/freeze", role="planner")

    async def sign(self, draw: str, member: str, key: OKPKey | None = None, *, who: Any = None) -> httpx.Response:
        manifest = (await self.get(f"/draws/{draw}/manifest")).content
        header = {"alg": "Ed25519", "kid": member}
        compact = jws.serialize_compact(header, manifest, key or self.key(member), algorithms=["Ed25519"])
        body = {"member": member, "signature": jws.detach_content(compact)}
        return await self.post(f"/draws/{draw}/signatures", body, role="conference-member", department=member, who=who)

    async def reveal(self, draw: str, member: str, value: str = "", *, who: Any = None) -> httpx.Response:
        body = {"member": member, "nonce": value or self.nonce(member).hex()}
        return await self.post(f"/draws/{draw}/nonces", body, role="conference-member", department=member, who=who)

    async def complete(self, draw: str = "D-1") -> httpx.Response:
        return await self.post(f"/draws/{draw}/completion", role="planner")

    async def frozen(self, draw: str = "D-1") -> None:
        """Opened, committed to by all, frozen, signed by lead and one."""
        await self.open(draw)
        self.ok(await self.freeze(draw))
        for member in (MARKET, FIRE):
            self.ok(await self.sign(draw, member), 201)

    async def drawn(self, draw: str = "D-1") -> dict[str, Any]:
        """A whole draw; what its completion answered."""
        await self.frozen(draw)
        for member in DEPARTMENTS:
            self.ok(await self.reveal(draw, member), 201)
        return dict(self.ok(await self.complete(draw)).json())

    async def frame(self, draw: str = "D-1") -> dict[str, Any]:
        """Leaves of the frozen frame by entity."""
        lists = (await self.get(f"/draws/{draw}/lists")).json()
        return {leaf["entity"]: leaf for leaf in lists["frame"]}


async def settled(sut: ServiceUnderTest) -> Office:
    """The office of a service that has been told of the small place."""
    await sut.deliver(
        "registry",
        *(
            (f"department-{d}", DepartmentListed(department=d, title=d, level="county", divisions=("421088",)))
            for d in DEPARTMENTS
        ),
        *((f"industry-{i}", IndustryListed(industry=i, title=i)) for i in ("catering", "hotel")),
        *((f"item-{code}", listed(code)) for code in ITEMS),
        (
            "scenario-S-hotel",
            ScenarioListed(
                scenario="S-hotel",
                title="旅馆住宿综合查一次",
                industry="hotel",
                lead=POLICE,
                departments=DEPARTMENTS,
                items=("MKT-0003", "FIR-0001", "POL-0001"),
                effective_from=date(2025, 1, 1),
            ),
        ),
        *register(),
        *officers(),
    )
    await sut.deliver("credit", *profiles())
    return Office(sut)
