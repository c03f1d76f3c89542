"""The checker can fail: mistakes planted into the library are seen, each by the promise it breaks."""

import pytest

from .rounds import play

DEFECTS = (
    ("cursor on position alone, no fence", "none", {"topics", "inboxes"}),
    ("no de-duplication", "dies at acknowledgement-before-checkpoint", {"views", "reactions"}),
    ("checkpoint before acknowledgement", "dies at commit-before-publish", {"topics", "inboxes"}),
    ("view outside the transaction", "dies at append-before-commit", {"views"}),
)


@pytest.mark.parametrize(("defect", "fault", "broken"), DEFECTS, ids=[defect for defect, _, _ in DEFECTS])
async def test_it_sees(faulty_ground, defect, fault, broken):
    for seed in range(2001, 2004):
        outcome = await play(faulty_ground, seed, fault=fault, defect=defect, seconds=2.0, settle_within=4.0)
        if broken & {violation.invariant for violation in outcome.violations}:
            return
    pytest.fail(f"three rounds with the defect passed: {outcome.line()} {outcome.violations}")
