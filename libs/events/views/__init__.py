"""Read models: which fact changes which table, and how all tables are built again from the facts."""
