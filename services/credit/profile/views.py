"""Read models of profiles: names of entities, scores and classes, every line, every change of class."""

from pathlib import Path

import aiosql

from libs.events.catalog.credit import profile as f
from libs.events.catalog.registry.entities import (
    EntityChanged,
    EntityListed,
    EntityReinstated,
    EntityStruckOff,
    EntitySucceeded,
)
from libs.events.views.table import ID, NTH, PART, POSITION, TIME, VERSION, Sql, Table, fact
from libs.events.views.views import Views

from ..scale import LEAST, MOST
from .decide import BASE, BY_HAND, MODEL_EVIDENCE, OPENING, REVOKED_EVIDENCE

queries = aiosql.from_path(Path(__file__).with_name("views.sql"), "asyncpg")
views = Views()
entities = Table("entities", "entity")
profiles = Table("profiles", "entity")
lines = Table("lines", "entity", "version", "number")
changes = Table("class_changes", "entity", "version")

# The bounded sum of the opening lines up to this one.
opening_score = Sql(
    "least({most}, greatest({least}, (select sum((line.value ->> 'points')::integer)"
    " from jsonb_array_elements({lines}) with ordinality as line (value, nth) where line.nth <= {nth} + 1)))",
    lines=fact.lines,
    nth=NTH,
    least=LEAST,
    most=MOST,
)
# As `occurrence` in decide.py counts a line; opening lines count nothing.
occurrence = Sql(
    "case when {indicator} in ({base}, {opening}) or starts_with({evidence}, {model}) then 0"
    " when starts_with({evidence}, {revoked}) then -1 else 1 end",
    indicator=fact.line.indicator,
    evidence=fact.line.evidence,
    base=BASE,
    opening=OPENING,
    model=f"{MODEL_EVIDENCE}:",
    revoked=f"{REVOKED_EVIDENCE}:",
)

views.on(EntityListed, EntityChanged)(entities.upsert("name", "township", within=fact.content))
views.on(EntityStruckOff)(entities.update(operating=False))
views.on(EntityReinstated)(entities.update(operating=True))
# A succession that is revoked is not in the table `successions` any more, and what it has carried is found by this one.
views.on(EntitySucceeded)(Table("named_successions", "fact").keep("entity", "successor", fact=ID))

views.on(f.ProfileOpened)(
    profiles.insert("score", "credit_class", "model", "edition", opened_at=TIME, changed_at=TIME, version=VERSION)
)
views.on(f.ProfileOpened)(
    lines.insert(
        "indicator", "points", "reason", "evidence",
        version=VERSION, number=Sql("{new} + 1", NTH), on_day=PART.on, occurrence=0, score=opening_score,
        recorded_at=TIME, each=fact.lines,
    )
)  # fmt: skip
views.on(f.PointsRecorded)(
    lines.insert(
        "indicator", "points", "reason", "evidence", within=fact.line,
        version=VERSION, number=1, on_day=fact.line.on, score=fact.score,
        occurrence=occurrence, recorded_at=TIME,
    )
)  # fmt: skip
views.on(f.PointsRecorded)(profiles.update("score", version=VERSION))
views.on(f.ClassChanged)(
    changes.insert(
        "previous",
        "credit_class",
        "score",
        "because",
        "model",
        "edition",
        "asked_by",
        "approved_by",
        version=VERSION,
        at=TIME,
        position=POSITION,
    )
)
views.on(f.ClassChanged)(
    profiles.update(
        "credit_class", "model", "edition",
        by_hand=Sql("starts_with({because}, {mark})", because=fact.because, mark=BY_HAND), changed_at=TIME, version=VERSION,
    )
)  # fmt: skip
