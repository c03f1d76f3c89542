"""Facts made from commands: what does not fit is found when the module is imported, not when somebody asks."""

from typing import Annotated

import pytest
from pydantic import StringConstraints

from libs.events import fact as fact_module
from libs.events.decider import Command, Decider, Deciders, Known, answered
from libs.events.fact import Fact, catalog

Short = Annotated[str, StringConstraints(max_length=5)]


class LoafRanked(Fact):
    loaf: Short
    rank: int
    remark: Short | None = None


class LoafCommand(Command):
    loaf: Short


class RankLoaf(LoafCommand):
    rank: int
    known: Known[tuple[str, ...]] = ()


class JudgeLoaf(LoafCommand):
    remark: Short


def test_a_fact_takes_what_it_shares_with_the_command_and_nothing_that_was_looked_up():
    ranked = LoafRanked.of(RankLoaf)
    assert ranked(RankLoaf(loaf="rye", rank=2, known=("a",))) == LoafRanked(loaf="rye", rank=2)


def test_several_commands_lead_to_one_fact():
    ranked = LoafRanked.of(RankLoaf | JudgeLoaf, "rank")
    assert ranked(JudgeLoaf(loaf="rye", remark="soft"), rank=7) == LoafRanked(loaf="rye", rank=7, remark="soft")
    assert ranked(RankLoaf(loaf="rye", rank=1), rank=7) == LoafRanked(loaf="rye", rank=7)


def test_a_field_that_nobody_gives_is_found_at_import():
    with pytest.raises(TypeError, match="JudgeLoaf has no rank for LoafRanked"):
        LoafRanked.of(JudgeLoaf)


def test_a_given_field_that_the_fact_lacks_is_found_at_import():
    with pytest.raises(TypeError, match="no field colour"):
        LoafRanked.of(RankLoaf, "colour")


class RankByName(LoafCommand):
    rank: str


class RankLong(Command):
    loaf: str
    rank: int


@pytest.mark.parametrize("command", [RankByName, RankLong])
def test_a_field_of_another_type_or_a_wider_one_is_found_at_import(command):
    with pytest.raises(TypeError, match="LoafRanked"):
        LoafRanked.of(command)


def test_what_is_given_is_what_was_said():
    ranked = LoafRanked.of(JudgeLoaf, "rank")
    with pytest.raises(TypeError, match=r"made with \['rank'\]"):
        ranked(JudgeLoaf(loaf="rye", remark="soft"))


def test_a_decider_answers_the_subclasses_of_its_base():
    assert set(answered(LoafCommand)) == {RankLoaf, JudgeLoaf, RankByName}
    decider = Decider("loaf", LoafCommand, lambda c: c.loaf, None, lambda *_: [], lambda s, _: s)
    assert Deciders(decider).of(RankLoaf(loaf="rye", rank=1)) is decider
    assert Deciders(decider).command("JudgeLoaf", {"loaf": "rye", "remark": "soft"}) == JudgeLoaf(loaf="rye", remark="soft")


def test_these_facts_are_not_published():
    assert LoafRanked not in list(catalog)


class LoafTasted(Fact):
    loaf: Short


class TasteCommand(Command):
    loaf: Short


class TasteLoaf(TasteCommand):
    by: Short
    known: Known[tuple[str, ...]] = ()


tasted = LoafTasted.of(TasteLoaf)


def taster(**declared):
    return Decider("taste", TasteCommand, lambda c: c.loaf, None, lambda *_: [], lambda s, _: s, **declared)


def test_a_field_of_a_command_that_no_fact_takes_is_found_at_import():
    """It was asked for, answered as done, and nowhere on record."""
    with pytest.raises(TypeError, match=r"TasteLoaf asks for by, which no fact made from it has.*decider taste"):
        Deciders(taster())
    Deciders(taster(unrecorded={TasteLoaf: ("by",)}))


def test_what_is_named_as_unrecorded_is_asked_and_not_recorded():
    for named in ("loaf", "colour", "known"):
        with pytest.raises(TypeError, match=f"names {named} of TasteLoaf as unrecorded: it is not"):
            Deciders(taster(unrecorded={TasteLoaf: ("by", named)}))


def test_a_field_that_one_of_several_facts_takes_is_recorded(monkeypatch):
    monkeypatch.setattr(fact_module, "_recorded", {TasteLoaf: {"loaf"}})

    class LoafJudged(Fact):
        loaf: Short
        by: Short

    LoafJudged.of(TasteLoaf)
    Deciders(taster())
