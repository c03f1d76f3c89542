"""How a consumer reads its partitions: from the broker's batches to facts that are new, and what does not count by the way."""
