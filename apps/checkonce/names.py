"""The names of the six services, in the order in which facts flow."""

__all__ = ["SERVICES"]

SERVICES = ("registry", "planning", "inspection", "credit", "disclosure", "whistle")
