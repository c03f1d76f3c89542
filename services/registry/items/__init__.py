"""The one list of what may be checked, and the three lists it is merged from."""
