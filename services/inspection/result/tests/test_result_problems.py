"""Problems as offices write them into one cell."""

import pytest

from libs.events.refusal import Invalid
from services.inspection.result.problems import problems_of

TWO = ["未公示许可证", "未留样"]


@pytest.mark.parametrize(
    "cell",
    [
        "未公示许可证|未留样", "未公示许可证;未留样", "未公示许可证；未留样。", "未公示许可证、未留样",
        "未公示许可证\n未留样\n",
        "1.未公示许可证\n2.未留样", "1、未公示许可证；2、未留样。", "1.未公示许可证 2.未留样", "（1）未公示许可证（2）未留样",
        "①未公示许可证②未留样", "一、未公示许可证 二、未留样", "1）未公示许可证。2）未留样。", "１．未公示许可证\r\n２．未留样",
    ],
)  # fmt: skip
def test_each_problem_of_a_cell_is_one(cell):
    assert problems_of("problems", cell) == TWO


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        ("未公示证照（许可证、健康证）、未留样", ["未公示证照（许可证、健康证）", "未留样"]),
        ("未公示许可证、健康证;未留样", ["未公示许可证、健康证", "未留样"]),
        ("1.未公示许可证、健康证", ["未公示许可证、健康证"]),
        ("冷柜温度2.5度,超过规定", ["冷柜温度2.5度,超过规定"]),
        ("3名员工无健康证", ["3名员工无健康证"]),
        ("缺少2.0版台账 1.未更新", ["缺少2.0版台账 1.未更新"]),
        ("Unclean floors|No handwashing", ["Unclean floors", "No handwashing"]),
    ],
)
def test_what_belongs_to_one_problem_stays_with_it(cell, found):
    assert problems_of("problems", cell) == found


@pytest.mark.parametrize("cell", ["", "未发现问题", "未发现问题。", "无问题", "合格", "；"])
def test_what_says_that_nothing_was_found_is_no_problem(cell):
    assert problems_of("problems", cell) == []


@pytest.mark.parametrize("cell", ["3", "３", "2个", "3 项", "未留样;2", "未发现问题;未留样", "1.无问题 2.未留样"])
def test_how_many_problems_says_not_which_and_none_is_not_one(cell):
    with pytest.raises(Invalid) as refused:
        problems_of("problems", cell)
    assert refused.value.field == "problems"
