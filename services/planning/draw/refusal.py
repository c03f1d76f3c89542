"""What the draw refuses, said so that the sender can act on it."""

from pydantic import ValidationError


class Refused(ValueError):  # noqa: N818 - exceptions are named in the domain's words
    """A rule of `checkonce-draw-1` is broken.

    `code` is stable and shared by every verifier (the list is in docs/draw.md). The text names field, value, rule and
    what to do, Chinese first.
    """

    def __init__(self, code: str, *, field: str, value: object, zh: str, en: str) -> None:
        shown = str(value)
        self.code = code
        self.field = field
        self.value = shown if len(shown) <= 120 else f"{shown[:117]}..."
        self.zh = zh
        self.en = en
        super().__init__(f"[{code}] {field} = {self.value}: {zh} / {en}")


def refused_shape(where: str, error: ValidationError) -> Refused:
    """Turn pydantic's first complaint about `where` into the refusal `format.invalid`."""
    first = error.errors(include_url=False)[0]
    field = ".".join([where, *(str(part) for part in first["loc"])])
    return Refused(
        "format.invalid",
        field=field,
        value=first.get("input"),
        zh="与 checkonce-draw-1 的格式不符,请按 docs/draw.md 更正该字段后重新提交",
        en=f"does not fit the format checkonce-draw-1 ({first['msg']}); correct the field as docs/draw.md says",
    )
