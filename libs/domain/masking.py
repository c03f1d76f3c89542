"""What the public may not read is masked by rule (B-34): personal numbers, names, homes, and what is marked secret.

The shapes are those in common use (hutool's DesensitizedUtil): name `段**`, identity number `5***************1X`, mobile
`180****1999`, landline 4 + 2, last 8 characters of a home address, first letter of an e-mail, plate `苏D4***0`, card 4 + 4.
In doubt the rules hide: a word too many can be corrected, a name that was public cannot be called back.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from libs.events.catalog.credit_codes import uscc_fault
from libs.events.catalog.personal_numbers import found

WITHHELD = "(依法不予公开 withheld by law)"

_SURNAMES = (
    "欧阳|司马|上官|诸葛|东方|皇甫|尉迟|公孙|慕容|令狐|司徒|夏侯|"
    "[赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方俞任袁柳鲍史唐费廉岑薛雷贺倪汤"
    "滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄穆萧尹姚邵湛汪祁毛禹狄米贝明臧计伏成戴谈宋茅庞熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林"
    "刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯管卢莫房裘缪解应宗丁宣邓郁单杭洪包诸左石崔吉龚程邢裴陆荣翁荀甄曲封储靳段焦巴谷车侯全班秋仲伊宫宁仇甘厉祖武符刘景詹龙叶"
    "司黎溥白蒲鄂赖卓蔺屠池乔闻党翟谭贡姬申冉桑桂牛尚温庄柴瞿阎习艾向古易廖耿满匡寇广东利师聂敖冷辛简饶曾沙丰关查红游权肖涂代付闫丘]"
)
# Words that follow a role just as often as a name does, and begin like one.
_NOT_A_NAME = (
    "陈述|高度|安全|安排|应当|应按|应在|应于|应立|解释|管理|常年|任职|任意|申请|申诉|申报|申辩|明知|连续|单位|方面|方可|全部|全程|全面|严格|严重|关于|"
    "关闭|曾经|计划|成立|习惯|金额|项目|满意|时常|时任|白天|于|向其|华侨|广告|东侧|权限|查看|查验|支付|平时|强调|强制|水平|云端|利用|代为|代表|付款|红色"
)
_ROLES = (
    "法定代表人|法人代表|法人|负责人|责任人|管理人员|管理员|安全员|经营者|经营人|投资人|联系人|当事人|从业人员|服务员|厨师|员工|职工|"
    "店主|店长|业主|摊主|老板|老师|学生|患者|消费者|投诉人|举报人|陪同人员|陪同人|受检人|姓名"
)
_PERSON = re.compile(
    rf"(?P<role>{_ROLES})(?P<gap>[\s::为是叫]{{0,3}})(?!{_NOT_A_NAME})(?P<family>{_SURNAMES})"
    r"(?P<given>[\u4e00-\u9fff](?<![未不没无的了在被与和及或已将称])"
    r"(?:[\u4e00-\u9fff](?<![未不没无的了在被与和及或已将称现从对由因其该所说表承确正有把向到使用进出拒并且还等也均系为是当经持]))?)"
)
_BARE_NAME = re.compile(rf"(?:{_SURNAMES})[\u4e00-\u9fff]{{1,2}}")
_HOME = re.compile(
    r"(?P<word>家庭住址|居住地址|户籍地址|户籍所在地|现住址|住址)(?P<gap>[\s::为是在]{0,3})(?P<place>[^\s,。;,;()()]+)"
)
_SECRET = re.compile(r"国家秘密|商业秘密|工作秘密|绝密|机密")
_WIDE = {
    wide: wide - 0xFEE0 for wide in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B), 0xFF20, 0xFF0B)
}


@dataclass(frozen=True, slots=True)
class Masked:
    """`text` may be read by anybody; `hidden` says by which rules something was hidden."""

    text: str
    hidden: frozenset[str] = frozenset()


def _keep(text: str, first: int, last: int) -> str:
    """The first and last characters, a star for each one between."""
    return text[:first] + "*" * (len(text) - first - last) + text[len(text) - last :]


_SHOWN: dict[str, Callable[[str, str], str]] = {
    "identity-number": lambda _, digits: _keep(digits, 1, 2),
    "mobile": lambda _, digits: _keep(digits[-11:], 3, 4),
    "landline": lambda said, _: _keep(said, 4, 2),
    "card": lambda _, digits: _keep(digits, 4, 4),
}
"""What is left of a personal number: of what was said, or of its digits."""


def _long_number(first: int, last: int) -> Callable[[re.Match[str]], str]:
    def hide(match: re.Match[str]) -> str:
        # Credit codes are public, and some are all digits.
        return match[0] if uscc_fault(match[0].upper()) is None else _keep(match[0], first, last)

    return hide


_NUMBERS: tuple[tuple[str, re.Pattern[str], Callable[[re.Match[str]], str]], ...] = (
    ("email", re.compile(r"(?a:[\w.+-]+)@(?a:[\w-]+(?:\.[\w-]+)+)"), lambda m: m[0][0] + "****" + m[0][m[0].index("@") :]),
    ("identity-number", re.compile(r"(?<![0-9A-Za-z])[0-9]{17}[0-9Xx](?![0-9A-Za-z])"), _long_number(1, 2)),
    ("card", re.compile(r"(?<![0-9A-Za-z])[0-9]{16,19}(?![0-9A-Za-z])"), _long_number(4, 4)),
    (
        "mobile",
        re.compile(r"(?<![0-9])(?:\+?86[- ]?)?1[3-9][0-9][- ]?[0-9]{4}[- ]?[0-9]{4}(?![0-9])"),
        lambda m: _keep(re.sub(r"\D", "", m[0])[-11:], 3, 4),
    ),
    ("landline", re.compile(r"(?<![0-9])0[0-9]{2,3}[- ]?[0-9]{7,8}(?![0-9])"), lambda m: _keep(m[0], 4, 2)),
    (
        "plate",
        re.compile(
            r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-HJ-NP-Z][A-HJ-NP-Z0-9]{4,5}[A-HJ-NP-Z0-9挂学警港澳](?![A-Za-z0-9])"
        ),
        lambda m: _keep(m[0], 3, 1),
    ),
)


def mask_numbers(text: str) -> Masked:
    """Hides telephone, identity and card numbers, e-mail addresses and number plates, in half or full width."""
    text, hidden = text.translate(_WIDE), set()
    # The numbers that the guard of facts finds, and then more: what looks like one is hidden in doubt.
    for hit in reversed(found(text)):
        text = text[: hit.start] + _SHOWN[hit.kind](text[hit.start : hit.end], hit.digits) + text[hit.end :]
        hidden.add(hit.kind)
    for rule, pattern, hide in _NUMBERS:
        shown = pattern.sub(hide, text)
        if shown != text:
            hidden.add(rule)
        text = shown
    return Masked(text, frozenset(hidden))


def mask_text(text: str) -> Masked:
    """An official's words as the public may read them: numbers, names after a role, home addresses; marked secrets entirely.

    Source: B-34 (除涉及国家秘密、商业秘密、个人隐私等依法不予公开的信息外).
    """
    if _SECRET.search(text):
        return Masked(WITHHELD, frozenset({"secret"}))
    numbers = mask_numbers(text)
    shown, hidden = numbers.text, set(numbers.hidden)
    named = _PERSON.sub(lambda m: m["role"] + m["gap"] + _keep(m["family"] + m["given"], len(m["family"]), 0), shown)
    if named != shown:
        hidden.add("person-name")
    homeless = _HOME.sub(lambda m: m["word"] + m["gap"] + _keep(m["place"], max(0, len(m["place"]) - 8), 0), named)
    if homeless != named:
        hidden.add("home-address")
    return Masked(homeless, frozenset(hidden))


def is_a_persons(name: str, category: str | None) -> bool:
    """Whether a household's or stall's name is nothing but a person's. Any other business name is public."""
    return category in {"household", "stall"} and _BARE_NAME.fullmatch(name) is not None


def mask_person(name: str) -> str:
    """`张小三` as `张**`."""
    return _keep(name, 1, 0)


def mask_entity_name(name: str, category: str | None) -> Masked:
    """A business name is public; that of a household or stall which is nothing but a person's name is not."""
    shown = mask_numbers(name)
    if is_a_persons(shown.text, category):
        return Masked(mask_person(shown.text), shown.hidden | {"person-name"})
    return shown
