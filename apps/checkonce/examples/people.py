"""Invented inspectors."""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from .tables import Department, Place, Row, departments, items

__all__ = ["inspectors"]

_SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许邓冯韩曹曾彭萧蔡潘田董袁于余叶蒋杜苏魏程吕丁沈任姚卢"
_GIVEN = (
    "安邦博才诚达德登东恩帆方芳国海浩和恒宏华辉惠佳建洁金静娟俊康兰磊丽良林玲龙明宁平"
    "倩清荣瑞珊诗思涛文霞祥晓欣旭雅燕颖勇宇玉远云泽志卓"
)
_SECOND_QUALIFICATION = 0.4
_EXPIRED_EVERY = 60


def inspectors(place: Place, random: Random) -> Iterator[Row]:
    """Rows ``id,name,department,certificate,qualifications,valid_from,valid_until``; one in sixty has expired."""
    number = 0
    for department in departments(place):
        held = list(dict.fromkeys(item.row["qualification"] for item in items(place) if item.department is department))
        for seat in range(department.inspectors):
            number += 1
            yield _inspector(place, department, number, _qualifications(held, seat, random), random)


def _qualifications(held: list[str], seat: int, random: Random) -> list[str]:
    # By turns, so that each qualification of the department has enough holders for a team.
    found = [held[seat % len(held)]]
    other = random.choice(held)
    if random.random() < _SECOND_QUALIFICATION and other not in found:
        found.append(other)
    return found


def _inspector(place: Place, department: Department, number: int, qualifications: list[str], random: Random) -> Row:
    name = random.choice(_SURNAMES) + "".join(random.sample(_GIVEN, random.choice((1, 2, 2))))
    valid_from = date(2022, 1, 1) + timedelta(days=random.randrange(3 * 365))
    valid_until = date(2026, 12, 31) + timedelta(days=random.randrange(3 * 365))
    if number % _EXPIRED_EVERY == 0:
        valid_until = date(2025, 6, 30) + timedelta(days=random.randrange(150))
    return (
        f"I-{place.code}-{number:04d}",
        name,
        department.code,
        f"示例证-{place.code}-{number:05d}",
        ";".join(qualifications),
        valid_from.isoformat(),
        valid_until.isoformat(),
    )
