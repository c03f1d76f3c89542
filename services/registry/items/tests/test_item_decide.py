"""Decisions on items: listed, adjusted, withdrawn."""

from datetime import date

from hypothesis import given as over
from hypothesis import strategies as st

from libs.events.catalog.registry.items import ItemAdjusted, ItemWithdrawn
from libs.events.refusal import Invalid
from libs.events.testing.decisions import given
from services.registry.items import commands as c
from services.registry.items import refusals as r
from services.registry.items.decide import ITEM
from services.registry.lists import refusals as lists_refusals
from services.registry.testing import JAN, JUN, MAR, NOON, OF_ITEM, content, listed


def adjusted(edition=2, since=MAR, **changes):
    return ItemAdjusted(item="MKT-0003", edition=edition, content=content(**changes), effective_from=since)


WITHDRAWN = ItemWithdrawn(item="MKT-0003", effective_from=MAR, reason="法律修订")


def put(command, since=JAN, **changes):
    return command(item="MKT-0003", content=content(**changes), effective_from=since, known=OF_ITEM)


def test_an_item_is_listed_adjusted_edition_by_edition_and_withdrawn():
    given(ITEM).when(put(c.ListItem), at=NOON).then(listed())
    given(ITEM, listed()).when(put(c.AdjustItem, MAR, subject="学校食堂"), at=NOON).then(adjusted(subject="学校食堂"))
    given(ITEM, listed()).when(c.WithdrawItem(item="MKT-0003", effective_from=MAR, reason="法律修订"), at=NOON).then(WITHDRAWN)


def test_a_row_that_says_what_the_list_says_changes_nothing():
    for command in (c.ListItem, c.EnterItem, c.AdjustItem):
        given(ITEM, listed()).when(put(command), at=NOON).nothing()
    given(ITEM, listed(), WITHDRAWN).when(put(c.EnterItem), at=NOON).nothing()


def test_a_changed_row_is_the_next_edition():
    given(ITEM, listed()).when(put(c.EnterItem, subject="学校食堂"), at=NOON).then(adjusted(since=JAN, subject="学校食堂"))
    given(ITEM, listed(), adjusted()).when(put(c.EnterItem, JUN), at=NOON).then(adjusted(3, JUN))


def test_a_listed_item_is_not_listed_again_but_a_withdrawn_one_is():
    given(ITEM, listed()).when(put(c.ListItem, MAR, subject="学校食堂"), at=NOON).refused(r.AlreadyListed)
    given(ITEM, listed(), WITHDRAWN).when(put(c.ListItem, JUN), at=NOON).then(listed(2, JUN))


def test_what_is_not_on_the_list_is_neither_adjusted_nor_withdrawn():
    given(ITEM).when(put(c.AdjustItem), at=NOON).refused(r.NoSuchItem)
    given(ITEM).when(c.WithdrawItem(item="MKT-0003", effective_from=MAR, reason="法律修订"), at=NOON).refused(r.NoSuchItem)
    given(ITEM, listed(), WITHDRAWN).when(put(c.AdjustItem, JUN), at=NOON).refused(r.ItemIsWithdrawn)


def test_no_change_takes_effect_before_the_change_it_follows():
    late = (listed(), adjusted())
    given(ITEM, *late).when(put(c.AdjustItem, JAN, subject="学校食堂"), at=NOON).refused(lists_refusals.BeforeLastEdition)
    given(ITEM, *late).when(c.WithdrawItem(item="MKT-0003", effective_from=JAN, reason="法律修订"), at=NOON).refused(
        lists_refusals.BeforeLastEdition
    )
    given(ITEM, listed(), WITHDRAWN).when(put(c.EnterItem, JAN, subject="学校食堂"), at=NOON).refused(
        lists_refusals.BeforeLastEdition
    )


def test_a_key_item_needs_a_cycle_of_full_coverage():
    for command, facts in ((c.ListItem, ()), (c.AdjustItem, (listed(),)), (c.EnterItem, (listed(),))):
        given(ITEM, *facts).when(put(command, MAR, list_class="key"), at=NOON).refused(r.KeyItemWithoutCycle)
    given(ITEM).when(put(c.ListItem, list_class="key", frequency_months=12), at=NOON).then(
        listed(list_class="key", frequency_months=12)
    )


CHANGES = st.lists(
    st.tuples(
        st.sampled_from([c.ListItem, c.AdjustItem, c.EnterItem, c.WithdrawItem]),
        st.dates(JAN, date(2026, 1, 8)),
        st.sampled_from(["甲", "乙", "丙"]),
    ),
    max_size=12,
)


@over(CHANGES)
def test_editions_always_count_up_and_never_go_back_in_time(changes):
    facts = []
    for command, day, subject in changes:
        if command is c.WithdrawItem:
            asked = c.WithdrawItem(item="MKT-0003", effective_from=day, reason="调整")
        else:
            asked = put(command, day, subject=subject)
        new = given(ITEM, *facts).when(asked, at=NOON)
        facts += new.facts
        assert len(new.facts) <= 1
        assert given(ITEM, *facts).when(asked, at=NOON).facts == () or command is c.WithdrawItem
    days = [fact.effective_from for fact in facts]
    editions = [fact.edition for fact in facts if not isinstance(fact, ItemWithdrawn)]
    assert days == sorted(days)
    assert editions == list(range(1, len(editions) + 1))


def test_an_item_names_a_listed_department_and_listed_industries():
    def field(**changes):
        return given(ITEM).when(put(c.ListItem, **changes), at=NOON).refused(Invalid).field

    assert field(department="421088-moon") == "content.department"
    assert field(industries=()) == "content.industries"
    assert field(industries=("catering", "moon")) == "content.industries"
