"""Cases of administrative penalties, from filing to performance."""
