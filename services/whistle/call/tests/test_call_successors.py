"""A whistle about a business is one under the code it goes on as, by whichever of its codes it is named."""

import pytest

from libs.events.catalog.registry.entities import EntityListed, EntitySucceeded, EntitySuccessionRevoked
from services.whistle.testing import CONTENT, LISTED, NEW, township

A, B, C, D = (f"stall:421088100-000{n}" for n in range(1, 5))


def followed(entity, successor):
    return f"entity-{entity}", EntitySucceeded(entity=entity, successor=successor, reason="个转企")


def unfollowed(entity):
    return f"entity-{entity}", EntitySuccessionRevoked(entity=entity, reason="写错了")


async def lines(whistle):
    """Of each code the last one, and all of the line."""
    rows = await whistle.rows(
        "select c as code, public.goes_on_as(c) as last, array(select public.codes_of(c) order by 1) as line"
        " from unnest($1::text[]) as c order by 1",
        [A, B, C, D],
    )
    return {row["code"]: (row["last"], row["line"]) for row in rows}


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ([], {A: (A, [A]), B: (B, [B]), C: (C, [C]), D: (D, [D])}),
        ([followed(A, B), followed(B, C)], {A: (C, [A, B, C]), B: (C, [A, B, C]), C: (C, [A, B, C]), D: (D, [D])}),
        ([followed(B, C), followed(A, B)], {A: (C, [A, B, C]), B: (C, [A, B, C]), C: (C, [A, B, C]), D: (D, [D])}),
        # Two that were merged into one stay strangers to each other.
        ([followed(A, C), followed(B, C)], {A: (C, [A, C]), B: (C, [B, C]), C: (C, [A, B, C]), D: (D, [D])}),
        ([followed(A, B), followed(B, C), unfollowed(B)], {A: (B, [A, B]), B: (B, [A, B]), C: (C, [C]), D: (D, [D])}),
        # Two commands at once may make a circle. Nobody goes on as anybody then, until one is taken back.
        (
            [followed(A, B), followed(B, A), followed(D, A)],
            {A: (A, [A, B, D]), B: (B, [A, B, D]), C: (C, [C]), D: (D, [A, B, D])},
        ),
    ],
)
async def test_a_line_of_codes_is_followed_to_its_end_whatever_was_said_first(whistle, said, expected):
    await whistle.deliver("registry", *said)
    assert await lines(whistle) == expected


async def test_a_whistle_about_an_earlier_code_is_about_the_one_it_goes_on_as(whistle):
    await whistle.deliver("registry", (f"entity-{B}", EntityListed(entity=B, content=CONTENT)), followed(LISTED, B))
    for number, named, meant in (("W-1", LISTED, B), ("W-2", B, B)):
        blown = await whistle.client.post(
            "/v1/whistles", json={**NEW, "whistle": number, "entity": named}, headers=township(whistle)
        )
        assert blown.status_code == 201, blown.text
        seen = await whistle.client.get(f"/v1/whistles/{number}", headers=township(whistle))
        assert seen.json()["entity"] == meant
    await whistle.deliver("registry", unfollowed(LISTED))
    again = await whistle.client.post(
        "/v1/whistles", json={**NEW, "whistle": "W-3", "entity": LISTED}, headers=township(whistle)
    )
    assert again.status_code == 201
    assert [fact.entity for fact in await whistle.facts("whistle.blown")] == [B, B, LISTED]
