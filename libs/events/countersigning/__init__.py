"""Commands that need a second person: recorded as asked, without effect, until another person approves."""
