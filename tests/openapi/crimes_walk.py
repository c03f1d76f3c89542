"""Transfers of what may be a crime, walked through step by step."""

from services.inspection.testing.requests import M1, M2, MARKET
from services.inspection.testing.transfers import ORGANS, OTHER_POLICE, POLICE, PROCURATORATE

from .desk import Desk

REASON = {"reason": "依法办理"}
SAID = {"visit": "V-1", "department": MARKET, "articles": ["刑法第一百四十四条"]}


async def crimes(desk: Desk, piece: dict[str, str]) -> None:
    """One is opened and ends; one is refused, disputed, opened then and given back; one the head declines."""
    await desk.sut.deliver("registry", *ORGANS)
    verified = {"officers": [M1, M2], "report": piece}
    for n in range(1, 4):
        await desk.post("transfers", {**SAID, "transfer": f"T-{n}", "finding": f"F-{n}"}, 201)
        await desk.post(f"transfers/T-{n}/verification", verified)
    await desk.post("transfers/T-3/disapproval", {**REASON, "copy_to": PROCURATORATE}, **desk.second)
    mine = {"receiver": POLICE}
    for n in range(1, 3):
        await desk.post(f"transfers/T-{n}/approval", **desk.second)
        await desk.post(f"transfers/T-{n}/dispatch", {"to": POLICE, "copy_to": PROCURATORATE, "document": piece})
        await desk.post(f"transfers/T-{n}/receipt", mine)
    opened, end = {**mine, "case_number": "监公立字〔2026〕1号"}, {"document": piece}
    await desk.post("transfers/T-1/acceptance", opened)
    await desk.post("transfers/T-1/outcome", {**end, "outcome": "convicted"})
    await desk.post("transfers/T-2/refusal", {**mine, **REASON})
    await desk.post("transfers/T-2/dispute", {"way": "procuratorate", **REASON})
    await desk.post("transfers/T-2/acceptance", opened)
    await desk.post("transfers/T-2/return", {**mine, **REASON})
    await desk.get("transfers/T-1")
    await desk.post("transfers", {**SAID, "transfer": "T-4", "finding": "F-4"}, 201)
    await desk.post("transfers/T-4/verification", verified)
    await desk.post("transfers/T-4/approval", **desk.second)
    await desk.post("transfers/T-4/dispatch", {"to": POLICE, "copy_to": PROCURATORATE, "document": piece})
    await desk.post("transfers/T-4/forwarding", {**mine, "to": OTHER_POLICE, **REASON})
