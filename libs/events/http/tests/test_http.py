"""HTTP as every service speaks it: commands, problems, idempotency, versions, paging."""

import asyncio
import base64
import json

import asyncpg
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from libs.events.http.commands import expected_version
from libs.events.http.paging import cursor_of, key_of, position_cursor
from libs.events.refusal import Invalid
from libs.events.testing.http_room import service
from libs.events.testing.services import service_under_test
from libs.events.testing.waiting import eventually

PROBLEM = "application/problem+json"


@pytest.fixture
async def bell(database, issuer):
    async with service_under_test(service, database, issuer) as running:
        yield running


@pytest.fixture
def visitor(bell):
    return bell.bearer("visitor-1", roles=["visitor"])


def problem(response, status, slug):
    """Checks the form of a problem document and gives it."""
    assert (response.status_code, response.headers["content-type"]) == (status, PROBLEM), response.text
    document = response.json()
    assert (document["type"], document["status"]) == (f"urn:checkonce:problem:{slug}", status)
    assert document["title"]
    assert document["title_en"]
    return document


async def waiting(pool):
    return await pool.fetchval("select count(*) from pg_locks where not granted and relation = 'events'::regclass")


async def stored(bell):
    return [fact.fact_type for fact in await bell.facts()]


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda part: st.lists(part) | st.dictionaries(st.sampled_from(["door", "x"]), part),
)


class TestProblems:
    @pytest.mark.parametrize("body", [b'{"door":', b"", b"\xff\xfe", b"[1", b'{"door": "a"} tail'])
    async def test_malformed_json_is_400_and_writes_nothing(self, bell, visitor, body):
        response = await bell.client.post("/v1/rings", content=body, headers={**visitor, "Content-Type": "application/json"})
        assert (response.status_code, response.headers["content-type"]) in [(400, PROBLEM), (422, PROBLEM)]
        assert response.status_code == (422 if not body else 400)
        assert await stored(bell) == []

    @pytest.mark.parametrize(
        ("body", "field"),
        [({}, "body.door"), ({"door": 5}, "body.door"), ({"door": None}, "body.door"), ([], "body"), ("x", "body"),
         ({"door": 10**40}, "body.door"), ({"door": ["a"]}, "body.door")],
    )  # fmt: skip
    async def test_a_value_that_is_not_acceptable_is_422_and_named(self, bell, visitor, body, field):
        document = problem(await bell.client.post("/v1/rings", json=body, headers=visitor), 422, "invalid-request")
        assert document["field"] == field
        assert document["errors"][0]["field"] == field
        assert document["do"]
        assert document["do_en"]
        assert await stored(bell) == []

    @pytest.mark.parametrize("text", [r'{"door": "a\ud800"}', r'{"door": "a\u0000b"}'])
    async def test_characters_that_cannot_be_stored_are_422_and_no_internal_error(self, bell, visitor, text):
        response = await bell.client.post("/v1/rings", content=text, headers={**visitor, "Content-Type": "application/json"})
        problem(response, 422, "invalid-request")
        assert await stored(bell) == []

    async def test_a_nul_in_a_path_is_422(self, bell):
        problem(await bell.client.get("/v1/doors/a%00b"), 422, "invalid-request")

    @pytest.mark.parametrize("number", [2**31, 10**30, -(10**30)])
    async def test_a_number_beyond_the_column_is_422(self, bell, number):
        problem(await bell.client.get(f"/v1/doors/rung/{number}"), 422, "invalid-request")

    @settings(max_examples=40)
    @given(anything)
    async def test_whatever_is_sent_the_answer_is_a_success_or_a_problem_and_never_an_internal_error(self, bell, visitor, body):
        headers = {**visitor, "Content-Type": "application/json"}
        response = await bell.client.post("/v1/both", content=json.dumps(body), headers=headers)
        assert response.status_code in {201, 400, 409, 422}, response.text
        assert response.status_code == 201 or response.headers["content-type"] == PROBLEM

    async def test_an_unknown_route_is_404_and_a_wrong_method_405(self, bell):
        problem(await bell.client.get("/v1/windows"), 404, "not-found")
        response = await bell.client.delete("/v1/rings")
        problem(response, 405, "method-not-allowed")
        assert response.headers["allow"] == "POST"

    async def test_a_refusal_names_the_rule_in_both_languages_and_what_to_do(self, bell, visitor):
        await bell.client.post("/v1/rings", json={"door": "a"}, headers=visitor)
        document = problem(await bell.client.post("/v1/rings", json={"door": "a"}, headers=visitor), 409, "already-ringing")
        assert (document["title"], document["title_en"]) == ("门铃正在响", "The bell is ringing")
        assert (document["field"], document["value"]) == ("door", "a")
        assert (document["do"], document["do_en"]) == ("请稍候。", "Wait.")

    async def test_an_unforeseen_error_is_500_without_internals_and_with_its_trace(self, bell):
        """The header the text points to was missing on exactly this answer."""
        response = await bell.client.get("/v1/broken")
        document = problem(response, 500, "internal")
        assert "hunter2" not in response.text
        assert "RuntimeError" not in response.text
        assert "traceparent" in document["do_en"]
        assert len(response.headers["traceparent"].split("-")) == 4

    async def test_a_database_that_is_away_is_503_and_worth_a_retry(self, bell, visitor, postgres):
        name = bell.running.settings.database_url.get_secret_value().rsplit("/", 1)[1].split("?")[0]
        outside = await asyncpg.connect(postgres.dsn("postgres"))
        try:
            await outside.execute(f'alter database "{name}" allow_connections false')
            await outside.execute("select pg_terminate_backend(pid) from pg_stat_activity where datname = $1", name)
            response = await bell.client.post("/v1/rings", json={"door": "a"}, headers=visitor)
            problem(response, 503, "unavailable")
            assert response.headers["retry-after"]
            assert (await bell.client.get("/health/ready")).status_code == 503
            await outside.execute(f'alter database "{name}" allow_connections true')
        finally:
            await outside.close()
        assert (await bell.client.post("/v1/rings", json={"door": "a"}, headers=visitor)).status_code == 201


