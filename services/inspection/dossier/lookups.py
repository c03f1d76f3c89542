"""What a dossier is filed from: the visit's ends, and its papers with their pages."""

import asyncio
from collections.abc import Mapping
from typing import Any

import orjson

from libs.documents.contents import form_of, paper
from libs.documents.typeset import pages, pdf
from libs.events.catalog.codes import Ref
from libs.events.catalog.inspection.docket import PaperKind
from libs.events.catalog.inspection.dossier import DossierPaper
from libs.events.http.rows import found

from ..visit import refusals as visit_refusals
from . import commands as c
from .views import queries


async def matter(db: Any, visit: Ref, *, counted: Mapping[Ref, int] | None = None) -> c.Matter:
    """The visit as its dossier sees it. `counted`: pages by paper; None where nobody asks. Raises NoSuchVisit."""
    row = await found(queries.dossier_matter(db, visit=visit), visit_refusals.NoSuchVisit, visit=visit)
    papers = [
        c.Shelf(
            paper=DossierPaper(
                document=each["document"],
                kind=each["kind"],
                department=each["department"],
                digest=each["digest"],
                pages=(counted or {}).get(each["document"], 0),
            ),
            stream=each["stream"],
        )
        async for each in queries.dossier_shelf(db, visit=visit)
    ]
    return c.Matter(
        visit=visit,
        over=row["over"],
        frustrated=row["frustrated"],
        lead=row["lead"],
        departments=row["parts"],
        findings=tuple([c.Ended(**each) async for each in queries.dossier_findings(db, visit=visit)]),
        orders=tuple([c.Ordered(**each) async for each in queries.dossier_orders(db, visit=visit)]),
        papers=tuple(papers),
    )


async def counted(db: Any, visit: Ref) -> dict[Ref, int]:
    """How many pages each paper of the visit has; one whose content was erased has none."""
    rows = [dict(each) async for each in queries.dossier_shelf(db, visit=visit)]
    return await asyncio.to_thread(lambda: {each["document"]: _pages(each) for each in rows})


def _pages(row: Mapping[str, Any]) -> int:
    if row["content"] is None:
        return 0
    form = form_of(PaperKind(row["kind"]), orjson.loads(row["content"]))
    return pages(pdf(paper(form, year=row["year"], number=row["number"])))
