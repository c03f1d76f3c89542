"""What is refused about benchmarks."""

from libs.events.refusal import Invalid


class GradesOutOfOrder(Invalid):
    """From the mildest to the gravest, each range in itself from least to most (B-31)."""

    slug = "grades-out-of-order"
    title_zh = "裁量阶次或罚款幅度顺序有误"
    title_en = "The grades or their fines are out of order"
    detail_zh = "{grades}:{chinese}"
    detail_en = "{grades}: {english}"
    do_zh = "请由轻到重排列,金额单位为分。"
    do_en = "Put the grades from the mildest to the gravest, fines in fen."
    rule = "B-31 行政执法自由裁量基准"
