"""Whatever is asked of entities and their premises."""

from datetime import date
from itertools import pairwise
from typing import ClassVar

from hypothesis import strategies as st

from libs.domain.office.days import DayImpossible
from libs.events.catalog.registry.entities import (
    EntityChanged,
    EntityContent,
    EntityListed,
    EntityOwnerChanged,
    EntityReinstated,
    EntityStruckOff,
    EntitySucceeded,
    EntitySuccessionRevoked,
    PremisesChanged,
    PremisesClosed,
    PremisesContent,
    PremisesListed,
    PremisesReopened,
)
from libs.events.testing.decider_machine import DeciderMachine
from services.registry.entities import commands as c
from services.registry.entities import refusals as r
from services.registry.entities.decide import ENTITY
from services.registry.testing import OF_ENTITY

from .lists import days, names, reasons

numbers = st.sampled_from(["1", "2"])
OF_PREMISES = PremisesListed | PremisesChanged | PremisesClosed | PremisesReopened


WHO, DAY = "stall:421088100-0001", date(2025, 6, 2)
LISTED = c.EnterEntity(
    entity=WHO,
    content=EntityContent(name="云梦小吃店", industries=("catering",), township="421088100", category="stall", founded=None),
    known=OF_ENTITY,
)
PLACE = c.ListPremises(
    entity=WHO, premises="1", content=PremisesContent(name="城南店", township="421088101", industries=()), known=OF_ENTITY
)
CLOSE = c.ClosePremises(entity=WHO, premises="1", reason="停业", effective_from=DAY)
REOPEN = c.ReopenPremises(entity=WHO, premises="1", reason="恢复营业")
STORY = (LISTED, PLACE, REOPEN, CLOSE, CLOSE, PLACE, REOPEN, PLACE)
"""A place from its listing to its opening again, with what is refused on the way."""

GONE = c.StrikeOffEntity(entity=WHO, reason="注销", effective_from=DAY)
NEXT, OTHER = (
    c.NameSuccessor(entity=WHO, successor=f"stall:421088100-000{n}", reason="个转企", known=c.SuccessorLookups(True, ()))
    for n in (2, 3)
)
SUCCESSION = (LISTED, GONE, NEXT, OTHER, c.RevokeSuccession(entity=WHO, reason="写错了"))


class Entities(DeciderMachine):
    """An entity is listed once and changes only to something else; a struck-off entity never comes back under the same code. So
    is each of its premises: what is closed stays closed until it is opened again.
    """

    decider = ENTITY
    stories = (STORY, SUCCESSION)
    asks: ClassVar = {
        c.EnterEntity: st.builds(
            c.EnterEntity, entity=st.just("stall:421088100-0001"),
            content=st.builds(
                EntityContent, name=names, industries=st.just(("catering",)), township=st.just("421088100"),
                category=st.just("stall"), founded=st.none() | days,
            ),
            known=st.just(OF_ENTITY),
        ),
        c.StrikeOffEntity: st.builds(
            c.StrikeOffEntity, entity=st.just("stall:421088100-0001"), reason=reasons, effective_from=days
        ),
        c.NoteOwner: st.builds(
            c.NoteOwner, entity=st.just("stall:421088100-0001"), erased=st.booleans()
        ),
        c.ReinstateEntity: st.builds(
            c.ReinstateEntity, entity=st.just("stall:421088100-0001"), reason=reasons
        ),
        c.NameSuccessor: st.builds(
            c.NameSuccessor, entity=st.just("stall:421088100-0001"), reason=reasons,
            successor=st.sampled_from([f"stall:421088100-000{n}" for n in (2, 3, 2, 3, 1)]),
            known=st.builds(
                c.SuccessorLookups, st.sampled_from([True, True, True, False]),
                st.sampled_from([(), (), (), ("stall:421088100-0001",)]),
            ),
        ),
        c.RevokeSuccession: st.builds(
            c.RevokeSuccession, entity=st.just("stall:421088100-0001"), reason=reasons
        ),
        c.ListPremises: st.builds(
            c.ListPremises, entity=st.just("stall:421088100-0001"), premises=numbers,
            content=st.builds(
                PremisesContent, name=st.sampled_from(["城南店", "城北店", "城南店", "城北店", "张小三"]),
                township=st.just("421088101"), opened=st.none() | days,
                industries=st.sampled_from([(), ("catering",), ("food-sales",)]),
                address=st.sampled_from([None, "人民路1号", "人民路1号", "住址:人民路2号"]),
            ),
            known=st.just(OF_ENTITY),
        ),
        c.ClosePremises: st.builds(
            c.ClosePremises, entity=st.just("stall:421088100-0001"), premises=numbers, reason=reasons, effective_from=days
        ),
        c.ReopenPremises: st.builds(
            c.ReopenPremises, entity=st.just("stall:421088100-0001"), premises=numbers, reason=reasons
        ),
    }  # fmt: skip
    produces = (
        EntityListed, EntityChanged, EntityStruckOff, EntityReinstated, EntityOwnerChanged, EntitySucceeded,
        EntitySuccessionRevoked, PremisesListed, PremisesChanged, PremisesClosed, PremisesReopened,
    )  # fmt: skip
    refuses = (
        r.NoSuchEntity, r.EntityIsStruckOff, r.EntityIsOnTheList, DayImpossible,
        r.SuccessorComesBefore, r.HasSuccessor, r.NoSuccessor,
        r.NoSuchPremises, r.PremisesIsClosed, r.PremisesIsOpen, r.PremisesNamedAsPerson, r.HomeIsNoFact,
        r.IndustryNotOfEntity,
    )  # fmt: skip

    def law(self):
        first, *rest = self.facts
        assert isinstance(first, EntityListed)
        line = [fact for fact in self.facts if isinstance(fact, EntitySucceeded | EntitySuccessionRevoked)]
        assert all(isinstance(fact, EntitySucceeded) == (nth % 2 == 0) for nth, fact in enumerate(line))
        assert not any(isinstance(fact, EntitySucceeded) and fact.successor == fact.entity for fact in line)
        beside = EntityOwnerChanged | EntitySucceeded | EntitySuccessionRevoked | OF_PREMISES
        for before, after in pairwise([fact for fact in self.facts if not isinstance(fact, beside)]):
            assert isinstance(before, EntityStruckOff) == isinstance(after, EntityReinstated)
            assert not (isinstance(after, EntityChanged) and isinstance(before, EntityListed | EntityChanged)) or (
                before.content != after.content
            )
        assert not any(isinstance(f, EntityListed) for f in rest)
        for number in ("1", "2"):
            self.law_of_premises([fact for fact in self.facts if isinstance(fact, OF_PREMISES) and fact.premises == number])

    def law_of_premises(self, said):
        for before, after in pairwise([None, *said]):
            assert isinstance(after, PremisesListed) == (before is None)
            assert isinstance(before, PremisesClosed) == isinstance(after, PremisesReopened)
        contents = [fact.content for fact in said if isinstance(fact, PremisesListed | PremisesChanged)]
        assert all(before != after for before, after in pairwise(contents))
