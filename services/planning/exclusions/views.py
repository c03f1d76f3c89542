"""Entities with their premises, and what speaks against and for drawing them: results, whistles, clues, key supervision.

All results that arrive are kept; what counts is decided when a frame is frozen.
"""

from pathlib import Path

import aiosql

from libs.events.catalog.credit.policy import PolicyAdopted, PolicyTakenBack
from libs.events.catalog.credit.profile import ClassChanged, ProfileOpened
from libs.events.catalog.inspection.result import RecordedResultRevoked, ResultIssued, ResultRecorded, ResultRevoked
from libs.events.catalog.registry import entities as registry
from libs.events.catalog.whistle import call, clue
from libs.events.views.table import DAY, ID, PART, PLACE, TIME, Sql, Table, fact
from libs.events.views.views import Views

from ..policy.numbers import KEY_SUPERVISION

queries = aiosql.from_path(Path(__file__).with_name("views.sql"), "asyncpg")
views = Views()
entities, key_entities = Table("entities", "entity"), Table("key_entities", "entity")
premises = Table("premises", "entity", "premises")
results, result_bodies = Table("results", "result"), Table("result_bodies", "result", "department")
whistles, clues = Table("whistles", "whistle"), Table("clues", "clue")
key_supervision = Sql("{new} = {key}", fact.tag, key=KEY_SUPERVISION)

# An entity that is listed again is in business again; a change of name is not a return.
views.on(registry.EntityListed)(
    entities.upsert(
        "name", "industries", "township", within=fact.content, listed_on=DAY, struck_off_from=None, struck_off_fact=None
    )
)
views.on(registry.EntityChanged)(
    entities.upsert("name", "industries", "township", within=fact.content, listed_on=Sql("{row}.listed_on", DAY))
)
views.on(registry.EntityStruckOff)(entities.update(struck_off_from=fact.effective_from, struck_off_fact=ID))
views.on(registry.EntityReinstated)(entities.update(struck_off_from=None, struck_off_fact=None))
views.on(registry.PremisesListed, registry.PremisesChanged)(
    premises.upsert("name", "industries", "township", within=fact.content)
)
views.on(registry.PremisesClosed)(premises.update(closed_from=fact.effective_from))
views.on(registry.PremisesReopened)(premises.update(closed_from=None))
views.on(registry.EntityTagged)(key_entities.upsert("until", fact=ID, where=key_supervision))
views.on(registry.EntityUntagged)(key_entities.delete(where=key_supervision))
views.on(ProfileOpened, ClassChanged)(Table("classes", "entity").upsert("credit_class"))
views.on(PolicyAdopted)(Table("class_showing", "edition").keep("effective_from", shown_to=fact.pack.class_shown_to))
views.on(PolicyTakenBack)(Table("class_showing", "edition").delete())

views.on(ResultIssued)(results.keep("visit", "entity", "kinds", "checked_on", fact=ID))
views.on(ResultIssued)(result_bodies.keep("kinds", "items", department=PART.department, each=fact.parts))
# A department that leads without a part of its own was there all the same, and has checked no kind.
views.on(ResultIssued)(result_bodies.keep(department=fact.lead, kinds=[], items=[]))
views.on(ResultRecorded)(results.keep("entity", "checked_on", kinds=[fact.kind], fact=ID))
views.on(ResultRecorded)(result_bodies.keep(kinds=[fact.kind], items=[], where=Sql("{new} is not null", fact.department)))
views.on(ResultRevoked, RecordedResultRevoked)(Table("revocations", "result").keep())
views.on_neighbour(ResultIssued)(
    Table("neighbour_results", "place", "result").keep("entity", "kinds", "industries", "checked_on", place=PLACE, fact=ID)
)
views.on_neighbour(ResultRevoked)(Table("neighbour_revocations", "place", "result").keep(place=PLACE))

views.on(call.WhistleBlown)(whistles.keep("entity", blown_at=TIME, fact=ID))
views.on(call.DepartmentsCalled)(Table("whistle_calls", "whistle", "department").keep(department=PART, each=fact.departments))
views.on(call.WhistleClosed)(whistles.update(closed=True))
views.on(clue.ClueReceived)(clues.keep("entity", "competent", received_at=TIME, fact=ID))
views.on(clue.ClueReturned)(clues.update("competent"))
views.on(clue.ClueHandled)(clues.update(handled=True))
