"""Invented entities and their opening credit."""

from bisect import bisect
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import accumulate
from random import Random

from .codes import credit_code
from .tables import Place, rows_of

__all__ = ["Entity", "Register", "credit"]

_BRANDS = "瑞丰恒盛嘉禾福润泰和兴隆宏远德信源通金穗银湖荆江楚天洞庭洪湖明月青松白鹭清泉永康安泰顺达同心聚贤乐民百川千秋"
_STALL_PERCENT = 4
_STALL_TRADES = {"food-sales": ("菜摊", "水果摊", "粮油摊"), "catering": ("早点摊", "烧烤摊", "小吃摊")}
_SECOND_INDUSTRY_PERCENT = 25
_FIRST_FOUNDED = date(1998, 1, 1)
_LAST_FOUNDED = date(2025, 6, 30)

# The class mix of one real city (Dandong 2023, national credit-risk classes A to D), and the points that lead to each
# class with the cut-offs 900, 750 and 600 on a score of 1000 + points.
_CLASSES = {
    "A": (31_107, -100, 0, ("年度报告", "基础信息")),
    "B": (12_044, -250, -101, ("年度报告", "投诉", "抽查问题")),
    "C": (3_682, -400, -251, ("经营异常", "投诉", "抽查问题", "承诺未履行")),
    "D": (721, -1000, -401, ("历史处罚", "严重违法", "经营异常")),
}
_UNCLASSIFIED_PERCENT = 2


@dataclass(frozen=True, slots=True)
class Entity:
    """One row of ``entities.csv``."""

    scheme: str
    value: str
    name: str
    industries: str
    township: str
    category: str
    founded: str

    @property
    def row(self) -> Sequence[str]:
        return (self.scheme, self.value, self.name, self.industries, self.township, self.category, self.founded)


class Register:
    """Invents entities; gives no code and no name twice."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._serials = iter(random.sample(range(1_000_000), 20_000))
        self._names: set[str] = set()
        self._stalls: dict[str, int] = {}

    def entity(self, place: Place, category: str | None = None) -> Entity:
        """One entity registered in ``place``; any category unless one is asked for."""
        random = self._random
        township = _weighted(_townships(place), random)
        stall = category is None and random.randrange(100) < _STALL_PERCENT
        industry = _weighted(
            [row for row in rows_of("industries") if not stall or row["code"] in _STALL_TRADES],
            random,
        )
        trades: Sequence[str] = industry["trades"].split(";")
        founded = (_FIRST_FOUNDED + timedelta(days=self._age())).isoformat()
        if stall:
            self._stalls[township["code"]] = number = self._stalls.get(township["code"], 0) + 1
            scheme, value, category = "stall", f"{township['code']}-{number:04d}", "stall"
            trades = _STALL_TRADES[industry["code"]]
        else:
            category = category or self._category(industry)
            scheme, value = "uscc", credit_code(category, place.code, next(self._serials))
        name = self._name(place, township["name"], random.choice(trades), category)
        industries = industry["code"] if stall else self._industries(industry)
        return Entity(scheme, value, name, industries, township["code"], category, founded)

    def branch(self, entity: Entity, place: Place) -> Entity:
        """The same entity at work in ``place`` too: same code and name, a township there."""
        return replace(entity, township=_weighted(_townships(place), self._random)["code"])

    def _age(self) -> int:
        # The later of two days: registers hold more young firms than old ones.
        days = (_LAST_FOUNDED - _FIRST_FOUNDED).days
        return max(self._random.randrange(days), self._random.randrange(days))

    def _category(self, industry: dict[str, str]) -> str:
        roll = self._random.randrange(100)
        if roll < int(industry["household_percent"]):
            return "household"
        if roll < int(industry["household_percent"]) + int(industry["cooperative_percent"]):
            return "cooperative"
        return "enterprise"

    def _industries(self, industry: dict[str, str]) -> str:
        others = industry["also"].split(";") if industry["also"] else []
        if others and self._random.randrange(100) < _SECOND_INDUSTRY_PERCENT:
            return f"{industry['code']};{self._random.choice(others)}"
        return industry["code"]

    def _name(self, place: Place, township: str, trade: str, category: str) -> str:
        where = place.short if category == "enterprise" else township.removesuffix("管理区").rstrip("镇乡")
        ending = {"enterprise": "有限公司", "cooperative": "专业合作社"}.get(category, "")
        while True:
            brand = "".join(self._random.sample(_BRANDS, 2))
            name = f"{where}{brand}{trade}{ending}(示例)"
            if name not in self._names:
                self._names.add(name)
                return name


def credit(entities: Sequence[Entity], random: Random) -> Iterator[Sequence[str]]:
    """Rows ``scheme,value,points,reason`` in the class mix; two in a hundred entities have none (class U)."""
    unclassified = set(random.sample(range(len(entities)), len(entities) * _UNCLASSIFIED_PERCENT // 100))
    rated = [entity for number, entity in enumerate(entities) if number not in unclassified]
    classes = _mix(len(rated))
    random.shuffle(classes)
    for entity, letter in zip(rated, classes, strict=True):
        _, low, high, reasons = _CLASSES[letter]
        yield entity.scheme, entity.value, str(random.randrange(low, high + 1)), random.choice(reasons)


def _mix(count: int) -> list[str]:
    """``count`` class letters in the proportions of ``_CLASSES``, by largest remainder."""
    total = sum(people for people, *_ in _CLASSES.values())
    shares = {letter: divmod(count * people, total) for letter, (people, *_) in _CLASSES.items()}
    quotas = {letter: whole for letter, (whole, _) in shares.items()}
    for letter in sorted(shares, key=lambda letter: -shares[letter][1])[: count - sum(quotas.values())]:
        quotas[letter] += 1
    return [letter for letter, quota in quotas.items() for _ in range(quota)]


def _townships(place: Place) -> list[dict[str, str]]:
    return [row for row in rows_of("townships") if row["code"].startswith(place.code)]


def _weighted(rows: Sequence[dict[str, str]], random: Random) -> dict[str, str]:
    sums = list(accumulate(int(row["weight"]) for row in rows))
    return rows[bisect(sums, random.randrange(sums[-1]))]
