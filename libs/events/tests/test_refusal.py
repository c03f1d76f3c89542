from datetime import date
from enum import StrEnum

from libs.events.refusal import Invalid


class Colour(StrEnum):
    RED = "red"


class DoorsTaken(Invalid):
    slug = "doors-taken"
    detail_zh = "{doors} 已于 {since} 占用({colour})"
    detail_en = "{doors} are taken since {since} ({colour})"
    do_zh = "请更换 {value}。"
    do_en = "Use other doors than {value}, see GET /doors/{{door}}."


def test_a_refusal_takes_its_texts_from_its_class_and_the_values_from_who_raises_it():
    refusal = DoorsTaken(doors=("a", "b"), since=date(2026, 3, 1), colour=Colour.RED)
    assert (refusal.field, refusal.value) == ("doors", ["a", "b"])
    assert (refusal.detail_en, refusal.detail_zh) == ("a, b are taken since 2026-03-01 (red)", "a、b 已于 2026-03-01 占用(red)")
    assert (refusal.do_en, refusal.do_zh) == ("Use other doors than a, b, see GET /doors/{door}.", "请更换 a、b。")
    assert str(refusal) == refusal.detail_en


def test_a_text_that_is_given_is_taken_as_it_is():
    refusal = DoorsTaken("{all} of them", "全部 {门}", field="doors.1", value={}, do_en="Wait.", do_zh="请稍候。")
    assert (refusal.detail_en, refusal.detail_zh, refusal.do_en) == ("{all} of them", "全部 {门}", "Wait.")
    assert (refusal.field, refusal.value) == ("doors.1", {})


def test_an_empty_list_is_said_in_words():
    refusal = DoorsTaken(doors=[], since=date(2026, 3, 1), colour=Colour.RED)
    assert refusal.detail_en.startswith("none are taken")
    assert refusal.detail_zh.startswith("无 已于")
