"""Somebody who holds the databases, the topics and the secret of the keys looks for whoever gave a rating."""

import json
from hashlib import sha256

from libs.events.bus.relay import visibility_of
from libs.events.fact import Visibility
from services.disclosure.testing import FIRE, MARKET, crowd, next_day, rate

STARS = (5, 1, 3)


async def everything(sut):
    """Every row of every table, with what PostgreSQL keeps about it: transaction and place."""
    tables = await sut.rows(
        "select schemaname, tablename from pg_tables where schemaname not in ('pg_catalog', 'information_schema')"
    )
    return {
        table["tablename"]: await sut.rows(
            'select *, xmin::text as "-xmin", ctid::text as "-ctid"'
            f' from "{table["schemaname"]}"."{table["tablename"]}" order by ctid'
        )
        for table in tables
    }


async def given(disclosure):
    held = await crowd(disclosure)
    await next_day(disclosure)
    seen = [await everything(disclosure)]
    for ticket, stars in zip(held, STARS, strict=True):
        for department in (MARKET, FIRE):
            assert (await rate(disclosure, ticket[department], stars)).status_code == 201
        seen.append(await everything(disclosure))
    return held, seen


async def test_nothing_that_was_kept_at_the_signing_is_in_a_rating(disclosure):
    held, seen = await given(disclosure)
    await next_day(disclosure)
    tables = await everything(disclosure)
    about_tickets = [row for row in tables["events"] if row["type"] == "disclosure.rating-tickets-issued"]
    assert len(about_tickets) == 3
    known = {f"{of}-{n}" for of in ("V", "stall:421088100") for n in (1001, 1002, 1003)}
    for row in about_tickets:
        known |= {json.loads(row["data"])["asked"], str(row["id"]), row["stream"]}
    # The pool while ratings wait, what is spent, and the facts of ratings.
    kept = [*seen[-1]["rating_pool"], *seen[-1]["rating_taken"], *tables["rating_spent"], *tables["ratings"]]
    kept += [row for row in tables["events"] if row["type"] == "disclosure.rating-given"]
    assert len(kept) == 6 + 6 + 6 + 6 + 2
    for row in kept:
        text = " ".join(str(value) for value in row.values())
        assert not any(word in text for word in known), text
    # Tickets themselves are nowhere: only their hashes are, and these say nothing of what was signed.
    whole = str(tables)
    for tickets in held:
        for ticket in tickets.values():
            assert ticket.ticket not in whole
            assert ticket.signature not in whole
            assert sha256(bytes.fromhex(ticket.ticket)).hexdigest() in whole


async def test_neither_order_nor_transaction_nor_time_says_which_rating_came_when(disclosure):
    held, seen = await given(disclosure)
    pool = seen[-1]["rating_pool"]
    assert len({row["-xmin"] for row in pool}) == 1, "one transaction has written all that waits"
    assert set(pool[0]) == {"department", "stars", "-xmin", "-ctid"}, "no time, no visit, no ticket"
    arrived = [sha256(bytes.fromhex(t[d].ticket)).hexdigest() for t in held for d in (MARKET, FIRE)]
    for tables in seen[1:]:
        taken = [row["spent"] for row in tables["rating_taken"]]
        assert taken == sorted(taken), "the tickets' own order, whatever they gave"
        assert len({row["-xmin"] for row in tables["rating_taken"]}) == 1
    # With six rows of six kinds, arrival's order comes by chance once in 720 times.
    given_to = [(department, stars) for stars in STARS for department in (MARKET, FIRE)]
    stood = [[(row["department"], row["stars"]) for row in tables["rating_pool"]] for tables in seen[1:]]
    assert any(order != given_to[: len(order)] for order in stood)
    await next_day(disclosure)
    tables = await everything(disclosure)
    assert tables["rating_pool"] == tables["rating_taken"] == []
    assert [row["spent"] for row in tables["rating_spent"]] == sorted(arrived)
    assert len({row["-xmin"] for row in tables["rating_spent"]}) == 1
    told = [row for row in tables["events"] if row["type"] == "disclosure.rating-given"]
    for row in told:
        assert json.loads(row["data"])["stars"] == sorted(STARS)
        assert len(json.loads(row["data"])["departments"]) == 1, "no set of departments"
        assert json.loads(row["meta"])["actor"] == "anonymous"


async def test_a_ticket_that_somebody_has_seen_says_nothing_of_the_stars_it_gave(disclosure):
    held, seen = await given(disclosure)
    stars = {str(n) for n in STARS}
    known = {sha256(bytes.fromhex(tickets[d].ticket)).hexdigest() for tickets in held for d in (MARKET, FIRE)}
    for rows in seen[-1].values():
        for row in rows:
            values = {str(value) for name, value in row.items() if not name.startswith("-")}
            assert not values & known or not values & (stars | {MARKET, FIRE})


async def test_no_rating_and_no_signing_leaves_the_service(disclosure):
    await given(disclosure)
    await next_day(disclosure)
    recorded = await disclosure.running.store.read_raw(0, 1_000_000, 1000)
    kinds = {item.fact.fact_type for item in recorded if visibility_of(item) is not Visibility.PRIVATE}
    assert not kinds & {"disclosure.rating-given", "disclosure.rating-tickets-issued"}
    assert "disclosure.rating-key-published" in kinds
