"""One paper of each kind, filled in as a county would."""

from __future__ import annotations

from datetime import UTC, date, datetime

from .forms import case, check
from .forms.parts import Form, Item, Officer, Party, Piece, Trouble

__all__ = ["EXAMPLES"]

_MARKET, _FIRE, _DAY = "监利市市场监督管理局", "监利市消防救援大队", date(2026, 3, 10)
_PARTY = Party(entity="uscc:91421023MA4879XK0X", name="监利市容城恒洪餐饮有限公司（示例）", place="容城镇江城路12号")
_TEAM = (
    Officer(inspector="I-421088-0001", name="张三（示例）", certificate="HB-17020001"),
    Officer(inspector="I-421088-0002"),
)
_ITEMS = (
    Item(
        item="MKT-0003",
        content="食品安全管理制度、进货查验记录",
        legal_basis="《中华人民共和国食品安全法》第五十三条",
        outcome="发现问题 1 项",
    ),
    Item(
        item="MKT-0004", content="从业人员健康证明", legal_basis="《中华人民共和国食品安全法》第四十五条", outcome="未发现问题"
    ),
)
_TROUBLE = Trouble(
    finding="F-1", item="MKT-0003", description="3 批次食用油进货查验记录不全", severity="轻微", handling="责令改正"
)
_PIECE = Piece(
    sha256="ab" * 32,
    what="进货台账照片",
    media_type="image/jpeg",
    about="F-1",
    taken_at=datetime(2026, 3, 10, 2, 5, tzinfo=UTC),
)
_TEAMS = (
    check.Team(department=_MARKET, officers=_TEAM, items=_ITEMS),
    check.Team(department=_FIRE, officers=(), items=(Item(item="FIR-0002", content="消防通道"),)),
)
_AT = datetime(2026, 3, 10, 2, 0, tzinfo=UTC)
_PENALTIES = (case.Penalty(what="罚款", fen=1_050_000), case.Penalty(what="责令停业", days=3))
_REMEDY = {"reviewer": "监利市人民政府", "court": "监利市人民法院"}
_CASE = {"authority": _MARKET, "dated": _DAY, "party": _PARTY, "matter": "未按规定建立进货查验记录", "facts": "经查，当事人……"}
_CHECK = {"authority": _MARKET, "dated": _DAY, "party": _PARTY}
_WINDOW = {"window_from": date(2026, 3, 1), "window_to": date(2026, 3, 31), "on": _DAY, "method": "现场检查"}

EXAMPLES: tuple[Form, ...] = (
    check.Approval(
        **_CHECK,
        **_WINDOW,
        source="2026年度抽查计划（抽取 D-2026）",
        notice="检查前三个工作日告知",
        officers=_TEAM,
        items=_ITEMS,
        done=1,
        ceiling=2,
        opinion="同意。",
        approved_at=_AT,
    ),
    check.Scheme(
        **_CHECK,
        **_WINDOW,
        source="2026年度抽查计划",
        lead=_MARKET,
        teams=_TEAMS,
        arrangements=("九时在企业门口集合。", "同查同走。"),
    ),
    check.Notice(
        **_CHECK,
        basis="2026年度抽查计划",
        on=_DAY,
        method="现场检查",
        teams=_TEAMS,
        materials=("营业执照", "进货台账"),
        done=1,
        ceiling=2,
    ),
    check.OnSiteRecord(
        **_CHECK,
        began_at=_AT,
        ended_at=_AT,
        officers=_TEAM,
        present="李四（示例）",
        method="现场检查",
        items=_ITEMS,
        troubles=(_TROUBLE,),
        answer="以上情况属实。",
    ),
    check.Survey(**_CHECK, where="后厨", officers=_TEAM, situation="后厨长 8 米。", pieces=(_PIECE,)),
    check.Inquiry(
        **_CHECK,
        where="经理室",
        officers=_TEAM,
        person="李四（示例）",
        role="店长",
        questions=(check.Question(asked="台账由谁登记？", answered="由我登记。"),),
    ),
    check.Sampling(
        **_CHECK,
        taken_at=_AT,
        where="仓库",
        officers=_TEAM,
        reason="监督抽检",
        samples=(check.Sample(name="食用油", amount="2 桶", batch="20260101", kept="封存"),),
    ),
    check.EvidenceList(**_CHECK, officers=_TEAM, pieces=(_PIECE, _PIECE)),
    check.Rectification(**_CHECK, checked_on=_DAY, troubles=(_TROUBLE,), items=_ITEMS, due=_AT, demands=("补齐台账。",)),
    check.ResultNotice(
        **_CHECK,
        checked_on=_DAY,
        items=_ITEMS,
        troubles=(_TROUBLE,),
        outcome="发现问题 1 项。",
        remarks=("建议使用电子台账。",),
    ),
    case.PenaltyTelling(**_CASE, basis="《食品安全法》第一百二十六条", penalties=_PENALTIES, defend_days=5, hearing=True),
    case.PenaltyDecision(
        **_CASE,
        **_REMEDY,
        basis="《食品安全法》第一百二十六条",
        pieces=(_PIECE,),
        penalties=_PENALTIES,
        grade="一般",
        perform_days=15,
        surcharge_bp=300,
        defence="当事人未陈述、申辩。",
    ),
    case.NoPenaltyDecision(
        **_CASE,
        **_REMEDY,
        basis="《行政处罚法》第三十三条第一款",
        pieces=(),
        ground="初次违法且危害后果轻微并及时改正。",
        education=("严格落实进货查验制度。",),
    ),
    case.TransferLetter(
        **_CASE,
        to="监利市公安局",
        copied_to="监利市人民检察院",
        articles="《刑法》第一百四十四条",
        attached=("情况调查报告", "证据清单"),
        decided_on=_DAY,
    ),
)
