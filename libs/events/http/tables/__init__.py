"""Lists as files, the same for every service: what spreadsheets open, and what imports take back unchanged.

    SHOPS = Listing("shops", "店铺名录", {"shop": "编号", "open": "营业", "since": "开业时间"})

    @router.get("/shops/export.{format}", summary="Shops as a table", response_class=StreamingResponse)
    async def export(pool: Pool, download: Downloading) -> StreamingResponse:
        return download(SHOPS, every_row(partial(_shops, pool), attrgetter("shop")))

A listing says once what its columns are called and hold; CSV and XLSX, in each language, follow from it.
"""
