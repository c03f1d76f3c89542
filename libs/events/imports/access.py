"""Who may prepare an import: whoever may send it."""

from __future__ import annotations

from ..http.access import Permission

__all__ = ["preparing_of"]


def preparing_of(sending: Permission) -> dict[str, Permission]:
    """Lines of an access table. Nothing of this is personal: titles of columns, values of lists, and a caller's own file."""
    routes = ("POST {}/preview", "GET {}/titles", "PUT {}/titles", "DELETE {}/titles", "GET {}/template.xlsx")
    return {route.format("/imports/{kind}"): sending for route in routes}
