"""Why visits have no slot: what is missing, in numbers, and what to do about it."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from .terms import Inputs, Job, Slot


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing that is missing and the visits it keeps from being placed.

    `code`: no-team, no-day, too-long, officer (needed more than there is), teams (more visits than days have teams),
    no-common-slot. Minutes of `needed` and `available`.
    """

    code: str
    visits: tuple[str, ...]
    en: str
    zh: str
    do_en: str
    do_zh: str
    officer: str | None = None
    needed: int | None = None
    available: int | None = None


def missing(inputs: Inputs, slots: Mapping[str, Slot]) -> list[Missing]:
    """One entry or more for every job without a slot; an officer who is needed too much is named once per span of days."""
    found: list[Missing] = []
    over: defaultdict[tuple[str, tuple[date, ...]], list[str]] = defaultdict(list)
    needs, crowd = _Needs(inputs), _Crowd(inputs, slots)
    for job in inputs.jobs:
        if job.visit in slots:
            continue
        plain = _impossible(inputs, job)
        if plain is not None:
            found.append(plain)
            continue
        if crowd.has(job):
            found.append(crowd.of(job))
            continue
        short = [officer for officer in job.officers if needs.of(officer, job.days) > needs.there_is(job.days)]
        for officer in short:
            over[officer, job.days].append(job.visit)
        if not short:
            found.append(_crowded(job, max(job.officers, key=lambda o: (needs.of(o, job.days), o)), needs))
    return found + [_too_much(officer, days, visits, needs) for (officer, days), visits in sorted(over.items())]


class _Needs:
    """How many minutes officers are asked for, ways not counted."""

    def __init__(self, inputs: Inputs) -> None:
        self._length = inputs.numbers.length
        self._of: defaultdict[str, list[tuple[date, date, int]]] = defaultdict(list)
        for job in inputs.jobs:
            if job.days:
                self._add(job.officers, (job.days[0], job.days[-1], job.minutes))
        for fixed in inputs.fixed:
            self._add(fixed.officers, (fixed.slot.day, fixed.slot.day, fixed.minutes))
        self._known: dict[tuple[str, date, date], int] = {}

    def _add(self, officers: Iterable[str], need: tuple[date, date, int]) -> None:
        for officer in officers:
            self._of[officer].append(need)

    def of(self, officer: str, days: tuple[date, ...]) -> int:
        """By what can only lie within these days."""
        key = officer, days[0], days[-1]
        if key not in self._known:
            inside = (minutes for first, last, minutes in self._of[officer] if days[0] <= first and last <= days[-1])
            self._known[key] = sum(inside)
        return self._known[key]

    def there_is(self, days: tuple[date, ...]) -> int:
        return len(days) * self._length


class _Crowd:
    """Days on which as many visits are made as there are teams."""

    def __init__(self, inputs: Inputs, slots: Mapping[str, Slot]) -> None:
        self._most = inputs.numbers.teams_per_day
        self._on = Counter([*(slot.day for slot in slots.values()), *(fixed.slot.day for fixed in inputs.fixed)])

    def has(self, job: Job) -> bool:
        return self._most is not None and all(self._on[day] >= self._most for day in job.days)

    def of(self, job: Job) -> Missing:
        most = self._most or 0
        return Missing(
            "teams",
            (job.visit,),
            f"on every day of {job.visit} from {job.days[0]} to {job.days[-1]} the {most} teams have a visit already",
            f"{job.visit} 在 {job.days[0]} 至 {job.days[-1]} 期间,每日 {most} 个检查组均已有任务",
            "Give the visit a longer window, or adopt another number of teams in the policy.",
            "请延长检查时段,或者在政策参数中调整每日检查组数。",
        )


def _impossible(inputs: Inputs, job: Job) -> Missing | None:
    if not job.officers:
        return Missing(
            "no-team",
            (job.visit,),
            f"nobody is on the team of {job.visit}",
            f"{job.visit} 没有检查人员",
            "Fill its seats (shortages of the draw), then schedule again.",
            "请先补足检查人员(见抽取结果的人员缺口),再行排期。",
        )
    if not job.days:
        return Missing(
            "no-day",
            (job.visit,),
            f"the window of {job.visit} ({job.window_from} to {job.window_to}) has no working day left after notice",
            f"{job.visit} 的检查时段({job.window_from} 至 {job.window_to})内,通知期满后已无工作日",
            "Amend the plan with a later window, or cancel the visit with a reason.",
            "请说明理由调整计划延长时段,或者取消该任务。",
        )
    if not inputs.fits(job):
        needed = job.minutes + 2 * inputs.way_out(job)
        return Missing(
            "too-long",
            (job.visit,),
            f"{job.visit} takes {needed} minutes with the way out and back, a working day has {inputs.numbers.length}",
            f"{job.visit} 含往返路程需 {needed} 分钟,一个工作日只有 {inputs.numbers.length} 分钟",
            "Check fewer items in it, or adopt other minutes per item or day in the policy.",
            "请减少检查事项,或者在政策参数中调整每项或每日时长。",
            needed=needed,
            available=inputs.numbers.length,
        )
    return None


def _too_much(officer: str, days: tuple[date, ...], visits: list[str], needs: _Needs) -> Missing:
    needed, available = needs.of(officer, days), needs.there_is(days)
    return Missing(
        "officer",
        tuple(visits),
        f"officer {officer} is needed {needed:,} minutes from {days[0]} to {days[-1]}, has {available:,}",
        f"检查人员 {officer} 在 {days[0]} 至 {days[-1]} 期间需 {needed:,} 分钟,仅有 {available:,} 分钟",
        "Substitute the officer on some of these visits, or give them a longer window.",
        "请更换部分任务的检查人员,或者延长检查时段。",
        officer=officer,
        needed=needed,
        available=available,
    )


def _crowded(job: Job, busiest: str, needs: _Needs) -> Missing:
    needed, available = needs.of(busiest, job.days), needs.there_is(job.days)
    return Missing(
        "no-common-slot",
        (job.visit,),
        f"the team of {job.visit} has no common {job.minutes} minutes from {job.days[0]} to {job.days[-1]}; "
        f"the busiest is {busiest} with {needed:,} of {available:,} minutes",
        f"{job.visit} 的检查人员在 {job.days[0]} 至 {job.days[-1]} 期间没有共同的 {job.minutes} 分钟空档;"
        f"任务最重的是 {busiest}({available:,} 分钟中已需 {needed:,} 分钟)",
        "Give the solver more time, substitute the officer named, or give the visit a longer window.",
        "请延长求解时间,更换所列检查人员,或者延长检查时段。",
        officer=busiest,
        needed=needed,
        available=available,
    )
