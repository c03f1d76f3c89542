"""The main job: one supervision year on the real broker and database, with the broker away for a minute in the middle."""

import asyncio

import pytest

from apps.checkonce.embedded import Audit, Embedded
from apps.checkonce.story.cast import EXAMPLES
from apps.checkonce.story.stage import Report
from apps.checkonce.story.tell import tell
from libs.events.testing.scratch import scratch

OUTAGE_SECONDS = 60


@pytest.fixture(scope="module")
async def year():
    """(report, balance after everything) of a year in which the broker is stopped while visits are under way."""
    with scratch("story") as folder:
        async with Embedded(folder, story=True, calendar=EXAMPLES / "calendar") as here:
            kafka = here.stack.kafka
            back: list[asyncio.Task[None]] = []

            async def come_back() -> None:
                # Not a wait for something: this is how long the broker is away.
                await asyncio.sleep(OUTAGE_SECONDS)
                await kafka.start()

            async def outage() -> None:
                await kafka.stop()
                back.append(asyncio.create_task(come_back()))

            report = await tell(here, print, between_visits=outage)
            await asyncio.gather(*back)
            async with Audit(here) as audit:
                await audit.settle()
                yield report, await audit.compare(), len(back)


@pytest.fixture(scope="module")
def numbers(year) -> dict:
    report: Report = year[0]
    return report.numbers


def test_nothing_is_lost_doubled_or_disordered_although_the_broker_was_away_for_a_minute(year, numbers):
    _, balance, outages = year
    assert outages == 1
    assert (numbers["lost"], numbers["duplicated"], numbers["disordered"]) == (0, 0, 0)
    assert (balance.lost, balance.duplicated, balance.disordered) == (0, 0, 0), balance.details
    assert numbers["events"] > 10_000


def test_many_department_checks_become_few_visits(numbers):
    assert numbers["departments"] == 27
    assert numbers["demands"] > 60
    assert numbers["visits"] < numbers["department_checks"] < numbers["visits_if_separate"]
    assert numbers["visits"] / numbers["visits_lower_bound"] < 1.3
    assert numbers["visits"] / numbers["visits_if_separate"] < 0.75


def test_every_visit_has_a_day_and_the_solver_is_as_good_as_greedy(numbers):
    days = numbers["schedule"]
    assert days["state"] == "finished"
    assert days["solver"]["visits"] == days["greedy"]["visits"] == numbers["visits"]
    assert (days["solver"]["unplaced"], days["greedy"]["unplaced"]) == (0, 0)
    cost = {who: days[who]["objective"] for who in ("solver", "greedy")}
    # Of announced and of unannounced visits each step is no worse than greedy's; what the better first step leaves to the
    # second may be less, and the first may not look at the second (docs/decisions/0019).
    assert cost["solver"] <= 1.02 * cost["greedy"]


def test_every_draw_was_verified_by_the_independent_program(numbers):
    assert numbers["draw_verified"] is True


def test_results_are_published_within_five_working_days_and_one_is_late_and_shows_it(numbers):
    assert numbers["published"] > numbers["visits"]
    assert numbers["late"] == 1
    assert numbers["published_on_time"] == numbers["published"] - 1


def test_a_late_department_was_escalated_and_the_clue_was_followed(numbers):
    assert numbers["whistles"] == 1
    assert numbers["escalated"] == 1
    assert numbers["clues"] == 1


def test_results_moved_classes_and_the_neighbour_left_out_whom_jianli_had_checked(numbers):
    assert numbers["class_changes"] > 0
    assert numbers["recognised_exclusions"] > 0


def test_one_command_is_followed_through_kafka_into_other_services(numbers):
    assert {"421088.inspection", "421088.credit", "421088.disclosure"} <= set(numbers["trace_services"])


def test_a_bad_file_was_refused_row_by_row(numbers):
    assert numbers["refused_rows"] > 5
