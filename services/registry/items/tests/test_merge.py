"""The three source lists beside the one list (B-02, L-07): nothing is lost, nothing is merged silently."""

from collections import Counter

from hypothesis import given as over
from hypothesis import strategies as st

from libs.events.catalog.registry.items import SourceContent, SourceList, SourceRef
from services.registry.items.merge import ClusterState, Link, SourceRow, merge, normal
from services.registry.testing import content

MARKET = "421088-market"
DEPARTMENTS = {MARKET: "监利市市场监督管理局", "421088-fire": "监利市消防救援大队"}
POWER, RANDOM, INTERNET = SourceList


def row(source, code, title="餐饮服务食品安全检查", department="监利市市场监督管理局", **more):
    return SourceRow(source, code, SourceContent(title=title, department=department, **more))


def item(*sources, subject="餐饮服务提供者", **changes):
    refs = tuple(SourceRef(source=source, code=code) for source, code in sources)
    return content(subject=subject, sources=refs, **changes)


def only(*rows, items=None):
    (cluster,) = merge(rows, items or {}, DEPARTMENTS)
    return cluster


def test_the_same_matter_in_all_three_lists_linked_to_one_item_agrees():
    rows = [row(POWER, "P-1"), row(RANDOM, "R-9"), row(INTERNET, "I-4")]
    cluster = only(*rows, items={"MKT-0003": item((POWER, "P-1"), (RANDOM, "R-9"), (INTERNET, "I-4"))})
    assert (cluster.state, cluster.items, cluster.missing_in, cluster.conflicts) == (ClusterState.AGREED, ("MKT-0003",), (), ())
    assert set(cluster.linked_by) == {Link.SOURCES, Link.TITLE}


def test_rows_stand_together_by_code_or_by_title_and_department_however_they_are_typed():
    by_code = only(row(POWER, "Ｘ-1", title="甲"), row(RANDOM, "x-1", title="乙"))
    assert (len(by_code.rows), by_code.linked_by) == (2, (Link.CODE,))
    by_title = only(row(POWER, "P-1", title="餐饮服务“食品安全” 检查"), row(RANDOM, "R-1", department=MARKET))
    assert (len(by_title.rows), by_title.linked_by) == (2, (Link.TITLE,))
    apart = merge([row(POWER, "P-1"), row(RANDOM, "R-1", department="监利市消防救援大队")], {}, DEPARTMENTS)
    assert [len(cluster.rows) for cluster in apart] == [1, 1]


def test_a_conflict_names_the_field_and_what_each_list_says():
    rows = [row(POWER, "A-1", legal_basis="食品安全法"), row(RANDOM, "A-1", legal_basis="《食品安全法》第110条")]
    cluster = only(*rows)
    assert cluster.state is ClusterState.CONFLICT
    assert {(v.field, v.where, v.says) for v in cluster.conflicts} == {
        ("legal_basis", "power", "食品安全法"),
        ("legal_basis", "random", "《食品安全法》第110条"),
    }
    for field, other in (
        ("title", {"title": "别的检查"}),
        ("department", {"department": "监利市消防救援大队"}),
        ("industries", {"industries": ("hotel",)}),
    ):
        cluster = only(
            row(POWER, "A-1", industries=("catering",)), row(RANDOM, "A-1", **{"industries": ("catering",), **other})
        )
        assert {v.field for v in cluster.conflicts} == {field}


def test_the_one_list_is_heard_on_department_and_industries():
    rows = [row(source, "P-1", industries=("catering",)) for source in SourceList]
    sources = [(source, "P-1") for source in SourceList]
    assert only(*rows, items={"M-1": item(*sources)}).state is ClusterState.AGREED
    other = only(*rows, items={"M-1": item(*sources, department="421088-fire")})
    assert (other.state, [(v.where, v.says) for v in other.conflicts][-1]) == (ClusterState.CONFLICT, ("item", "421088-fire"))
    assert only(*rows, items={"M-1": item(*sources, industries=("hotel",))}).state is ClusterState.CONFLICT


