"""Event sourcing and the bus: facts, a PostgreSQL store with a fence, a Kafka relay and consumer, durable deadlines.

The package knows nothing of what an application is about; only `catalog/` speaks its language. Modules are imported by name
(`from libs.events.fact import Fact`). README.md beside this file builds a first service, step by step.
"""
