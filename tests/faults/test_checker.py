"""The checker can fail: mistakes planted into the library are seen, each by the promise it breaks."""

import asyncio

import pytest

from .rounds import play

DEFECTS = (
    ("cursor on position alone, no fence", "none", {"topics", "inboxes"}, (2001, 2002, 2003)),
    # The relay of the home chimes: what a neighbour repeats is seen by its chain too.
    ("no de-duplication", "dies at acknowledgement-before-checkpoint", {"views", "reactions"}, (2014, 2023, 2026)),
    ("checkpoint before acknowledgement", "dies at commit-before-publish", {"topics", "inboxes"}, (2041, 2042, 2044)),
    ("view outside the transaction", "dies at append-before-commit", {"views"}, (2060, 2062, 2066)),
    ("what was unknown is forgotten", "a consumer at an older fact version", {"views", "reactions"}, (2081, 2082, 2083)),
)
"""Mistake, fault that shows it, promises it breaks, seeds of its rounds: a later one only if the earlier saw nothing."""


@pytest.fixture(scope="module")
async def seen(faulty_ground):
    """Defect -> the rounds played with it, the last of which broke its promise. Each in a town of its own, all at once."""

    async def rounds(defect, fault, broken, seeds):
        played = []
        for seed in seeds:
            played.append(await play(faulty_ground, seed, fault=fault, defect=defect, seconds=2.0, still=4.0))
            if broken & {violation.invariant for violation in played[-1].violations}:
                break
        return played

    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(rounds(*planted)) for planted in DEFECTS]
    return {planted[0]: task.result() for planted, task in zip(DEFECTS, tasks, strict=True)}


@pytest.mark.parametrize(("defect", "broken"), [(d, b) for d, _, b, _ in DEFECTS], ids=[planted[0] for planted in DEFECTS])
def test_it_sees(seen, defect, broken):
    last = seen[defect][-1]
    assert broken & {violation.invariant for violation in last.violations}, (
        f"{len(seen[defect])} rounds with the defect passed: {last.line()} {last.violations}"
    )
