"""Whether a schedule may be: each constraint looked at anew, without the code that made it."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import combinations, pairwise

from .terms import Fixed, Inputs, Job, Slot


@dataclass(frozen=True, slots=True)
class Fault:
    """One broken constraint. `code`: unknown-visit, day, hours, home, lunch, teams, twice, way, desk; `other`: the visit it
    collides with.
    """

    code: str
    visit: str
    en: str
    zh: str
    officer: str | None = None
    other: str | None = None


@dataclass(frozen=True, slots=True)
class _Stop:
    visit: Job | Fixed
    day: date
    begin: int

    @property
    def end(self) -> int:
        return self.begin + self.visit.minutes

    @property
    def fixed(self) -> bool:
        return isinstance(self.visit, Fixed)


def check(inputs: Inputs, slots: Mapping[str, Slot]) -> list[Fault]:
    """Everything wrong with `slots`, none when the schedule holds. A visit without a slot is no fault.

    A day is a working day of the window after notice; a visit lies in the team's hours with the way out and back, and beside
    the break; no more visits are made in a day than there are teams; nobody is at two visits at once; the way between two
    visits fits; desk checks come before an officer goes out.
    """
    jobs = {job.visit: job for job in inputs.jobs}
    faults = [_fault("unknown-visit", visit, "no such visit", "没有该检查任务") for visit in sorted(slots) if visit not in jobs]
    routes: defaultdict[tuple[str, date], list[_Stop]] = defaultdict(list)
    for visit, slot in sorted(slots.items()):
        if visit in jobs:
            faults += _alone(inputs, jobs[visit], slot)
            for officer in jobs[visit].officers:
                routes[officer, slot.day].append(_Stop(jobs[visit], slot.day, slot.start))
    faults += _teams(inputs, jobs, slots)
    days = {day for _, day in routes}
    for fixed in inputs.fixed:
        for officer in fixed.officers:
            if fixed.slot.day in days:
                routes[officer, fixed.slot.day].append(_Stop(fixed, fixed.slot.day, fixed.slot.start))
    for (officer, _), stops in sorted(routes.items()):
        faults += _route(inputs, officer, sorted(stops, key=lambda stop: (stop.begin, stop.visit.visit)))
    return faults


def _alone(inputs: Inputs, job: Job, slot: Slot) -> Iterator[Fault]:
    n = inputs.numbers
    if slot.day not in job.days:
        yield _fault(
            "day",
            job.visit,
            f"{slot.day} is no working day of its window {job.window_from} to {job.window_to} after notice",
            f"{slot.day} 不是其检查时段({job.window_from} 至 {job.window_to})内通知期满后的工作日",
        )
    closes = n.day_starts + n.length
    if slot.start < n.day_starts or slot.start + job.minutes > closes:
        yield _fault(
            "hours",
            job.visit,
            f"minutes {slot.start} to {slot.start + job.minutes} of the day are not within the team's "
            f"{n.day_starts} to {closes}",
            f"当日第 {slot.start} 至 {slot.start + job.minutes} 分钟超出工作时间(第 {n.day_starts} 至 {closes} 分钟)",
        )
        return
    out = inputs.way_out(job)
    if slot.start - out < n.day_starts or slot.start + job.minutes + out > closes:
        en = f"there are no {out} minutes for the way out before it and as many for the way back"
        yield _fault("home", job.visit, en, f"其前后没有各 {out} 分钟的往返路程")
    lunch = n.lunch_from, n.lunch_from + n.lunch_minutes
    if lunch[0] < lunch[1] and slot.start < lunch[1] and slot.start + job.minutes > lunch[0] and not inputs.through_lunch(job):
        en = f"it lies in the break, minutes {lunch[0]} to {lunch[1]} of the day"
        yield _fault("lunch", job.visit, en, f"与午休(第 {lunch[0]} 至 {lunch[1]} 分钟)重叠")


def _teams(inputs: Inputs, jobs: Mapping[str, Job], slots: Mapping[str, Slot]) -> Iterator[Fault]:
    most = inputs.numbers.teams_per_day
    if most is None:
        return
    by_day: defaultdict[date, list[str]] = defaultdict(list)
    for visit, slot in sorted(slots.items()):
        if visit in jobs:
            by_day[slot.day].append(visit)
    for day, visits in sorted(by_day.items()):
        standing = [fixed for fixed in inputs.fixed if fixed.slot.day == day]
        if len(visits) + len(standing) > most:
            there = len(visits) + len(standing)
            en, zh = f"{there} visits on {day}, there are teams for {most}", f"{day} 共 {there} 项检查,每日至多 {most} 项"
            yields = next((fixed.visit for fixed in standing if fixed.yields is not None), None)
            yield replace(_fault("teams", visits[-1], en, zh), other=yields)


def _route(inputs: Inputs, officer: str, stops: list[_Stop]) -> Iterator[Fault]:
    for a, b in combinations(stops, 2):
        if not (a.fixed and b.fixed) and b.begin < a.end:
            yield _between("twice", a, b, officer, en="is at two visits at once", zh="同一时间有两项检查")
    for a, b in pairwise(stops):
        if (a.fixed and b.fixed) or b.begin < a.end:
            continue
        if a.visit.onsite and not b.visit.onsite:
            yield _between("desk", a, b, officer, en="goes out before the desk check", zh="外出检查安排在书面、远程检查之前")
        else:
            far = inputs.distances.metres(a.visit.township, b.visit.township) if a.visit.onsite else None
            # From the desk it is the way out.
            needed = inputs.way_out(b.visit) if far is None else inputs.numbers.minutes(far)
            if b.begin - a.end < needed:
                en = f"has {b.begin - a.end} minutes for a way of {needed}"
                yield _between("way", a, b, officer, en=en, zh=f"路程需 {needed} 分钟,仅有 {b.begin - a.end} 分钟")


def _between(code: str, a: _Stop, b: _Stop, officer: str, *, en: str, zh: str) -> Fault:
    ours, other = (b, a) if a.fixed or not b.fixed else (a, b)
    said = f"{officer} {en} on {a.day}: {a.visit.visit}, {b.visit.visit}"
    return Fault(
        code, ours.visit.visit, said, f"{officer} {a.day}:{zh}({a.visit.visit}、{b.visit.visit})", officer, other.visit.visit
    )


def _fault(code: str, visit: str, en: str, zh: str) -> Fault:
    return Fault(code, visit, f"{visit}: {en}", f"{visit}:{zh}")
