"""The joint conference: who belongs to it, and who leads."""
