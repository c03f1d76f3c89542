"""What is refused about the numbers of credit."""

from libs.events.refusal import Refusal


class BandsDisordered(Refusal):
    """A worse check must not fall into a better band."""

    slug = "bands-disordered"
    status = 422
    title_zh = "分档界限有误"
    title_en = "The bands are out of order"
    detail_zh = "界限应按“良好、尚可、需改进”依次排列"
    detail_en = "the bounds are not in the order good, adequate, needs improvement"
    do_zh = "分数界限应由高到低,问题数界限应由低到高。"
    do_en = "Give scores from high to low and numbers of problems from low to high."
