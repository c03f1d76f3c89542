"""Which services share facts with neighbours."""

SHARING = frozenset({"disclosure", "inspection", "planning", "registry"})
"""Each has a key in every agreement. A test compares it with the catalog's shared facts."""
