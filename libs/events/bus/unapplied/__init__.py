"""Received facts that have no effect for the time being: their streams are parked, or their partition is held."""
