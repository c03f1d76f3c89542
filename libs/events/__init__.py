"""Event sourcing and the bus: facts, a PostgreSQL store with a fence, a Kafka relay and consumer, durable deadlines.

The package knows nothing of inspections. Its modules are imported by name (`from libs.events.fact import Fact`); only
`catalog/` speaks the field's language. See README.md beside this file for a first example.
"""
