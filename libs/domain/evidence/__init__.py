"""Evidence that commands name: a fact names only what is there."""

from __future__ import annotations

from libs.events.catalog.codes import Digest, Value
from libs.events.refusal import Invalid

__all__ = ["EvidenceLookups", "EvidenceMissing"]


class EvidenceMissing(Invalid):
    slug = "evidence-missing"
    title_zh = "证据文件不存在"
    title_en = "The evidence is not there"
    detail_zh = "尚未上传、类型不符或非本部门上传的证据:{evidence}"
    detail_en = "not uploaded, of another media type, or not uploaded by the caller's department: {evidence}"
    do_zh = "请先上传文件(POST /v1/files),再按返回的校验值和类型填写;没有写入任何内容。"
    do_en = "Upload each file first (POST /v1/files), then name it by the sha256 and media type it got; nothing was written."
    rule = "行政处罚法 第四十六条(证据须查证属实)"


class EvidenceLookups(Value):
    """`missing`: of the evidence that a command names, what its author cannot name; none where the service keeps no files."""

    missing: tuple[Digest, ...] = ()

    def require(self) -> None:
        """Raises EvidenceMissing."""
        if self.missing:
            raise EvidenceMissing(evidence=list(self.missing))
