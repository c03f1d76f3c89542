"""A register of 880,000 entities: one found by a part of its name, by letters or code, with other filters, and none found."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator
from random import Random
from typing import Any

from bench.ground import Ground
from bench.measure import Row
from services.registry.app import service
from services.registry.entities import names
from services.registry.entities.search import searching, sought_rows
from services.registry.entities.views import queries

__all__ = ["search"]

_ALLOWED = 500.0
"""Milliseconds: who types waits for the answer."""
_ASKED = 40
"""Of each kind in a run."""
_PAGE = 51
_TOWNSHIPS = 20
_NOBODY = [{"state": "struck-off"}, {"township": "421088199"}, {"industry": "fireworks"}, {"category": "stall"}]
_PLACES = "监利 容城 红城 朱河 新沟 龚场 周老嘴 黄歇口 汪桥 程集 分盐 毛市 福田寺 上车湾"
_SIGNS = "福禄寿喜祥瑞宏达鑫盛源泰和顺兴隆德信义诚美佳丽华光明亮金银玉珠宝龙凤虎鹏飞腾云海天地山川江河湖春夏秋冬梅兰竹菊"
_TRADES = "小吃店 餐饮店 超市 五金店 理发店 药房 农家乐 烧烤摊 水果店 便利店 汽修厂 食品有限公司 酒店管理有限公司 网吧"
_FILL = """
    insert into views.entities (entity, name, industries, township, category, version)
    select entity, key, '{catering}', township, 'enterprise', 1 from views.entity_names
"""


async def search(ground: Ground) -> list[Row]:
    whole, random = ground.count(880_000, 1008), Random(7)  # noqa: S311
    called = [_name(random) for _ in range(whole)]
    async with ground.pool(service.migrations, size=2) as pool:
        await pool.copy_records_to_table("entity_names", records=_records(called), schema_name="views", timeout=1200)
        await pool.execute(_FILL, timeout=1200)
        await pool.execute("vacuum analyze", timeout=1200)
        taken: dict[str, list[float]] = {}
        for _ in range(ground.runs):
            for kind, asked, filters in _asked(random, called):
                taken.setdefault(kind, []).append(await _search(pool, asked, filters))
    every = [one for kind in taken.values() for one in kind]
    told = "; ".join(f"{kind} {statistics.median(of):.1f}, {_p95(of):.1f}" for kind, of in taken.items())
    row = Row(
        "search, an entity by what it is called",
        _p95(every),
        _ALLOWED,
        "allowed",
        "ms",
        whole,
        ground.runs,
        1.0,
        "less",
        note=f"p95; median {statistics.median(every):.1f}. Median and p95 of each: {told}",
    )
    return [row]


def _name(random: Random) -> str:
    signs = "".join(random.choices(_SIGNS, k=3))
    return f"{random.choice(_PLACES.split())}{random.choice(['县', '市', '镇', ''])}{signs}{random.choice(_TRADES.split())}"


def _records(called: list[str]) -> Iterator[tuple[Any, ...]]:
    for n, name in enumerate(called):
        yield f"uscc:91421023MA{n:08}", f"4210881{n % _TOWNSHIPS:02}", *names.read(name)


def _asked(random: Random, called: list[str]) -> Iterator[tuple[str, str, dict[str, str]]]:
    for _ in range(_ASKED):
        one = random.choice(called)
        letters = "".join(names.read(sign).initials.strip("[]")[:1] for sign in one)
        many, narrow = random.choice(["公司", "小吃", "监利", "店"]), {"township": f"4210881{random.randrange(_TOWNSHIPS):02}"}
        yield "part of a name", one[-7:-1], {}
        yield "a word of many", many, {}
        yield "letters", letters[2:8], {}
        yield "code", f"91421023ma{random.randrange(len(called)):08}", {}
        yield "nothing", random.choice(["龘龘龘", "监利龘", "qqqqq"]), {}
        yield "part of a name in a township", one[-7:-1], narrow
        yield "a word of many in a township", many, narrow
        yield "a word of many that none meets", many, random.choice(_NOBODY)


async def _search(pool: Any, asked: str, filters: dict[str, str]) -> float:
    started = time.perf_counter()
    narrowed = {**dict.fromkeys(("day", "industry", "township", "category", "state", "until")), **filters}
    async with searching(pool, {"q": asked}, full=True) as connection:
        sought, query = names.Sought.of(asked), queries.entities_page
        await sought_rows(connection, sought, query, full=True, begun=False, after="", limit=_PAGE, **narrowed)
    return (time.perf_counter() - started) * 1000


def _p95(taken: list[float]) -> float:
    return statistics.quantiles(taken, n=20)[-1]
