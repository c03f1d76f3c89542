"""The tutorial of the library runs as it is written, step by step, on a real database and broker."""

import pytest

from tests.recipes import BLOCK, follow, said, sections, tree

STEPS = [text for text in sections("libs/events/README.md") if text.startswith("Step ")]


def titles():
    return [text.partition("\n")[0] for text in STEPS]


def blocks_with_tests(text):
    return [block["file"] for block in BLOCK.finditer(text) if "/tests/" in block["file"]]


@pytest.mark.parametrize("number", range(1, len(STEPS)), ids=titles()[:-1])
async def test_a_step_runs_after_those_before_it(tmp_path, number):
    tree(tmp_path)
    for text in STEPS[:number]:
        follow(text, tmp_path)
    tests = blocks_with_tests(STEPS[number - 1])
    assert tests
    output = await said(tmp_path, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", *tests)
    assert " passed" in output
    assert "skipped" not in output


async def test_after_the_last_step_all_tests_of_the_tutorial_hold(tmp_path):
    tree(tmp_path)
    for text in STEPS:
        follow(text, tmp_path)
    assert blocks_with_tests(STEPS[-1])
    output = await said(tmp_path, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", "library")
    assert " passed" in output
    assert "skipped" not in output


def test_the_tutorial_goes_from_a_fact_to_an_import():
    assert [title.partition(": ")[0] for title in titles()] == [f"Step {n}" for n in range(1, 7)]
