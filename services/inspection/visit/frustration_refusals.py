"""What is refused of visits that could not be made, one class per rule."""

from libs.events.refusal import Invalid, NotNow, Refusal


class SomethingChecked(NotNow):
    slug = "something-checked"
    title_zh = "已有部门提交检查结果"
    title_en = "Something has been checked"
    detail_zh = "已提交检查结果的部门:{departments}"
    detail_en = "on record: the parts of {departments}"
    do_zh = "未能检查的事项请登记为未检查并说明理由。"
    do_en = "Enter what could not be checked as not-examined, with its reason."
    rule = "L-22 全过程记录"


class NotedByOne(Refusal):
    """That nothing could be checked is noted by two officers (行政处罚法 第四十二条)."""

    slug = "noted-by-one"
    status = 422
    title_zh = "登记无法检查的执法人员不足"
    title_en = "Too few officers note that nothing could be checked"
    detail_zh = "登记人:{officers};应不少于 {needed} 人"
    detail_en = "noted by: {officers}; {needed} are needed"
    do_zh = "请填写到场的两名执法人员。"
    do_en = "Name two officers who came."
    rule = "行政处罚法 第四十二条"


class NothingShown(Invalid):
    slug = "nothing-shown"
    title_zh = "无法检查应有证据"
    title_en = "That nothing could be checked needs evidence"
    do_zh = "请上传现场照片或视频(POST /v1/files)并填写。"
    do_en = "Upload a photograph or recording of the place (POST /v1/files), and name it."
    rule = "L-22 全过程记录"


class EntryGiven(NotNow):
    """Who has let officers in answers the record or objects (L-20)."""

    slug = "entry-given"
    title_zh = "执法人员已进入现场"
    title_en = "Officers are in already"
    do_zh = "如有意见,请在答复检查记录时提出,或提出异议。"
    do_en = "Say so when the record is answered, or object."
    rule = "L-20"
