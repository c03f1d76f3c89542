"""Transfers of what may be a crime, and hazards, walked through step by step."""

from services.inspection.testing.hazards import OF_HAZARDS, REPORT, TREATMENT, danger
from services.inspection.testing.requests import F1, FIRE, M1, M2, MARKET
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


async def hazards(desk: Desk, piece: dict[str, str]) -> None:
    """One is treated and accepted after an order in danger is lifted; of one the government declines a treatment."""
    await desk.sut.deliver("registry", *OF_HAZARDS)
    await desk.post("hazards", {**REPORT, "evidence": [piece]}, 201)
    await desk.post("danger-orders", {**danger(piece), "hazard": "H-1"}, 201)
    await desk.post("hazards/H-1/notice", {"body": FIRE})
    await desk.post("hazards/H-1/acknowledgement")
    await desk.post("hazards/H-1/treatment", TREATMENT)
    for department in (FIRE, MARKET):
        await desk.post("hazards/H-1/steps", {"department": department, "what": "排查餐饮 40 户"})
    lifting = {"department": FIRE, "officers": [F1], **REASON, "evidence": [piece]}
    await desk.post("hazards/H-1/danger-orders/DO-1/lifting", lifting)
    await desk.post("hazards/H-1/acceptance", {"opinion": "已全部整改"})
    await desk.get("hazards/H-1")
    await desk.post("hazards", {**REPORT, "hazard": "H-2", "evidence": [piece]}, 201)
    await desk.post("hazards/H-2/treatment-declined", REASON)
