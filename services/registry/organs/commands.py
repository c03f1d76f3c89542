"""What may be asked of the organs that matters go to."""

from pydantic import Field

from libs.events.catalog.codes import DivisionPrefix, Name
from libs.events.catalog.registry.organs import OrganCode, OrganKind

from ..lists import commands as lists_commands


class OrganRow(lists_commands.Dated):
    organ: OrganCode
    title: Name
    kind: OrganKind
    divisions: tuple[DivisionPrefix, ...] = Field(min_length=1, max_length=200)


class ListOrgan(OrganRow, lists_commands.Entered):
    """A department that inspects may be an organ too, under its own code: the police is."""


class WithdrawOrgan(lists_commands.Ended):
    organ: OrganCode
