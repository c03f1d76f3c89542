"""Marks beside the lists: manual tags, credit codes let in by name, suggestions decided against."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from libs.events.catalog.codes import normalise_uscc
from libs.events.catalog.registry.entities import CodeAllowed, CodeDisallowed, EntityTagged, EntityUntagged
from libs.events.catalog.registry.scenarios import SuggestionDismissed
from libs.events.decider import Decider
from libs.events.fact import Fact
from services.registry.commands import (
    AllowCode,
    CodeCommand,
    DisallowCode,
    DismissSuggestion,
    TagCommand,
    TagEntity,
    UntagEntity,
)
from services.registry.identity import early_code_fault

from .dated import local_day
from .refusals import (
    AlreadyDismissed,
    CodeIsNoEarlyCode,
    CodeIsRight,
    CodeNotAllowed,
    DismissedUntilThePast,
    EvidenceMissing,
    NoSuchEntity,
    NoTag,
    TagOver,
)

Tags = dict[str, EntityTagged]


def _tag(command: TagCommand, tags: Tags, now: datetime) -> Sequence[Fact]:
    held = tags.get(command.tag)
    match command:
        case TagEntity(until=until):
            if not command.listed:
                raise NoSuchEntity(field="entity", value=command.entity, do_en="Check the code.", do_zh="请核对代码。")
            if until is not None and until < local_day(now):
                raise TagOver(
                    f"ended on {until}",
                    f"已于 {until} 到期",
                    field="until",
                    value=until.isoformat(),
                    do_en="Name today or a later day.",
                    do_zh="截止日期不得早于今日。",
                )
            tagged = EntityTagged(entity=command.entity, tag=command.tag, reason=command.reason, until=until)
            return [] if tagged == held else [tagged]
        case _ if held is None:
            raise NoTag(field="tag", value=command.tag, do_en="Check the tag.", do_zh="请核对标签。")
    return [EntityUntagged(entity=command.entity, tag=command.tag, reason=command.reason)]


def _tags(tags: Tags, fact: Fact) -> Tags:
    match fact:
        case EntityTagged(tag=tag):
            return {**tags, tag: fact}
        case EntityUntagged(tag=tag):
            return {name: held for name, held in tags.items() if name != tag}
    return tags


def _code(command: CodeCommand, allowed: CodeAllowed | None, _: datetime) -> Sequence[Fact]:
    match command:
        case AllowCode(evidence=evidence):
            fault = early_code_fault(command.code)
            if fault is None:
                raise CodeIsRight(field="code", value=command.code, do_en="List the entity as it is.", do_zh="请直接列入名录。")
            if fault.broken or command.code != normalise_uscc(command.code):
                raise CodeIsNoEarlyCode(
                    fault.english,
                    fault.chinese,
                    field="code",
                    value=command.code,
                    do_en="Copy the code from the licence again, in capitals without blanks.",
                    do_zh="请对照营业执照重新填写(大写、无空格)。",
                )
            if not evidence:
                raise EvidenceMissing(
                    field="evidence", do_en="Attach the licence by its hash.", do_zh="请附上营业执照等证明材料。"
                )
            said = CodeAllowed(code=command.code, reason=command.reason, evidence=evidence)
            return [] if said == allowed else [said]
        case _ if allowed is None:
            raise CodeNotAllowed(field="code", value=command.code, do_en="Check the code.", do_zh="请核对代码。")
    return [CodeDisallowed(code=command.code, reason=command.reason)]


def _codes(_: CodeAllowed | None, fact: Fact) -> CodeAllowed | None:
    return fact if isinstance(fact, CodeAllowed) else None


@dataclass(frozen=True, slots=True)
class Dismissed:
    until: date = date.min


def _dismiss(command: DismissSuggestion, state: Dismissed, now: datetime) -> Sequence[Fact]:
    today = local_day(now)
    if command.until <= today:
        raise DismissedUntilThePast(
            f"today is {today}",
            f"今日为 {today}",
            field="until",
            value=command.until.isoformat(),
            do_en="Name a later day.",
            do_zh="请填写今日之后的日期。",
        )
    if today < state.until:
        raise AlreadyDismissed(
            f"dismissed until {state.until}",
            f"已搁置至 {state.until}",
            field="suggestion",
            value=command.suggestion,
            do_en="Wait for that day, or list the scenario.",
            do_zh="可待期满,或直接列入场景。",
        )
    return [SuggestionDismissed(suggestion=command.suggestion, reason=command.reason, until=command.until)]


def _dismissed(state: Dismissed, fact: Fact) -> Dismissed:
    return Dismissed(fact.until) if isinstance(fact, SuggestionDismissed) else state


TAGS: Decider[TagCommand, Tags] = Decider(
    name="tags",
    commands=(TagEntity, UntagEntity),
    stream=lambda command: f"tags-{command.entity}",
    initial={},
    decide=_tag,
    evolve=_tags,
)
CODE: Decider[CodeCommand, CodeAllowed | None] = Decider(
    name="code",
    commands=(AllowCode, DisallowCode),
    stream=lambda command: f"code-{command.code}",
    initial=None,
    decide=_code,
    evolve=_codes,
)
SUGGESTION: Decider[DismissSuggestion, Dismissed] = Decider(
    name="suggestion",
    commands=(DismissSuggestion,),
    stream=lambda command: f"suggestion-{command.suggestion}",
    initial=Dismissed(),
    decide=_dismiss,
    evolve=_dismissed,
)
