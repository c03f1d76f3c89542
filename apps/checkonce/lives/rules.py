"""Why a LIVES row, or a whole LIVES file, is refused."""

from dataclasses import dataclass
from enum import Enum

from libs.events.refusal import Invalid

__all__ = ["NotLives", "RefusedRow", "RowRefused", "Rule"]


class Rule(Enum):
    """Why a row is refused: a stable code, then the rule and what to do, in English and Chinese."""

    ENCODING = (
        "encoding",
        "the bytes are not text in the encoding asked for (LIVES: UTF-8); save the file as UTF-8 or name its encoding",
        "字节不符合所指定的编码(LIVES 规定 UTF-8);请另存为 UTF-8,或注明文件编码",
    )
    QUOTING = (
        "quoting",
        "the line is not one CSV record: a quote is left open or is followed by text; double each inner quote",
        "该行不是一条完整的 CSV 记录:引号未闭合或其后有多余文字;值内的引号须写成两个",
    )
    COLUMNS = (
        "columns",
        "the row has another number of values than the header; quote values that contain commas",
        "该行列数与表头不一致;含逗号的值须加引号",
    )
    CONTROL = (
        "control-character",
        "a value may not contain tabs, line breaks or other control characters; remove them",
        "值中不得含制表符、换行符或其他控制字符;请删除",
    )
    MISSING = ("missing", "the value is required; fill it in", "该项必填;请补填")
    DATE = ("date", "a date is a real calendar day written YYYYMMDD; correct it", "日期须为真实存在的 YYYYMMDD;请更正")
    SCORE = (
        "score",
        "a score is a whole number from 0 to 100, or empty where the inspection has none; correct it",
        "分数须为 0 至 100 的整数,无分数的检查留空;请更正",
    )
    TYPE = (
        "type",
        "the type is initial, routine, followup, complaint or empty; map the local type to one of them",
        "类型须为 initial、routine、followup、complaint 之一或留空;请将本地类型对应过来",
    )
    COORDINATE = (
        "coordinate",
        "latitude (-90 to 90) and longitude (-180 to 180) are decimal degrees, both or neither; correct or empty both",
        "纬度(-90 至 90)、经度(-180 至 180)为十进制度数,须同时填写或同时留空;请更正或一并清空",
    )
    BAND = (
        "band",
        "a score band runs from a lower to a higher score within 0 to 100 and overlaps no earlier band; correct it",
        "分数段须在 0 至 100 之间、下限不高于上限,且不与前面的分数段重叠;请更正",
    )
    DUPLICATE = (
        "duplicate",
        "an earlier row of this file says exactly the same; remove one of the two",
        "本文件前面已有完全相同的一行;请删除其一",
    )
    ID_TAKEN = (
        "id-taken",
        "an earlier row of this file gives this business_id to other particulars; keep the right one",
        "本文件前面已有同一 business_id 但内容不同的行;请保留正确的一行",
    )
    UNKNOWN_BUSINESS = (
        "unknown-business",
        "no accepted row of businesses.csv has this business_id; add or correct the business",
        "businesses.csv 的有效行中没有这个 business_id;请补充或更正该单位",
    )
    NO_INSPECTION = (
        "no-inspection",
        "no accepted inspection of this business on this date; add the inspection or correct the date",
        "该单位当日没有有效的检查记录;请补充检查记录或更正日期",
    )

    def __init__(self, code: str, en: str, zh: str) -> None:
        self.code, self.en, self.zh = code, en, zh


class NotLives(Invalid):
    """The folder or a file's header is not LIVES, so that no row can be judged; ``value`` is the file's name."""

    slug = "not-lives"
    title_en = "Not a LIVES folder"
    title_zh = "不是 LIVES 数据文件夹"
    rule = "LIVES 1.0"


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row that was refused: its place (``line`` counts from 1, the header being 1) and the rule it breaks."""

    file: str
    line: int
    field: str
    value: str
    rule_en: str
    rule_zh: str
    code: str


class RowRefused(Exception):  # noqa: N818 - travels from a value to the row that holds it, never further
    """The value that makes a row unacceptable."""

    def __init__(self, field: str, value: str, rule: Rule) -> None:
        super().__init__(field, value, rule)
        self.field, self.value, self.rule = field, value, rule
