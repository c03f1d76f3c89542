"""Entities from a file until they are stored, over HTTP, against reading the file and against COPY of its rows."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from libs.events.catalog.codes import uscc_check_character

__all__ = ["entity_file"]

_HEADER = "scheme,value,name,industries,township,category,founded\n"


def entity_lines(count: int) -> Iterator[str]:
    """`count` rows of the registry's entities file, each with a right credit code, spread over 23 townships."""
    for number in range(count):
        township = f"4210881{number % 23:02}"
        code = f"92421088MA4{number:06}"[:17].ljust(17, "0")
        code += uscc_check_character(code)
        industry = ("catering", "retail", "catering;retail")[number % 3]
        founded = f"20{number % 20:02}-{number % 12 + 1:02}-{number % 28 + 1:02}"
        yield f"uscc,{code},监利市容城镇第{number}号餐饮服务部,{industry},{township},household,{founded}\n"


def entity_file(path: Path, count: int) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.write(_HEADER)
        file.writelines(entity_lines(count))
