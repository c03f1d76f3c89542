"""What never and always holds of exclusions and what lifts them, held against an oracle that knows nothing of the code."""

import random
from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest

from libs.events.catalog.codes import Ground
from libs.events.catalog.inspection.result import ResultRevoked
from libs.events.catalog.inspection.visit import VisitClosed
from libs.events.catalog.planning.policy import PolicyPack
from libs.events.catalog.registry.entities import EntityStruckOff
from libs.events.catalog.whistle.call import DepartmentsCalled, Ladder, WhistleBlown
from services.planning.draw.frame import CreditClass, ExclusionCode, Leaf, Risk
from services.planning.exclusions.judge import Barred, Grounds, Judge
from services.planning.exclusions.testing import adjusted, recorded, result
from services.planning.testing import FIRE, MARKET, NO_CEILINGS, POLICE

# ---------------------------------------------------------------- one entity, anything that may be on record

KINDS, INDUSTRIES, BODIES = ("food", "fire"), ("a", "b"), ("421088-x", "421088-y")
DAY = date(2026, 6, 1)
_LIFTABLE = ("X1", "X2", "X3", "X4", "X7", "X8")


def a_world(chance):
    """An entity's row, demands, items in force, and grounds: dense enough that most worlds hold something to decide."""

    def some(of, most=2):
        return chance.sample(of, chance.randint(1, min(most, len(of))))

    listed = [
        {
            "item": f"I-{n}", "department": chance.choice(BODIES), "kind": chance.choice(KINDS), "industries": some(INDUSTRIES),
            "grounds": some(["O1", "O2", "O3", "O4", "O5", "O7"]) if chance.random() < 0.8 else [], "fact": f"item-{n}",
        }
        for n in range(chance.randint(2, 6))
    ]  # fmt: skip
    asked = [
        {
            "demand": f"Q-{n}", "department": department, "kind": kind, "items": [i["item"] for i in listed],
            "industries": some(INDUSTRIES), "list_class": chance.choice(["general", "key"]),
        }
        for n, (department, kind) in enumerate(some([(d, k) for d in BODIES for k in KINDS], most=4))
    ]  # fmt: skip
    barred = [
        Barred("stall:1", ExclusionCode(chance.choice(_LIFTABLE)), chance.choice([("food",), ("fire",), ("*",)]), f"check-{n}")
        for n in range(chance.randint(1, 2))
    ]
    campaign = {"kinds": [chance.choice(KINDS)], "industries": some(INDUSTRIES), "fact": "campaign-1"}
    callers = [
        {"entity": chance.choice(["stall:1", "stall:1", "stall:2"]), "department": body, "fact": f"whistle-{body}"}
        for body in BODIES
        if chance.random() < 0.5
    ]
    lifts = {ground: tuple(some(_LIFTABLE, most=6)) for ground in Ground if chance.random() < 0.7}
    grounds = Grounds(
        policy=PolicyPack(lifts=lifts) if chance.random() < 0.7 else PolicyPack(),
        barred=barred,
        campaigns=[campaign] if chance.random() < 0.3 else [],
        callers=callers,
        changes=[{**item, "effective_from": DAY} for item in listed],
        last_day=DAY,
    )
    gone = DAY if chance.random() < 0.1 else chance.choice([None, DAY + timedelta(days=1)])
    row = {"entity": "stall:1", "struck_off_fact": "gone", "industries": some(INDUSTRIES), "struck_off_from": gone}
    return row, asked, [item for item in listed if chance.random() < 0.9], grounds


def permitted(row, asked, in_force, grounds, kind):
    """May the entity be drawn for the kind? Straight from docs/draw.md, section 2, one question after the other."""
    if row["struck_off_from"] == DAY:
        return False
    here = set(row["industries"])
    checks = []
    for demand in asked:
        if demand["kind"] == kind and here & set(demand["industries"]):
            applicable = [
                item
                for item in in_force
                if item["item"] in demand["items"] and here & set(item["industries"])
                and item["department"] == demand["department"] and item["kind"] == kind
            ]  # fmt: skip
            checks.append((demand, applicable))
    if checks and not any(applicable for _, applicable in checks):
        return False
    checks = [(demand, applicable) for demand, applicable in checks if applicable]
    lifted_by = {ground.value: set(codes) for ground, codes in grounds.policy.lifts.items()}
    called = {caller["department"] for caller in grounds.callers if caller["entity"] == row["entity"]}

    def privileged(ground):
        wanted = lifted_by.get(ground, set())
        everything = [item for _, applicable in checks for item in applicable]
        own = [[g for g in item["grounds"] if g in {"O1", "O2", "O3", "O5"}] for item in everything]
        return any(ground in g for g in own) and all(any(lifted_by.get(g, set()) >= wanted for g in each) for each in own)

    holds = {ground: bool(checks) and privileged(ground) for ground in ("O1", "O2", "O3", "O5")}
    holds["O4"] = bool(checks) and any(kind in c["kinds"] and here & set(c["industries"]) for c in grounds.campaigns)
    holds["O6"] = bool(checks) and all(demand["list_class"] == "key" for demand, _ in checks)
    holds["O7"] = bool(checks) and all(demand["department"] in called for demand, _ in checks)
    reasons = [b.code.value for b in grounds.barred if kind in b.kinds or "*" in b.kinds]
    return all(any(holds[g] and code in lifted_by.get(g, ()) for g in holds) for code in reasons)