def test_what_a_list_lacks_is_missing_and_what_has_no_counterpart_stands_outside():
    partly = only(row(POWER, "P-1"), items={"M-1": item((POWER, "P-1"))})
    assert (partly.state, partly.missing_in) == (ClusterState.MISSING, (RANDOM, INTERNET))
    assert only(*[row(source, "P-1") for source in SourceList]).state is ClusterState.OUTSIDE
    alone = only(items={"M-1": item()})
    assert (alone.state, alone.cluster, alone.missing_in) == (ClusterState.OUTSIDE, "item:M-1", tuple(SourceList))


def test_one_matter_twice_in_a_list_or_under_two_items_is_a_conflict():
    twice = only(row(POWER, "P-1"), row(POWER, "P-2"))
    assert {(v.field, v.code) for v in twice.conflicts} == {("code", "P-1"), ("code", "P-2")}
    two = only(row(POWER, "P-1"), items={"M-1": item((POWER, "P-1")), "M-2": item((POWER, "P-1"))})
    assert {(v.field, v.code) for v in two.conflicts} == {("item", "M-1"), ("item", "M-2")}


def test_a_subject_that_several_items_share_links_none_of_them():
    found = merge(
        [row(POWER, "P-1", title="餐饮服务提供者")], {"M-1": item(), "M-2": item(), "M-3": item((RANDOM, "gone"))}, DEPARTMENTS
    )
    assert sorted((len(c.rows), c.items) for c in found) == [(0, ("M-1",)), (0, ("M-2",)), (0, ("M-3",)), (1, ())]
    linked = only(row(POWER, "P-1", title="餐饮服务提供者"), items={"M-1": item()})
    assert (linked.items, linked.linked_by) == (("M-1",), (Link.TITLE,))


CODES = st.sampled_from(["A-1", "A-2", "B-1", "M-1", "M-2"])
ROWS = st.lists(
    st.builds(
        row,
        st.sampled_from(SourceList),
        CODES,
        title=st.sampled_from(["甲", "乙", "餐饮服务提供者"]),
        department=st.sampled_from([MARKET, *DEPARTMENTS.values()]),
        legal_basis=st.none() | st.sampled_from(["法一", "法二"]),
    ),
    max_size=12,
    unique_by=lambda r: (r.source, r.code),
)
ITEMS = st.dictionaries(
    st.sampled_from(["M-1", "M-2", "M-3"]),
    st.lists(st.tuples(st.sampled_from(SourceList), CODES), max_size=3, unique=True).map(lambda refs: item(*refs)),
    max_size=3,
)


@over(ROWS, ITEMS)
def test_every_source_row_and_every_item_stands_in_the_report_exactly_once(rows, items):
    found = merge(rows, items, DEPARTMENTS)
    assert Counter(r for cluster in found for r in cluster.rows) == Counter(rows)
    assert Counter(code for cluster in found for code in cluster.items) == Counter(items.keys())
    assert len({found_one.cluster for found_one in found}) == len(found)
    for cluster in found:
        told = {r.source for r in cluster.rows}
        assert set(cluster.missing_in) == set(SourceList) - told
        assert len(cluster.rows) + len(cluster.items) == 1 or cluster.linked_by
        if cluster.state is ClusterState.AGREED:
            assert told == set(SourceList)
            assert len(cluster.items) == 1
            assert len({normal(r.content.title) for r in cluster.rows}) == 1
            assert not cluster.conflicts


@over(ROWS, ITEMS, st.randoms())
def test_the_report_does_not_depend_on_the_order_of_the_rows(rows, items, random):
    shuffled = rows[:]
    random.shuffle(shuffled)
    assert merge(shuffled, items, DEPARTMENTS) == merge(rows, items, DEPARTMENTS)
