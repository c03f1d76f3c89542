"""How discretion is used: the minor-exemption list and the benchmarks of penalties."""