def test_an_entity_is_eligible_exactly_when_no_exclusion_is_left_uncovered():
    freed: Counter[str] = Counter()
    for seed in range(3000):
        row, asked, in_force, grounds = a_world(random.Random(seed))  # noqa: S311 - a made-up world
        judge, joint = Judge(grounds, asked, in_force), "+".join(row["industries"])
        excluded = judge.exclusions(row, joint, DAY)
        overrides = judge.overrides(row, joint, excluded)
        leaf = Leaf.model_validate(
            {
                "entity": "stall:1", "industry": joint, "class": CreditClass.A, "risk": Risk.GENERAL, "excluded": excluded,
                "overrides": overrides,
            }
        )  # fmt: skip
        for kind in {demand["kind"] for demand in asked}:
            allowed = permitted(row, asked, in_force, grounds, kind)
            assert (leaf.barred(kind) is None) == allowed, (seed, kind)
            if allowed and any(kind in e.kinds or "*" in e.kinds for e in excluded):
                freed.update({override.reason.value for override in overrides if kind in override.kinds})
        for override in overrides:
            assert not {"X5", "X6"}.intersection(override.lifts)
            assert set(override.lifts) == set(grounds.policy.lifts[Ground(override.reason.value)])
            assert override.kinds != ("*",), "a ground of one kind lifts for no other"
            assert override.fact.partition("-")[0] == {"O4": "campaign", "O7": "whistle"}.get(override.reason.value, "item")
            for kind in override.kinds:
                here = [e for e in excluded if kind in e.kinds or "*" in e.kinds]
                assert any(e.reason in override.lifts for e in here), "what lifts nothing is not in the frame"
    assert min(freed[ground.value] for ground in Ground) > 20, freed


# ---------------------------------------------------------------- a year of draws

_ROUNDS = (
    ("food-hygiene", MARKET, ["MKT-0003"]), ("registration", MARKET, ["MKT-0014"]),
    ("fire-safety", FIRE, ["FIR-0001", "FIR-0002"]), ("food-hygiene", MARKET, ["MKT-0003"]),
)  # fmt: skip


