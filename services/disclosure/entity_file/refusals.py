"""What is refused about an entity's file."""

from libs.events.refusal import NotFound


class NoSuchEntity(NotFound):
    slug = "no-such-entity"
    title_zh = "名录中没有该检查对象"
    title_en = "No such entity on the list"
    do_zh = "请按“类别:代码”填写,例如 uscc:91420000……"
    do_en = "Write scheme:value, for example uscc:91420000..."
