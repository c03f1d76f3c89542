"""The people who walk through a service: who asks, and who approves."""

from typing import Any

from libs.domain.roles import ROLES

from .probe import Probe


class Desk:
    """The caller of the probe at work, and a second person who approves what waits for one."""

    def __init__(self, probe: Probe) -> None:
        self.sut, self.client, self.headers = probe.sut, probe.sut.client, probe.headers
        self.second = probe.sut.bearer("second-1", roles=sorted(ROLES), departments=["421088-market"])

    async def post(self, path: str, body: Any = None, status: int = 200, **headers: str) -> Any:
        asked = await self.client.post(f"/v1/{path}", json=body, headers={**self.headers, **headers})
        answer = await self.sut.seconded(asked, self.second)
        assert answer.status_code == (status if answer is asked else 200), answer.text
        return answer.json()

    async def send(self, kind: str, content: bytes) -> Any:
        headers = {**self.headers, "content-type": "text/csv"}
        sent = await self.client.post(f"/v1/imports/{kind}", content=content, headers=headers)
        if sent.status_code == 202:
            for what in ("file", "changes.ndjson"):
                read = await self.client.get(f"{sent.headers['location']}/{what}", headers=self.second)
                assert read.status_code == 200, read.text
        return await self.sut.taken(sent, self.second)

    async def get(self, path: str, status: int = 200, **headers: str) -> Any:
        answer = await self.client.get(f"/v1/{path}", headers={**self.headers, **headers})
        assert answer.status_code == status, answer.text
        media = answer.headers.get("content-type", "")
        is_json = "json" in media and "ndjson" not in media
        return answer.json() if status == 200 and is_json else answer.text