class Year:
    """Everything that has happened to each entity, kept beside the service by whoever made it happen."""

    def __init__(self, office, seed):
        self.office, self.chance, self.number = office, random.Random(seed), 0  # noqa: S311 - a made-up year
        self.checks: dict[str, tuple[str, str]] = {}
        """Entity and kind by check that counts: results that stand, visits planned that have none."""
        self.drawn: set[tuple[str, str]] = set()
        self.superior: set[str] = set()
        self.gone: set[str] = set()
        self.facts: set[str] = set()

    def count(self, entity, kind):
        return Counter(self.checks.values())[entity, kind]

    def draws_of(self, entity):
        return sum(who == entity for who, _ in self.drawn)

    async def deliver(self, source, stream, fact):
        (told,) = await self.office.sut.deliver(source, (stream, fact))
        self.facts.add(str(told.id))

    def new(self):
        self.number += 1
        return self.number

    async def visits_happen(self, visits):
        """Most are made, some are cancelled, some stay open; of the results some are taken back."""
        for visit in visits:
            name, entity = visit["visit"], visit["entity"]
            named = sorted({kind for part in visit["parts"] for kind in part["kinds"]})
            self.checks |= {f"{name}/{kind}": (entity, kind) for kind in named}
            self.drawn.add((entity, visit["draw"]))
            fate = self.chance.random()
            if fate < 0.15:
                body = {"reason": "停业整顿"}
                self.office.ok(await self.office.post(f"/visits/{name}/cancellation", body, role="planner"))
                self.drawn.discard((entity, visit["draw"]))
            elif fate < 0.9:
                issued = result(self.new(), entity, kinds=tuple(named)).model_copy(update={"visit": name})
                await self.deliver("inspection", f"visit-{name}", issued)
                await self.deliver("inspection", f"visit-{name}", VisitClosed(visit=name))
                if fate < 0.3:
                    back = ResultRevoked(result=issued.result, visit=name, entity=entity, reason="程序错误")
                    await self.deliver("inspection", f"visit-{name}", back)
            if fate < 0.3:
                for kind in named:
                    del self.checks[f"{name}/{kind}"]

    async def other_things_happen(self):
        e = self.office.entity
        for _ in range(4):
            number, entity = self.new(), e(self.chance.randrange(60))
            body, kind = self.chance.choice([(MARKET, "food-hygiene"), (None, "fire-safety"), ("4210-market", "school-bus")])
            check = recorded(number, entity, department=body, kind=kind)
            await self.deliver("inspection", f"result-S-{number}", check)
            self.checks[f"S-{number}"] = (entity, kind)
            if body == "4210-market":
                self.superior.add(entity)
        entity = e(self.chance.randrange(60))
        self.gone.add(entity)
        gone = EntityStruckOff(entity=entity, reason="注销", effective_from=date(2026, 1, 1))
        await self.deliver("registry", f"entity-{entity}", gone)
        for _ in range(5):
            number, entity = self.new(), e(self.chance.randrange(60))
            blown = WhistleBlown(
                whistle=f"W-{number}", township="421088100", matter_kind="food", matter="油烟", place="集市", urgency="normal",
                entity=entity,
            )  # fmt: skip
            called = DepartmentsCalled(
                whistle=f"W-{number}", round=1, departments=(self.chance.choice([MARKET, FIRE]),),
                report_in_by=self.office.sut.clock.now, ladder=Ladder(steps=(), hours=24),
            )  # fmt: skip
            await self.deliver("whistle", f"whistle-W-{number}", blown)
            await self.deliver("whistle", f"whistle-W-{number}", called)


def lifting(leaf, code, kind):
    return [o for o in leaf["overrides"] if code in o["lifts"] and kind in o["kinds"]]


@pytest.mark.parametrize("seed", [1, 2])
async def test_over_a_year_of_draws_no_cap_is_passed_without_a_named_ground(office, seed):
    year = Year(office, seed)
    await office.adopt(ceilings_bp=NO_CEILINGS, draws_per_year=2)
    (safety,) = await office.sut.deliver("registry", adjusted("FIR-0002", ("O3",)))
    year.facts.add(str(safety.id))
    passed: Counter[str] = Counter()
    body = {"plan": "P-2026", "year": 2026, "lead": MARKET, "members": [MARKET, FIRE, POLICE]}
    office.ok(await office.post("/plans", body, role="planner"), 201)
    for number, (kind, department, codes) in enumerate(_ROUNDS):
        office.sut.clock.now = datetime(2026, 3 + 2 * number, 1, 2, 0, tzinfo=UTC)
        await year.other_things_happen()
        fields = {"department": department, "kind": kind, "items": codes, "industries": ["catering", "hotel"]}
        office.ok(await office.submit(f"N-{number}", **fields, ratios=NO_CEILINGS), 201)
        await office.coordinate(demands=[f"N-{number}"], reason="新增", window_from="2026-03-01")
        for member in (MARKET, FIRE):
            office.ok(await office.vote("P-2026", member))
        await office.drawn(f"D-{number}")
        frame = await office.frame(f"D-{number}")
        visits = (await office.get(f"/visits?draw=D-{number}&limit=500", role="planner")).json()["items"]
        for visit in visits:
            leaf, entity = frame[visit["entity"]], visit["entity"]
            assert entity not in year.gone
            for code, over in (
                ("X1", year.count(entity, kind) >= 1), ("X2", year.draws_of(entity) >= 2), ("X3", entity in year.superior),
            ):  # fmt: skip
                grounds = lifting(leaf, code, kind)
                assert grounds or not over, (code, entity, leaf)
                assert {o["fact"] for o in grounds} <= year.facts, "a ground that nobody has made"
                passed[code] += over
        chosen = {visit["entity"] for visit in visits}
        everybody = {entity for entity in frame if entity not in chosen and entity not in year.gone}
        for entity in everybody:
            open_task = any(e["reason"] == "X7" for e in frame[entity]["excluded"])
            assert open_task or year.count(entity, kind) or year.draws_of(entity) >= 2 or entity in year.superior, entity
        await year.visits_happen(visits)
    assert passed["X1"] + passed["X3"] > 0, "no ground was ever used: the year was too quiet to show anything"
