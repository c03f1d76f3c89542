"""Whatever is asked of entities and their premises."""

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


class Entities(DeciderMachine):
    """An entity is listed once and changes only to something else; a struck-off entity never comes back under the same code. So
    is each of its premises: what is closed stays closed until it is opened again.
    """

    decider = ENTITY
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
