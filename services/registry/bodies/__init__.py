"""Who may check: departments, their mandates, and their inspectors."""
