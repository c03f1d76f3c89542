"""Papers of a visit: filled in from what is on record, numbered, kept, and read as PDF or as data."""
