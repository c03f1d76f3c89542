"""Who approves what another person has asked for: data of a policy edition."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Annotated, Any, Final

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from . import refusals as r

__all__ = [
    "AMONG_ZH",
    "AS_THEY_ARE",
    "DAYS",
    "Among",
    "Days",
    "Second",
    "check_seconds",
    "check_way_back",
    "lowered",
    "names",
    "seconds_of",
    "since_duties",
    "since_seconds",
]

Role = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", max_length=60)]
Days = Annotated[int, Field(ge=1, le=365)]
AS_THEY_ARE: Final[Mapping[str, str]] = MappingProxyType({})
"""Nobody said what Chinese texts call roles."""


class Among(StrEnum):
    """Whom the second person is looked for among."""

    ANYBODY = "anybody"
    """Everybody with one of the roles."""
    COLLEAGUES = "colleagues"
    """Who acts for a body that the asker acts for too."""
    LEAD = "lead"
    """Who acts for the body that leads on the day."""


AMONG_ZH: Final[Mapping[Among, str]] = MappingProxyType(
    {
        Among.ANYBODY: "其他任何人",
        Among.COLLEAGUES: "申请人所在单位的其他人员",
        Among.LEAD: "牵头单位的人员",
    }
)
"""What Chinese texts call them."""


class Second(BaseModel):
    """Who approves: another subject than the one who asked, with one of the roles."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    roles: tuple[Role, ...] = Field(min_length=1, max_length=20)
    among: Among = Among.ANYBODY


def names(roles: Iterable[str], called: Mapping[str, str]) -> list[str]:
    """What Chinese texts call these roles: as they are, where nobody said what."""
    return [called.get(role, role) for role in roles]


def lowered(before: Mapping[Any, Second], after: Mapping[Any, Second]) -> tuple[Second, ...]:
    """The rules of `before` that `after` leaves out, opens to more roles, or to persons of other bodies."""
    return tuple(rule for duty, rule in sorted(before.items()) if _looser(rule, after.get(duty)))


def _looser(rule: Second, new: Second | None) -> bool:
    if new is None or not set(new.roles) <= set(rule.roles):
        return True
    return rule.among not in {Among.ANYBODY, new.among}


DAYS: Any = Field(
    10,
    description="After how many days a request that nobody has approved or refused ends. A default of the jurisdiction: no"
    " source says it.",
)


def seconds_of(
    duties: type[StrEnum],
    second: Second,
    *,
    but: Collection[StrEnum] = (),
    own: Mapping[Any, Second] = MappingProxyType({}),
    always: str = "policy",
) -> Any:
    """The field `seconds` of a pack: each duty needs the same second person, those of `own` another one and those of `but`
    nobody, until an edition says otherwise.
    """
    return Field(
        {duty: own.get(duty, second) for duty in duties if duty not in but},
        description="What another person than the asker must approve, and who may: NIST SP 800-53 Rev. 5, AC-3(2) and AC-5."
        f" The roles are a default of the jurisdiction. The duty `{always}` cannot be left out.",
    )


def since_seconds(pack: type[BaseModel], *more: str) -> Callable[[dict[str, Any]], dict[str, Any]]:
    """The upcaster of editions from before second persons, which were one person's and did not say whose.

    What they leave open, and the fields `more`, is as in the sources' pack.
    """

    def upcast(data: dict[str, Any]) -> dict[str, Any]:
        added = pack().model_dump(mode="json", include={"seconds", "second_days", *more})
        return {**data, "pack": {**data["pack"], **added}, "asked_by": None, "approved_by": None}

    return upcast


def since_duties(pack: type[BaseModel], *duties: StrEnum) -> Callable[[dict[str, Any]], dict[str, Any]]:
    """The upcaster of editions from before these duties, which could not say that one person is enough: they are as in the
    sources' pack.
    """

    def upcast(data: dict[str, Any]) -> dict[str, Any]:
        new = pack().model_dump(mode="json", include={"seconds"})["seconds"]
        seconds = {**{duty.value: new[duty] for duty in duties}, **data["pack"]["seconds"]}
        return {**data, "pack": {**data["pack"], "seconds": seconds}}

    return upcast


def check_seconds(
    seconds: Mapping[Any, Second],
    roles: Iterable[str],
    *,
    led: bool = True,
    always: str = "policy",
    called: Mapping[str, str] = AS_THEY_ARE,
) -> None:
    """Raises NoSuchSecond for a role that cannot approve, NoLeadKnown for the lead where the service knows none (`led`), and
    PolicyByOne where the policy itself would need nobody else.

    `called`: what Chinese texts call roles.
    """
    for duty, second in sorted(seconds.items()):
        if unable := sorted(set(second.roles) - set(roles)):
            field, able = f"pack.seconds.{duty}.roles", sorted(roles)
            in_chinese, instead = names(unable, called), names(able, called)
            raise r.NoSuchSecond(field=field, value=unable, unable_zh=in_chinese, able=able, able_zh=instead)
        if second.among is Among.LEAD and not led:
            raise r.NoLeadKnown(field=f"pack.seconds.{duty}.among", value=second.among)
    if always not in seconds:
        raise r.PolicyByOne(field="pack.seconds", value=always)


def check_way_back(
    seconds: Mapping[Any, Second], duties: Iterable[str], acts_for: frozenset[str], then: frozenset[str]
) -> None:
    """Raises NoWayBack where one of `duties`, by which everything else is changed, would be nobody's.

    `then`: who leads when the rules begin. Nobody approves for a lead while none is recorded, and nobody is the colleague of
    an asker who acts for no body (`acts_for`).
    """
    nobody = {Among.LEAD: not then, Among.COLLEAGUES: not acts_for, Among.ANYBODY: False}
    for duty in duties:
        if duty in seconds and nobody[seconds[duty].among]:
            among = seconds[duty].among
            raise r.NoWayBack(field=f"pack.seconds.{duty}.among", value=among, duty=duty, among_zh=AMONG_ZH[among])