class TestCommands:
    async def test_a_command_is_done_once_and_says_what_it_led_to(self, bell, visitor):
        response = await bell.client.post("/v1/rings", json={"door": "a"}, headers=visitor)
        assert response.status_code == 201
        body = response.json()
        assert {**body, "position": None} == {"stream": "bell-a", "version": 1, "position": None, "facts": ["bell.rung"]}
        assert response.headers["etag"] == '"1"'
        (recorded,) = await bell.running.store.read("bell-a")
        assert recorded.meta.actor == "visitor-1"
        assert body["position"] == recorded.position
        assert (await bell.client.get("/v1/doors/a")).json() == {"times": 1}, "the caller reads its own write"

    async def test_several_commands_of_one_request_succeed_or_fail_together(self, bell, visitor):
        await bell.client.post("/v1/rings", json={"door": "a"}, headers=visitor)
        problem(await bell.client.post("/v1/both", json={"door": "a"}, headers=visitor), 409, "already-ringing")
        assert await stored(bell) == ["bell.rung"]
        assert await bell.rows("select * from labels") == []


class TestTogether:
    """Requests that come while a transaction is under way share the next one: nobody may notice but by the clock."""

    async def ring(self, bell, visitor, doors):
        posts = (bell.client.post("/v1/rings", json={"door": door}, headers=visitor) for door in doors)
        return await asyncio.gather(*posts)

    async def test_of_many_who_want_the_same_one_is_first_and_the_others_are_told(self, bell, visitor):
        responses = await self.ring(bell, visitor, ["front"] * 20)
        assert sorted(response.status_code for response in responses) == [201, *[409] * 19]
        assert await stored(bell) == ["bell.rung"]

    async def test_what_one_cannot_store_spoils_nobody_else_s_command(self, bell, visitor):
        doors = [f"door-{n}" for n in range(30)]
        doors[7] = "nul-\x00"
        responses = await self.ring(bell, visitor, doors)
        assert [r.status_code for r in responses] == [422 if n == 7 else 201 for n in range(30)]
        assert sorted(r.json()["stream"] for r in responses if r.status_code == 201) == sorted(
            f"bell-{door}" for n, door in enumerate(doors) if n != 7
        )
        assert len(await stored(bell)) == 29

    async def test_a_command_of_two_parts_that_is_refused_leaves_neither_and_hinders_nobody(self, bell, visitor):
        await self.ring(bell, visitor, ["rung"])
        both = bell.client.post("/v1/both", json={"door": "rung"}, headers=visitor)
        refused, *others = await asyncio.gather(both, *(
            bell.client.post("/v1/both", json={"door": f"d{n}"}, headers=visitor) for n in range(8)
        ))  # fmt: skip
        problem(refused, 409, "already-ringing")
        assert {response.status_code for response in others} == {201}
        assert sorted(await stored(bell)) == ["bell.labelled"] * 8 + ["bell.rung"] * 9

    async def test_each_fact_keeps_its_own_caller_and_trace(self, bell):
        callers = [bell.bearer(f"visitor-{n}", roles=["visitor"]) for n in range(12)]
        responses = await asyncio.gather(
            *(bell.client.post("/v1/rings", json={"door": str(n)}, headers=who) for n, who in enumerate(callers))
        )
        rows = await bell.running.pool.fetch(
            "select stream, meta->>'actor' as actor, meta->>'traceparent' as trace from events"
        )
        assert {row["stream"]: row["actor"] for row in rows} == {f"bell-{n}": f"visitor-{n}" for n in range(12)}
        asked = [response.headers["traceparent"].split("-")[1] for response in responses]
        assert sorted(row["trace"].split("-")[1] for row in rows) == sorted(asked)
        assert len(set(asked)) == 12


