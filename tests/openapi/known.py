"""What exists in each service's small world, so that made-up requests find something, and where its links must lead."""

from dataclasses import dataclass, field
from typing import Any

from services.credit.testing import MODEL, SHOP, STALL
from services.disclosure.testing import ENTITY as TOLD_ENTITY
from services.inspection.testing.requests import CLEAN_FIRE, ENTITY, F1, FIRE, M1, MARKET, PROOF, TAX
from services.planning.crossplan.testing import HUARONG, NUMBER
from services.planning.testing import DEMANDS, DEPARTMENTS, RATIOS
from services.registry.testing import SHOP as REGISTERED

REASON = {"reason": "笔误更正"}
FORGED = "WyJub3QgYSB0aW1lIiwiIl0"  # ["not a time", ""]: a cursor as a curious caller makes it
EVERYWHERE: dict[str, list[Any]] = {
    "cursor": [FORGED],
    "department": [MARKET, FIRE],
    "departments": [[MARKET]],
    "lead": [MARKET],
    "township": ["421088100"],
    "industry": ["catering"],
    "source": ["/421088/registry"],
    "stream": ["industry-parked"],
    "evidence": [[], [PROOF]],
    "reason": ["笔误更正"],
}


@dataclass(frozen=True)
class Known:
    """`values` by field or parameter; `ready`: whole bodies (of reads: queries) by operation.

    `trail` is where links must lead; every step of it answers a success, and other steps may lie between.
    """

    trail: tuple[str, ...]
    values: dict[str, list[Any]] = field(default_factory=dict)
    ready: dict[str, list[Any]] = field(default_factory=dict)


_ITEM = {
    "kind": "food-hygiene",
    "subject": "餐饮服务提供者",
    "content": "餐用具消毒",
    "list_class": "general",
    "department": MARKET,
    "industries": ["catering"],
    "methods": ["onsite"],
    "legal_basis": "《中华人民共和国食品安全法》",
    "liability": "责令改正",
    "qualification": "food",
}
_STALL = {"name": "示例摊", "industries": ["catering"], "township": "421088100", "category": "stall"}
CAMPAIGN = {
    "level": "provincial",
    "document": "鄂市监发〔2026〕12号",
    "kinds": ["food-hygiene"],
    "industries": ["catering"],
    "valid_from": "2026-03-01",
    "valid_until": "2026-11-30",
}
_WINDOW = {"window_from": "2026-03-01", "window_to": "2026-11-30"}

REGISTRY = Known(
    trail=("POST /v1/items", "GET /v1/items/{item}", "POST /v1/items/{item}/adjustment", "GET /v1/items/{item}"),
    values={
        "item": ["MKT-0003", "MKT-9001"],
        "entity": [REGISTERED, "stall:421088100-9001"],
        "inspector": ["I-421088-0003"],
        "agreement": ["HX-2026", "JL-2026"],
        "kind": ["items", "food-hygiene"],
        "effective_from": ["2026-01-01", "2026-06-01"],
    },
    ready={
        "POST /v1/items": [{"item": f"MKT-91{n:02}", "content": _ITEM, "effective_from": "2026-01-01"} for n in range(40)],
        "POST /v1/items/{item}/adjustment": [
            {"content": {**_ITEM, "content": "留样"}, "effective_from": f"2026-{month:02}-01"} for month in range(2, 12)
        ],
        "POST /v1/items/{item}/withdrawal": [{**REASON, "effective_from": "2026-12-31"}],
        "POST /v1/entities": [{"entity": f"stall:421088100-91{n:02}", "content": _STALL} for n in range(20)],
        "POST /v1/entities/{entity}/strike-off": [{**REASON, "effective_from": "2026-12-31"}],
    },
)

