"""What a dossier refuses, one class per rule."""

from libs.events.refusal import NotFound, NotNow


class NoSuchDossier(NotFound):
    slug = "no-such-dossier"
    title_zh = "案卷不存在"
    title_en = "No such dossier"
    do_zh = "请核对案卷编号;尚未归档的,请先归档。"
    do_en = "Check its number; file it first if it is not filed yet."


class MatterOpen(NotNow):
    slug = "matter-open"
    title_zh = "检查尚未办结"
    title_en = "The visit is not over"
    do_zh = "请待全部问题处理完毕、检查办结后再归档。"
    do_en = "File it when every finding has reached its end and the visit is closed."
    rule = "L-22 全过程记录"


class PapersMissing(NotNow):
    slug = "papers-missing"
    title_zh = "案卷缺少文书"
    title_en = "The dossier lacks papers"
    do_zh = "请先出具所缺文书,再归档。"
    do_en = "Issue what is missing first."
    rule = "L-22 全过程记录"


class DossierThere(NotNow):
    slug = "dossier-there"
    title_zh = "案卷已归档"
    title_en = "The dossier is filed already"
    do_zh = "无需重复归档。"
    do_en = "Nothing is left to do."
