"""Decisions on items and the source rows they were merged from (B-02)."""

from libs.events.catalog.codes import Ground
from libs.events.catalog.registry.items import ItemAdjusted, ItemListed, SourceList, SourceRef
from libs.events.refusal import Invalid
from libs.events.testing.decisions import given
from services.registry.items import commands as c
from services.registry.items import refusals as r
from services.registry.items.decide import ITEM
from services.registry.testing import JAN, MAR, NOON, OF_ITEM, content, listed

# Items and what is written about them


def test_an_item_is_linked_to_a_source_row_and_the_file_does_not_undo_it():
    source = SourceRef(source=SourceList.POWER, code="P-12")
    link = c.LinkSource(item="MKT-0003", source=source, effective_from=MAR, known=frozenset({"power:P-12"}))
    linked = ItemAdjusted(item="MKT-0003", edition=2, content=content(sources=(source,)), effective_from=MAR)
    given(ITEM, listed()).when(link, at=NOON).then(linked)
    given(ITEM, listed(), linked).when(link, at=NOON).refused(r.AlreadyLinked)
    given(ITEM).when(link, at=NOON).refused(r.NoSuchItem)
    enter = c.EnterItem(item="MKT-0003", content=content(), effective_from=MAR, known=OF_ITEM)
    given(ITEM, listed(), linked).when(enter, at=NOON).nothing()
    with_ground = ItemListed(
        item="MKT-0003", edition=1, content=content(grounds=(Ground.SAFETY,), sources=(source,)), effective_from=JAN
    )
    changed = given(ITEM, with_ground).when(enter.model_copy(update={"content": content(subject="学校食堂")}), at=NOON)
    assert (changed.facts[0].content.grounds, changed.facts[0].content.sources) == ((Ground.SAFETY,), (source,))


def test_an_item_is_linked_to_a_row_that_a_source_list_holds():
    source = SourceRef(source=SourceList.POWER, code="P-12")
    link = c.LinkSource(item="MKT-0003", source=source, effective_from=MAR, known=frozenset({"random:P-12"}))
    refused = given(ITEM, listed()).when(link, at=NOON).refused(Invalid)
    assert (refused.field, refused.value) == ("source.code", "power:P-12")
