"""What the public may not read is masked by rule (B-34): personal numbers, names, homes, and what is marked secret.

The shapes are those in common use (hutool's DesensitizedUtil): name `段**`, identity number `5***************1X`, mobile
`180****1999`, landline 4 + 2, last 8 characters of a home address, first letter of an e-mail, plate `苏D4***0`, card 4 + 4.
In doubt the rules hide: a word too many can be corrected, a name that was public cannot be called back.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from libs.events.catalog.credit_codes import uscc_fault
from libs.events.catalog.personal_numbers import found

WITHHELD = "(依法不予公开 withheld by law)"

_COMPOUND = (
    "欧阳|司马|上官|诸葛|东方|皇甫|尉迟|公孙|慕容|令狐|司徒|夏侯|长孙|宇文|独孤|端木|呼延|澹台|南宫|西门|东郭|百里|轩辕|钟离|闻人|"
    "申屠|太史|公冶|濮阳|淳于|单于|宗政|万俟|歐陽|司馬|諸葛|東方|尉遲|公孫|長孫|獨孤|鐘離|軒轅"
)
_SINGLE = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方俞任袁柳酆鲍史唐费廉岑薛雷贺倪汤"
    "滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄和穆萧尹姚邵湛汪祁毛禹狄米贝明臧计伏成戴谈宋茅庞熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林"
    "刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯管卢莫经房裘缪干解应宗丁宣邓郁单杭洪包诸左石崔吉钮龚程嵇邢滑裴陆荣翁荀羊惠甄曲封芮羿储靳汲邴糜松井段富巫乌焦巴弓牧隗山谷"
    "车侯宓蓬全郗班仰秋仲伊宫宁仇栾暴甘斜厉戎祖武符刘景詹束龙叶幸司韶郜黎蓟薄印宿白怀蒲邰从鄂索咸籍赖卓蔺屠蒙池乔阴胥能苍双闻莘党翟谭贡劳逄姬申扶堵冉宰"
    "郦雍璩桑桂濮牛寿通边扈燕冀郏浦尚农温别庄晏柴瞿阎充慕连茹习宦艾鱼容向古易慎戈廖庾终暨居衡步都耿满弘匡国文寇广禄阙东殳沃利蔚越夔隆师巩厍聂晁勾敖融冷訾辛"
    "阚那简饶空曾毋沙乜养鞠须丰巢关蒯相查后荆红游竺权逯盖益桓公岳丛牟佘楚苟迟麦邝商帅官肖涂代付闫丘欧覃兰兆苑冼揭檀幺敬仝曲亓原么来院粟邸门柏綦区信招郇辜植肇"
    "底阳战腾占银次雒修衣侍莘况鹿候由战斯海火佟年哈宝佐才仓庹雨问揣镡湾萨户"
    "趙錢孫鄭馮陳衛蔣韓楊許呂張嚴華魏謝鄒竇雲蘇範魯韋馬鳳鮑費湯滕羅畢鄔樂時齊顧黃蕭貝談龐紀項閔賈婁顏鐘駱盧經裘應鄧單諸龔陸榮車寧劉葉龍閻連簡饒關蓋岳"
)
_SURNAMES = f"(?:{_COMPOUND}|[{''.join(sorted(set(_SINGLE)))}])"
# Words that follow a role just as often as a name does, and begin like one.
_NOT_A_NAME = (
    "陈述|高度|安全|安排|应当|应按|应在|应于|应立|解释|管理|常年|任职|任意|申请|申诉|申报|申辩|明知|连续|单位|方面|方可|全部|全程|全面|严格|严重|关于|"
    "文化|文件|文书|文明|商业|商户|商品|商量|农村|农业|农民|步骤|官方|来源|来自|国家|国有|公司|公示|公开|公用|相关|相应|通知|通过|经营|经理|经过|能够|连同|从事|"
    "从业|年龄|年度|区域|信用|信息|原因|原料|后厨|海鲜|户籍|和|或|由|都|空调|须|门口|门店|次日|查看|养殖|富余|都是|干净|终身|修改|年满|问题|双方|火锅|山泉|"
    "关闭|曾经|计划|成立|习惯|金额|项目|满意|时常|时任|白天|于|向其|华侨|广告|东侧|权限|查看|查验|支付|平时|强调|强制|水平|云端|利用|代为|代表|付款|红色"
)
_ROLES = (
    "法定代表人|法人代表|法人|负责人|责任人|管理人员|管理员|安全员|经营者|经营人|投资人|联系人|当事人|从业人员|服务员|厨师|员工|职工|"
    "店主|店长|业主|摊主|老板|老师|学生|患者|消费者|投诉人|举报人|陪同人员|陪同人|受检人|姓名|持证人|户主|房东|承包人|实际控制人|联络人|司机|家属|证人|死者|伤者"
)
# Signs in full width as people type them, written as their numbers so that no editor makes the plain ones of them.
_PLAIN_SIGNS = str.maketrans({"\uff1a": ":", "\uff0c": ",", "\uff1b": ";", "\uff08": "(", "\uff09": ")", "\uff0e": "·",
                              "\u2022": "·", "\u30fb": "·", "\u3000": " "})  # fmt: skip
_HAN = r"[\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff]"
_DOTTED = rf"{_HAN}{{1,10}}(?:·{_HAN}{{1,10}})+"
_NAMED = (
    rf"(?:{_DOTTED}|(?!{_NOT_A_NAME}){_SURNAMES} ?"
    rf"{_HAN}(?<![未不没无的了在被与和及或已将称])(?:{_HAN}(?<![未不没无的了在被与和及或已将称现从对由因其该所说表承确正有把向到使用进出拒并且还等也均系为是当经持]))?)"
)
_PERSON = re.compile(rf"(?P<role>{_ROLES})(?P<gap>[\s:为是叫(]{{0,3}})(?P<names>{_NAMED}(?:[、和及,] ?{_NAMED})*)")
_NAME_OF_A_LIST = re.compile(_NAMED)
_HOME = re.compile(
    r"(?P<word>家庭住址|居住地址|户籍地址|户籍所在地|现住址|住址)(?P<gap>[\s:为是在]{0,3})(?P<place>[^\s,。;()]+)"
)
# What the name of a business has and that of a person has not.
_OF_A_BUSINESS = re.compile(
    "[店摊馆行坊厅部铺楼记阁斋堂庄吧屋社城场站所院厂司档点号室队村镇街路市县省区门餐饭面粉酒鸡鸭鱼肉菜饮食烤炒卤饼粥汤锅煲串]|理发|美容|便利|超市|汽修|五金|百货"
)
_TITLES = re.compile(
    r"\((?:个体|个体户|业主|摊主)\)|^(?:店主|业主|摊主|经营者|个体户|个体工商户|户主)[: ]?"
    r"|(?:先生|女士|小姐|师傅|老板|个体户|业主|摊主)$"
)
_UNSEEN = re.compile(r"[\s\u200b-\u200d\u2060\ufeff]")
_BARE_NAME = re.compile(rf"{_DOTTED}|(?:{_COMPOUND}){_HAN}{{1,2}}|{_SURNAMES}{_HAN}{{1,2}}")
_MASKED_NAME = re.compile(rf"{_HAN}\*+")
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
    for rule, pattern, hide in (("person-name", _PERSON, _names), ("home-address", _HOME, _home)):
        # Found in the plain form, which is as long, and hidden in what was written.
        for match in reversed(list(pattern.finditer(shown.translate(_PLAIN_SIGNS)))):
            for start, end, kept in hide(match):
                shown = shown[: start + kept] + "*" * (end - start - kept) + shown[end:]
                hidden.add(rule)
    return Masked(shown, frozenset(hidden))


def _names(match: re.Match[str]) -> Iterator[tuple[int, int, int]]:
    """Start and end of each name of a list, and how many of its characters stay: the family name."""
    for name in reversed(list(_NAME_OF_A_LIST.finditer(match.string, match.start("names"), match.end("names")))):
        family = re.match(_SURNAMES, name[0])
        yield name.start(), name.end(), 1 if "·" in name[0] or family is None else family.end()


def _home(match: re.Match[str]) -> Iterator[tuple[int, int, int]]:
    """All but the last eight characters stay."""
    start, end = match.span("place")
    yield start, end, max(0, end - start - 8)


@lru_cache(maxsize=8192)
def is_a_persons(name: str) -> bool:
    """Whether a name on the register is nothing but a person's, or several persons'. Any other business name is public.

    The category says nothing: a stall that is entered as an enterprise has its owner's name all the same.
    """
    parts = re.split(r"[、,/&和]", _plain_name(name))
    return all(_BARE_NAME.fullmatch(part) and not _OF_A_BUSINESS.search(part) for part in parts)


def _plain_name(name: str) -> str:
    text = unicodedata.normalize("NFKC", name).translate(_PLAIN_SIGNS)
    return _TITLES.sub("", _UNSEEN.sub("", _TITLES.sub("", text.strip())))


def mask_person(name: str) -> str:
    """`张小三` as `张**`, `店主 张小三` too."""
    return _keep(_plain_name(name), 1, 0)


def is_masked(name: str) -> bool:
    """Whether it is what `mask_person` leaves."""
    return _MASKED_NAME.fullmatch(name) is not None


def mask_entity_name(name: str) -> Masked:
    """A business name is public; one that is nothing but a person's name is not."""
    shown = mask_numbers(name)
    if is_a_persons(shown.text):
        return Masked(mask_person(shown.text), shown.hidden | {"person-name"})
    return shown
