"""What is written about items, on a real database."""

from services.registry.testing import example, get, post, send, shown

BULK = {
    "manuals": "manual,industry,title,sections,effective_from\n"
    "M-1,catering,餐饮合规手册,MKT-0003|查健康证/查留样|食品安全法;FIR-0002|查通道|,2026-01-01\n"
    "M-2,food-production,食品生产手册,MKT-0003|查健康证|,2026-01-01\n",
    "exemptions": "exemption,item,behaviour,conditions,legal_basis,first_offence_only,effective_from\n"
    "E-1,MKT-0003,未公示许可证,首次并及时改正,行政处罚法,yes,2026-01-01\nE-2,MKT-9999,甲,乙,丙,no,2026-01-01\n",
    "benchmarks": "benchmark,item,violation,grades,legal_basis,effective_from\n"
    "B-1,MKT-0003,未留样,轻微|首次|||责令改正;一般|再犯|500000|1000000|,食品安全法,2026-01-01\n"
    "B-2,MKT-0003,未留样,一般|再犯|1000000|500000|,食品安全法,2026-01-01\n",
    "positions": "township,latitude,longitude\n421088100,29.8205,112.904\n421088101,91.0,112.9\n",
}


async def test_what_is_written_about_items_comes_in_by_file_and_only_for_listed_items(registry):
    for kind, text in BULK.items():
        report = await send(registry, kind, text)
        assert (report["facts"], report["refused"], report["refusals"][0]["line"]) == (1, 1, 3), report
        assert (await send(registry, kind, text))["facts"] == 0
    (manual,) = (await get(registry, "manuals?item=FIR-0002&day=2026-01-01"))["items"]
    assert (manual["edition"], manual["sections"][0]["points"]) == (1, ["查健康证", "查留样"])
    assert await shown(registry, "exemptions?item=MKT-0003&day=2025-12-31", "exemption") == []
    (grades,) = await shown(registry, "benchmarks?item=MKT-0003&day=2026-01-01", "grades")
    assert [(g["fine_min_fen"], g["fine_max_fen"]) for g in grades] == [(None, None), (500_000, 1_000_000)]
    (town,) = (await get(registry, "townships?q=421088100"))["items"]
    assert town["at"] == {"latitude_microdegrees": 29_820_500, "longitude_microdegrees": 112_904_000}
    assert (await send(registry, "townships", example("townships")))["facts"] == 0, "a file without positions erased one"
    for kind in ("manuals", "exemptions", "benchmarks"):
        out = (await registry.client.get(f"/v1/{kind}/export.csv?day=2026-01-01&lang=codes")).content
        report = await send(registry, kind, out)
        assert (report["rows"], report["unchanged"]) == (1, 1), report
        end = {"reason": "修订", "effective_from": "2026-07-01"}
        await post(registry, f"{kind}/{kind[0].upper()}-1/withdrawal", end, 200)
        assert (await get(registry, f"{kind}?day=2026-07-01"))["items"] == []
