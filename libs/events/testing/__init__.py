"""Help for tests: decisions, one service on a real database, servers, waiting; and the small services of our own tests."""