PLANNING = Known(
    trail=("POST /v1/plans", "GET /v1/plans/{plan}", "POST /v1/plans/{plan}/coordination", "GET /v1/plans/{plan}"),
    values={
        "demand": ["Q-1", "Q-9"],
        "plan": ["P-2026"],
        "draw": ["D-1"],
        "filing": ["F-0", "F-1"],
        "emergency": ["E-1"],
        "crossplan": [NUMBER],
        "partner": [HUARONG],
        "member": [MARKET],
        "campaign": ["C-1"],
        "day": ["2026-03-01"],
        "year": [2026],
        "entity": ["stall:421088100-0001"],
        "chain": ["C-2026-421088-market"],
        "visit": ["D-1-V00001"],
        "inspector": ["I-MARKET-1"],
        "schedule": ["S-1"],
    },
    ready={
        "POST /v1/draws/{draw}/schedules": [{"seconds": 1}, {"seconds": 1, "keep_days": False, "partial": True}],
        "POST /v1/chains": [{"chain": f"C-3{n:02}", "year": 2026, "lead": MARKET} for n in range(40)],
        "POST /v1/recusals": [
            {
                "recusal": f"R-3{n:02}",
                "inspector": "I-MARKET-1",
                "entity": "stall:421088100-0001",
                "department": MARKET,
                "ground": "interest",
            }
            for n in range(40)
        ],
        "POST /v1/absences": [
            {
                "absence": f"A-3{n:02}",
                "inspector": "I-MARKET-1",
                "department": MARKET,
                "first_day": "2026-05-01",
                "last_day": "2026-05-09",
            }
            for n in range(40)
        ],
        "POST /v1/demands": [
            {"demand": f"Q-3{n}", "year": 2026, "list_class": "general", "ratios": RATIOS, **DEMANDS["Q-1"]} for n in range(10)
        ],
        "POST /v1/plans": [
            {"plan": f"P-3{n:02}", "year": 2026, "lead": MARKET, "members": list(DEPARTMENTS)} for n in range(40)
        ],
        "POST /v1/plans/{plan}/coordination": [{"demands": ["Q-10"], **_WINDOW}, {"demands": ["Q-10"], **_WINDOW, **REASON}],
        "POST /v1/plans/{plan}/votes": [{"edition": 1, "member": MARKET, "approve": True}],
        "GET /v1/visits": [{"state": "planned"}],
        "POST /v1/policy": [{"effective_from": "2027-01-01", "pack": {"draws_per_year": n}, **REASON} for n in range(1, 12)],
        "POST /v1/campaigns": [{**CAMPAIGN, "campaign": f"C-3{n}"} for n in range(20)],
    },
)

INSPECTION = Known(
    trail=(
        "GET /v1/visits",
        "GET /v1/visits/{visit}",
        "POST /v1/visits/{visit}/announcement",
        "GET /v1/visits/{visit}",
        "POST /v1/visits/{visit}/check-ins",
    ),
    values={
        "visit": ["V-1", "V-3", "V-4"],
        "case": ["C-1", "C-2", "C-3"],
        "entity": [ENTITY],
        "inspector": [M1, F1],
        "finder": [MARKET],
        "competent": [TAX],
        "followup": ["FU-1", "FU-2"],
        "objection": ["OB-1", "OB-3"],
        "reference": ["V-1"],
        "on": ["2026-03-10"],
        "kind": ["results"],
    },
    ready={
        "GET /v1/visits": [{"state": "assigned"}, {"state": "announced"}, {"state": "under-way"}],
        "POST /v1/visits/{visit}/announcement": [{"on": "2026-03-10", "basis": "2026年度抽查计划"}],
        "POST /v1/visits/{visit}/check-ins": [
            {
                "inspector": M1,
                "department": MARKET,
                "proof": "late",
                "at": "2026-03-10T09:30:00+08:00",
                "reason": "现场无网络",
            }
        ],
        "POST /v1/visits/{visit}/parts": [CLEAN_FIRE],
    },
)

CREDIT = Known(
    trail=(
        "GET /v1/profiles",
        "GET /v1/profiles/{entity}",
        "POST /v1/profiles/{entity}/override",
        "GET /v1/profiles/{entity}",
        "POST /v1/profiles/{entity}/override",
    ),
    values={"entity": [SHOP, STALL], "kind": ["opening"], "q": ["示例", "a\x1fb"]},
    ready={
        "POST /v1/models": [MODEL],
        "POST /v1/models/trial": [MODEL],
        "POST /v1/profiles/{entity}/override": [{"credit_class": c, "reason": "复核"} for c in "ABCD"],
    },
)

DISCLOSURE = Known(
    trail=(
        "GET /v1/publications/pending",
        "POST /v1/publications/{publication}",
        "GET /v1/publications/{publication}",
        "POST /v1/publications/{publication}/withdrawal",
        "GET /v1/publications/{publication}",
    ),
    values={"publication": ["result-R-V-1", "result-R-V-2"], "visit": ["V-1"], "entity": [TOLD_ENTITY]},
)

WHISTLE = Known(
    trail=(
        "POST /v1/whistles",
        "GET /v1/whistles/{whistle}",
        "POST /v1/whistles/{whistle}/calls",
        "GET /v1/whistles/{whistle}",
    ),
    values={"whistle": ["W-1"], "clue": ["C-1", "C-3"], "competent": [FIRE], "officers": [[M1]], "ratings": [{MARKET: 5}]},
    ready={
        "POST /v1/whistles": [
            {
                "whistle": f"W-3{n:02}",
                "township": "421088100",
                "matter_kind": "fire-safety",
                "matter": "液化气瓶违规存放",
                "place": "集贸市场东侧",
            }
            for n in range(40)
        ],
        "POST /v1/whistles/{whistle}/calls": [{"departments": [MARKET]}],
        "POST /v1/whistles/{whistle}/report-ins": [{"department": MARKET, "officers": [M1]}],
        "POST /v1/whistles/{whistle}/parts": [{"department": MARKET, "outcome": "已整改"}],
    },
)
