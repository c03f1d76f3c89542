"""Typed clients of the six HTTP APIs: a module for each service, generated from its OpenAPI document.

async with Planning("http://127.0.0.1:8001", token=token) as planning:
    accepted = await planning.draft_plan(plan="P-2026", year=2026, lead="421088-market", members=members)
    async for visit in pages(planning.visits, draw="D-2026"):
        print(visit.entity, visit.window_from)

`base.py`, `errors.py` and `content.py` are written by hand; everything beside them by `python -m apps.checkonce.clients`.
"""
