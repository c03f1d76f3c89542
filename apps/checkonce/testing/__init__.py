"""Help for tests of the command: documents of draws, made up and tampered with."""
