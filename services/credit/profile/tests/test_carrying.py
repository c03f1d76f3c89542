"""In whatever order successors and evidence become known, a business has the same score and class; a revocation undoes all."""

from collections import defaultdict
from datetime import UTC, date, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from libs.events.catalog.credit import profile as f
from services.credit.model.rules import Rules
from services.credit.model.sources import DEFAULT_MODEL
from services.credit.profile import commands as c
from services.credit.profile.carrying import Line, Succession, along, brought
from services.credit.profile.decide import PROFILE, Unclassified, evidence_of, occurrence
from services.credit.scale import bounded

NOW, DAY = datetime(2026, 3, 2, 4, 0, tzinfo=UTC), date(2026, 3, 2)
CODES = [f"stall:421088100-000{n}" for n in range(1, 6)]
RULES = Rules(model="general", edition=1, base=1000, cutoffs=DEFAULT_MODEL.cutoffs, indicators=DEFAULT_MODEL.indicators)
BAD = ["finding-minor", "finding-ordinary", "finding-serious", "inspection-clear"]


class World:
    """The profiles, and what the read models tell of successions, without a database."""

    def __init__(self):
        self.states = defaultdict(Unclassified)
        self.lines = defaultdict(list)
        self.in_force, self.named = {}, []

    def run(self, commands):
        facts = []
        for command in commands:
            state = self.states[command.entity]
            for fact in PROFILE.decide(command, state, NOW):
                facts.append(fact)
                state = PROFILE.evolve(state, fact)
                lines = (
                    fact.lines
                    if isinstance(fact, f.ProfileOpened)
                    else [fact.line]
                    if isinstance(fact, f.PointsRecorded)
                    else []
                )
                self.lines[command.entity] += [
                    Line(x.indicator, x.points, x.reason, x.evidence, x.on, occurrence(x)) for x in lines
                ]
            self.states[command.entity] = state
        return facts

    def bring(self, entity):
        mine = [each for each in self.named if each.entity == entity]
        return self.run([*brought(self.lines[entity], mine, self.in_force, RULES, DAY)])

    def hear(self, event):
        match event:
            case ("open", entity, points):
                self.run([c.OpenProfile(entity=entity, on=DAY, known=RULES, points=points, reason="期初")])
            case ("found", entity, ref, indicators):
                entries = tuple(c.Entry(indicator=name, reason="检查") for name in indicators)
                own = c.RecordEvidence(entity=entity, on=DAY, known=RULES, evidence=evidence_of("result", ref), entries=entries)
                self.run(along(own, self.in_force))
            case ("revoked", entity, ref, _):
                own = c.TakeBack(entity=entity, on=DAY, known=RULES, evidence=evidence_of("result", ref), reason="撤销")
                self.run(along(own, self.in_force))
            case ("named", entity, successor):
                said = Succession(entity, successor, f"fact-{len(self.named)}")
                self.in_force[entity] = said
                self.named.append(said)
                self.bring(entity)
            case ("unnamed", entity, _):
                del self.in_force[entity]
                self.bring(entity)


def goes_on(line, entity):
    while entity in line:
        entity = line[entity]
        yield entity


@st.composite
def histories(draw):
    """What the register says and what inspection says, each in its own order, and the two merged into one."""
    line, register = {}, []
    for _ in range(draw(st.integers(0, 7))):
        entity = draw(st.sampled_from(CODES))
        if entity in line:
            register.append(("unnamed", entity, line.pop(entity)))
            continue
        successor = draw(st.sampled_from(CODES))
        # The register names nobody who comes before.
        if successor != entity and entity not in goes_on(line, successor):
            line[entity] = successor
            register.append(("named", entity, successor))
    found, inspection = [], []
    for nth in range(draw(st.integers(0, 6))):
        if found and draw(st.booleans()):
            _, *what = found.pop(draw(st.integers(0, len(found) - 1)))
            inspection.append(("revoked", *what))
        else:
            many = st.lists(st.sampled_from(BAD), min_size=1, max_size=2).map(tuple)
            event = ("found", draw(st.sampled_from(CODES)), f"R-{nth}", draw(many))
            found.append(event)
            inspection.append(event)
    opened = [("open", code, draw(st.sampled_from([0, -95, -213, 50]))) for code in draw(st.sets(st.sampled_from(CODES)))]
    merged, left, right = [*sorted(opened)], [*register], [*inspection]
    while left or right:
        merged.append((left if left and (not right or draw(st.booleans())) else right).pop(0))
    return merged, line, found, opened


@settings(max_examples=150, deadline=None)
@given(histories())
def test_a_business_has_the_sum_of_what_all_its_codes_have_on_record_in_whatever_order_it_became_known(history):
    events, line, found, opened = history
    world = World()
    for event in events:
        world.hear(event)
    for code, state in [*world.states.items()]:
        of = [code, *(before for before in CODES if code in goes_on(line, before))]
        points = RULES.base + sum(points for _, entity, points in opened if entity in of)
        points += sum(RULES.indicators[name] for _, entity, _, names in found if entity in of for name in names)
        if isinstance(state, Unclassified):
            assert points == RULES.base
            continue
        assert (state.points, state.score) == (points, bounded(points))
        assert state.credit_class is RULES.class_of(bounded(points))
        assert world.bring(code) == [], "nothing is carried twice, and nothing was left"
