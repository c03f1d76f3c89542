"""What is refused of files."""

from __future__ import annotations

from ..refusal import Invalid, NotFound, NotNow, Refusal

__all__ = [
    "DigestOtherwise",
    "ErasedAlready",
    "FileEmpty",
    "FileErased",
    "FileTooLarge",
    "NoFileStore",
    "NoSuchFile",
    "NoSuchUpload",
    "OffsetMoved",
    "RangeUnmet",
    "StoreAway",
    "StoreFull",
    "TusOtherwise",
    "TypeNotTaken",
    "TypeOtherwise",
]


class NoFileStore(Refusal):
    """Operations gave the service no folder (`CHECKONCE_FILES_FOLDER`)."""

    slug = "no-file-store"
    status = 503
    title_zh = "未配置文件存储"
    title_en = "No files are kept here"
    detail_zh = "本服务未配置文件存储"
    detail_en = "this service has no folder for files"
    do_zh = "请联系运维人员设置 CHECKONCE_FILES_FOLDER。"
    do_en = "Ask the operators to set CHECKONCE_FILES_FOLDER."


class StoreAway(Refusal):
    slug = "file-store-away"
    status = 503
    title_zh = "文件存储不可用"
    title_en = "The file store does not answer"
    detail_zh = "文件存储暂时不可读写"
    detail_en = "the file store cannot be read or written now"
    do_zh = "文件未保存,请稍后重试;如持续出现,请联系运维人员。"
    do_en = "Nothing was kept; try again, and if it stays so, tell the operators."


class StoreFull(Refusal):
    """RFC 4918, 11.5."""

    slug = "file-store-full"
    status = 507
    title_zh = "文件存储空间不足"
    title_en = "The file store is full"
    detail_zh = "文件存储已无空间"
    detail_en = "no room is left in the file store"
    do_zh = "文件未保存;请保留原件并联系运维人员扩容后重新上传。"
    do_en = "Nothing was kept: keep the original, tell the operators, and send it again later."


class FileTooLarge(Refusal):
    slug = "file-too-large"
    status = 413
    title_zh = "文件过大"
    title_en = "The file is too large"
    detail_zh = "文件超过上限 {most} MiB"
    detail_en = "the file is larger than {most} MiB"
    do_zh = "请压缩或分段后重新上传。"
    do_en = "Compress it or send it in parts that stand by themselves."


class FileEmpty(Invalid):
    slug = "file-empty"
    title_zh = "文件为空"
    title_en = "The file is empty"
    do_zh = "请核对后重新上传。"
    do_en = "Check the file and send it again."


class TypeNotTaken(Refusal):
    """`taken`: the media types that are."""

    slug = "file-type-not-taken"
    status = 415
    title_zh = "不接收此类文件"
    title_en = "Files of this kind are not taken"
    detail_zh = "文件内容不属于可接收的类型:{taken}"
    detail_en = "what the file begins with is none of: {taken}"
    do_zh = "请转换为上述格式之一(文书请转为 PDF)后重新上传。"
    do_en = "Convert it to one of these (papers to PDF) and send it again."


class TypeOtherwise(Refusal):
    slug = "file-type-otherwise"
    status = 415
    title_zh = "文件类型与内容不符"
    title_en = "The file is of another kind than was said"
    detail_zh = "声明为 {declared},内容为 {found}"
    detail_en = "it was sent as {declared} and is {found}"
    do_zh = "请按实际类型重新上传,或省略类型由系统识别。"
    do_en = "Send it under its own media type, or as application/octet-stream."


class DigestOtherwise(Invalid):
    """RFC 9530."""

    slug = "digest-otherwise"
    title_zh = "文件校验值不符"
    title_en = "Other bytes than were said"
    detail_zh = "声明的 SHA-256 为 {declared},收到内容的为 {found}"
    detail_en = "sha256 {declared} was said, and {found} came"
    do_zh = "传输中内容有变,请重新上传。"
    do_en = "It was changed on the way: send it again."


class NoSuchFile(NotFound):
    slug = "no-such-file"
    title_zh = "没有此文件"
    title_en = "No such file"
    detail_zh = "没有校验值为 {value} 的文件,或不在您的查阅范围内"
    detail_en = "no file has the digest {value}, or it is not yours to read"
    do_zh = "请核对校验值。"
    do_en = "Check the digest."


class FileErased(Refusal):
    """RFC 9110, 15.5.11. `at`: when, `reason`: why."""

    slug = "file-erased"
    status = 410
    title_zh = "文件已删除"
    title_en = "The file was erased"
    detail_zh = "该文件内容已于 {at} 删除,原因:{reason}"
    detail_en = "its content was erased on {at}: {reason}"
    do_zh = "只保留校验值;同一内容不再接收。"
    do_en = "Only the digest is kept, and the same content is not taken again."


class ErasedAlready(NotNow):
    slug = "erased-already"
    title_zh = "文件已删除"
    title_en = "The file was erased already"
    detail_zh = "校验值为 {value} 的文件已删除"
    detail_en = "the file {value} was erased before"
    do_zh = "无需再次删除。"
    do_en = "Nothing is left to be done."


class RangeUnmet(Refusal):
    """RFC 9110, 15.5.17."""

    slug = "range-unmet"
    status = 416
    title_zh = "请求范围超出文件"
    title_en = "Nothing of the file lies in the range"
    detail_zh = "文件共 {bytes} 字节"
    detail_en = "the file has {bytes} bytes"
    do_zh = "请按文件大小重新请求。"
    do_en = "Ask within the file's size."


class NoSuchUpload(NotFound):
    slug = "no-such-upload"
    title_zh = "没有此上传"
    title_en = "No such upload"
    detail_zh = "没有编号为 {upload} 的上传,或已过期"
    detail_en = "there is no upload {upload}, or its time is over"
    do_zh = "请从头重新上传。"
    do_en = "Begin again."


class OffsetMoved(NotNow):
    slug = "offset-moved"
    title_zh = "上传位置不符"
    title_en = "The upload goes on elsewhere"
    detail_zh = "请求从 {offset} 续传,已收到 {received}"
    detail_en = "bytes from {offset} on were sent, and {received} have come"
    do_zh = "请用 HEAD 查询已收到的字节数后续传。"
    do_en = "Ask by HEAD how many bytes have come, and go on there."


class TusOtherwise(Refusal):
    """tus 1.0.0, Core Protocol, Tus-Resumable."""

    slug = "tus-otherwise"
    status = 412
    title_zh = "续传协议版本不符"
    title_en = "Another version of the protocol"
    detail_zh = "本接口使用 tus 1.0.0"
    detail_en = "this route speaks tus 1.0.0"
    do_zh = "请携带 Tus-Resumable: 1.0.0。"
    do_en = "Send Tus-Resumable: 1.0.0."