class TestIdempotency:
    async def test_a_repeat_gets_the_first_answer_and_has_no_effect(self, bell, visitor):
        headers = {**visitor, "Idempotency-Key": "k-1"}
        first = await bell.client.post("/v1/whispers", json={"door": "a"}, headers=headers)
        again = await bell.client.post("/v1/whispers", json={"door": "a"}, headers=headers)
        assert (first.status_code, first.json(), first.headers["etag"]) == (
            again.status_code,
            again.json(),
            again.headers["etag"],
        )
        assert "idempotency-replayed" not in first.headers
        assert again.headers["idempotency-replayed"] == "true"
        assert await stored(bell) == ["bell.whispered"]

    @pytest.mark.parametrize(
        ("path", "body", "more"),
        [("/v1/whispers", {"door": "b"}, {}), ("/v1/rings", {"door": "a"}, {}), ("/v1/whispers?softly=1", {"door": "a"}, {}),
         ("/v1/whispers", {"door": "a"}, {"If-Match": '"1"'})],
    )  # fmt: skip
    async def test_the_same_key_for_another_request_is_refused(self, bell, visitor, path, body, more):
        headers = {**visitor, "Idempotency-Key": "k-1"}
        await bell.client.post("/v1/whispers", json={"door": "a"}, headers=headers)
        document = problem(await bell.client.post(path, json=body, headers={**headers, **more}), 422, "idempotency-key-reused")
        assert (document["field"], document["value"]) == ("Idempotency-Key", "k-1")
        assert await stored(bell) == ["bell.whispered"]

    async def test_the_same_key_of_two_callers_is_two_keys(self, bell, visitor):
        other = bell.bearer("visitor-2", roles=["visitor"])
        for who in (visitor, other):
            response = await bell.client.post("/v1/whispers", json={"door": "a"}, headers={**who, "Idempotency-Key": "k-1"})
            assert "idempotency-replayed" not in response.headers
        assert len(await stored(bell)) == 2

    @pytest.mark.parametrize("path", ["/v1/whispers", "/v1/tickets"])
    async def test_eight_at_once_with_one_key_have_one_effect(self, bell, visitor, path):
        """Rivals for one stream, and rivals that would each begin a stream of their own."""
        headers = {**visitor, "Idempotency-Key": "k-1"}
        responses = await asyncio.gather(*(bell.client.post(path, json={"door": "a"}, headers=headers) for _ in range(8)))
        assert {response.status_code for response in responses} == {201}
        assert len({response.text for response in responses}) == 1
        assert sorted("idempotency-replayed" in response.headers for response in responses) == [False, *[True] * 7]
        assert await stored(bell) == ["bell.whispered"]

    async def test_a_refused_command_is_not_remembered(self, bell, visitor):
        await bell.client.post("/v1/rings", json={"door": "a"}, headers=visitor)
        headers = {**visitor, "Idempotency-Key": "k-1"}
        assert (await bell.client.post("/v1/rings", json={"door": "a"}, headers=headers)).status_code == 409
        await bell.client.post("/v1/answers", json={"door": "a"}, headers=visitor)
        response = await bell.client.post("/v1/rings", json={"door": "a"}, headers=headers)
        assert response.status_code == 201
        assert "idempotency-replayed" not in response.headers

    async def test_a_twin_done_between_two_looks_is_answered_like_its_twin_and_not_refused(self, bell, visitor):
        """The repeat saw no key yet, but already the effect: it was refused for what it had itself asked for."""
        headers = {**visitor, "Idempotency-Key": "k-1"}
        first = await bell.client.post("/v1/rings", json={"door": "a"}, headers=headers)
        pool = bell.running.pool
        kept = await pool.fetchrow("delete from idempotency returning *")
        async with pool.acquire() as twin, twin.transaction():
            await twin.execute("lock table events in access exclusive mode")
            await twin.execute("insert into idempotency select ($1::idempotency).*", kept)
            again = asyncio.create_task(bell.client.post("/v1/rings", json={"door": "a"}, headers=headers))
            await eventually(lambda: waiting(pool), what="the repeat waits for the stream")
        response = await again
        assert (response.status_code, response.json()) == (201, first.json())
        assert response.headers["idempotency-replayed"] == "true"
        assert await stored(bell) == ["bell.rung"]

    @pytest.mark.parametrize("key", ["", "k" * 201])
    async def test_a_key_of_impossible_length_is_422(self, bell, visitor, key):
        response = await bell.client.post("/v1/rings", json={"door": "a"}, headers={**visitor, "Idempotency-Key": key})
        assert problem(response, 422, "invalid")["field"] == "Idempotency-Key"
        assert await stored(bell) == []


