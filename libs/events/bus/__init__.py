"""From the store to Kafka, and from Kafka into another service's views and reactions, exactly once in effect."""
