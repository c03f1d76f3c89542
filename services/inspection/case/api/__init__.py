"""Routes of cases: filing, investigation, decision, performance, and what can be read."""