class TestVersions:
    async def test_a_stale_version_is_412_and_writes_nothing(self, bell, visitor):
        tag = (await bell.client.post("/v1/rings", json={"door": "a"}, headers=visitor)).headers["etag"]
        await bell.client.post("/v1/answers", json={"door": "a"}, headers=visitor)
        response = await bell.client.post("/v1/rings", json={"door": "a"}, headers={**visitor, "If-Match": tag})
        document = problem(response, 412, "stale-version")
        assert (document["field"], document["value"]) == ("If-Match", 1)
        assert await stored(bell) == ["bell.rung", "bell.answered"]

    @pytest.mark.parametrize("tag", ['"1"', "*", 'W/"1"', ' "1" '])
    async def test_the_version_seen_lets_the_command_through(self, bell, visitor, tag):
        await bell.client.post("/v1/rings", json={"door": "a"}, headers=visitor)
        response = await bell.client.post("/v1/answers", json={"door": "a"}, headers={**visitor, "If-Match": tag})
        assert (response.status_code, response.headers["etag"]) == (201, '"2"')

    async def test_the_version_seen_is_that_before_all_commands_of_the_request(self, bell, visitor):
        """The second of two commands of one stream used to be compared with it too, so that no version was ever right."""
        await bell.client.post("/v1/visits", json={"door": "a"}, headers=visitor)
        stale = await bell.client.post("/v1/visits", json={"door": "a"}, headers={**visitor, "If-Match": '"1"'})
        problem(stale, 412, "stale-version")
        response = await bell.client.post("/v1/visits", json={"door": "a"}, headers={**visitor, "If-Match": '"2"'})
        assert (response.status_code, response.headers["etag"]) == (201, '"4"')

    async def test_of_two_streams_the_version_seen_is_that_of_the_one_the_answer_tells_of(self, bell, visitor):
        await bell.client.post("/v1/rings", json={"door": "a"}, headers=visitor)
        await bell.client.post("/v1/answers", json={"door": "a"}, headers=visitor)
        stale = await bell.client.post("/v1/both", json={"door": "a"}, headers={**visitor, "If-Match": '"0"'})
        problem(stale, 412, "stale-version")
        response = await bell.client.post("/v1/both", json={"door": "a"}, headers={**visitor, "If-Match": '"2"'})
        assert (response.status_code, response.headers["etag"], response.json()["stream"]) == (201, '"3"', "bell-a")

    async def test_where_no_version_is_compared_if_match_is_refused_and_nothing_written(self, bell, visitor):
        response = await bell.client.post("/v1/errands", json={"door": "a"}, headers={**visitor, "If-Match": '"0"'})
        document = problem(response, 422, "no-version-here")
        assert (document["field"], document["value"]) == ("If-Match", 0)
        assert await stored(bell) == []
        assert (await bell.client.post("/v1/errands", json={"door": "a"}, headers=visitor)).status_code == 201

    @pytest.mark.parametrize("tag", ['"x"', "", '"1", "2"', '"-1"', '"1.0"', '"' + "9" * 38 + "9"])
    async def test_what_is_no_version_is_422_and_writes_nothing(self, bell, visitor, tag):
        response = await bell.client.post("/v1/rings", json={"door": "a"}, headers={**visitor, "If-Match": tag})
        assert response.status_code in {412, 422}, response.text
        assert await stored(bell) == []

    def test_the_forms_of_if_match(self):
        assert [expected_version(tag) for tag in (None, "*", '"7"', "7", 'W/"7"')] == [None, None, 7, 7, 7]
        with pytest.raises(Invalid, match="If-Match"):
            expected_version('"٧"')


