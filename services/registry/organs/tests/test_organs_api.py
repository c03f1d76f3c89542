"""Organs on a real database."""

from services.registry.testing import post, send, shown

POLICE = {"organ": "421088-police", "title": "监利市公安局", "kind": "police", "divisions": ["421088"]}


async def test_organs_are_listed_filtered_and_named_to_everybody(registry):
    await post(registry, "organs", POLICE)
    await post(registry, "organs", {**POLICE, "organ": "421088-government", "title": "监利市人民政府", "kind": "government"})
    assert await shown(registry, "organs?kind=police", "organ") == ["421088-police"]


async def test_a_file_of_organs_says_their_kinds_in_chinese(registry):
    sheet = "机关代码,机关名称,机关类别,行政区划代码\n421088-police,监利市公安局,公安机关,421088\n".encode()
    assert (await send(registry, "organs", sheet))["accepted"] == 1
    assert await shown(registry, "organs?kind=police", "title") == ["监利市公安局"]
