"""From approval to supervision: what was handed over, to whom, and what nobody has taken over yet."""