class TestPaging:
    async def test_every_row_comes_once_over_the_pages_while_others_are_added(self, bell, visitor):
        for name in "abcdefgh":
            await bell.client.post("/v1/rings", json={"door": name}, headers=visitor)
        found, cursor, pages = [], None, 0
        while True:
            page = (await bell.client.get("/v1/doors", params={"cursor": cursor} if cursor else {})).json()
            found += [item["door"] for item in page["items"]]
            cursor, pages = page["next"], pages + 1
            await bell.client.post("/v1/rings", json={"door": f"a{pages}"}, headers=visitor)
            if cursor is None:
                break
        assert (found, pages) == (list("abcdefgh"), 3)

    @pytest.mark.parametrize(
        "cursor",
        ["x", "%%%", "门", base64.urlsafe_b64encode(b"[1]").decode(), base64.urlsafe_b64encode(b'["a", "b"]').decode(),
         base64.urlsafe_b64encode(b'"a"').decode(), base64.urlsafe_b64encode(b'["a\\u0000"]').decode(), cursor_of([None])],
    )  # fmt: skip
    async def test_a_forged_cursor_is_422(self, bell, cursor):
        document = problem(await bell.client.get("/v1/doors", params={"cursor": cursor}), 422, "invalid")
        assert document["field"] == "cursor"

    @pytest.mark.parametrize("limit", [0, -1, 501, "many"])
    async def test_a_limit_out_of_range_is_422(self, bell, limit):
        problem(await bell.client.get("/v1/doors", params={"limit": limit}), 422, "invalid-request")

    def test_a_position_beyond_what_the_store_can_count_is_a_forged_cursor(self):
        assert position_cursor(None) == 0
        assert position_cursor(cursor_of([2**63 - 1])) == 2**63 - 1
        for forged in (2**63, True, 1.5):
            with pytest.raises(Invalid):
                position_cursor(cursor_of([forged]))

    @given(
        st.lists(
            st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00")) | st.integers(-(2**63), 2**63 - 1)
        )
    )
    def test_a_cursor_gives_back_the_key_it_was_made_of(self, key):
        assert key_of(cursor_of(key), [type(part)() for part in key]) == key
